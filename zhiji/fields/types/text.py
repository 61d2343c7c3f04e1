"""Text of one line, and notes of several. No secrets, no characters that cannot be shown, no masked echo."""

import re
import unicodedata
from collections.abc import Callable

from zhiji.fields import forbidden
from zhiji.fields.field import Field
from zhiji.fields.problems import Findings, Wrong

# Zero-width, direction marks and byte-order marks arrive by pasting and mean nothing: dropped. The rest is
# refused. (str.isprintable is not used: it refuses characters newer than Python's Unicode table, as in rare
# given names.)
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufff9-\uffff]")
SPACES = re.compile(r"[\s\u3000]+")
ODD = re.compile(
    "[\\s\u3000\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x1f\x7f-\x9f\ud800-\udfff\ufff9-\uffff]"
)
# Nothing to tidy: most texts of a bank's files pass here at once. (No spaces: they may stand at an end.)
USUAL = re.compile("[\u4e00-\u9fa5A-Za-z0-9，。、（）()@._+-]+")
# Nothing that could be a secret: no Latin word, no character of the words for one, fewer than 13 digits on end.
HARMLESS = re.compile("(?:[^A-Za-zＡ-Ｚａ-ｚ0-9０-９码碼令位]|[0-9]{1,12}(?![ .\\-_–—·\\t0-9０-９]))+")
MASKED = re.compile(r"●|\*{3,}|＊{2,}|…{3,}")


def plain(raw: object, *, lines: bool = False) -> str:
    """The text in NFC, trimmed, with single spaces; line breaks stay when ``lines``.

    Raises Wrong text.type, text.control, masked.
    """
    if type(raw) is str:
        if USUAL.fullmatch(raw):
            return raw
    elif isinstance(raw, bool) or not isinstance(raw, str | int):
        raise Wrong("text.type")
    text = str(raw)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if ODD.search(text):
        text = UNSEEN.sub("", text)
        if CONTROL.search(text):
            raise Wrong("text.control")
        if lines:
            text = "\n".join(SPACES.sub(" ", line).strip() for line in text.splitlines()).strip()
        else:
            text = SPACES.sub(" ", text).strip()
    if MASKED.search(text):
        raise Wrong("masked")
    return text


def _cleaner(field: Field, most: int, lines: bool) -> Callable[[object, Findings], str | None]:
    limit = int(str(field.limits.get("max", most)))

    def clean(raw: object, findings: Findings) -> str | None:
        text = plain(raw, lines=lines)
        if len(text) > limit:
            raise Wrong("text.long", max=limit)
        if not HARMLESS.fullmatch(text):
            forbidden.check(text)
        return text or None

    return clean


def line(field: Field) -> Callable[[object, Findings], str | None]:
    """One line, at most ``max`` characters (200)."""
    return _cleaner(field, 200, False)


def note(field: Field) -> Callable[[object, Findings], str | None]:
    """Free text, at most ``max`` characters (2,000), line breaks kept."""
    return _cleaner(field, 2000, True)

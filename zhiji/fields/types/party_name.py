"""Names of people and organisations.

Chinese names lose inner spaces; the middle dot of ethnic and translated names becomes · (U+00B7) whichever
of its look-alikes was typed; Latin names keep single spaces; full-width letters become half-width; rare
characters outside the basic plane are names like any other.
"""

import re
from collections.abc import Callable

from zhiji.fields import forbidden
from zhiji.fields.field import Field
from zhiji.fields.problems import Findings, Wrong
from zhiji.fields.types.text import plain

USUAL = re.compile("[\u4e00-\u9fa5]{2,30}")
FOLD = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
FOLD |= {ord(dot): "·" for dot in "‧•・･∙⋅᛫"}
# Brackets stay as written in organisation names: the register of companies uses full-width ones.
FOLD |= {ord("（"): "（", ord("）"): "）", ord("，"): "，"}
HAN = "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·]"
HAN_SPACE = re.compile(f"(?<={HAN}) (?={HAN})| (?=·)|(?<=·) ")
LETTER = re.compile(r"[^\W\d_]|[\ue000-\uf8ff\U00020000-\U0003ffff]")
LONG_NUMBER = re.compile(r"\d{7}")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff][A-Za-z\u00c0-\u024f\u1e00-\u1eff ,.'’\-]*")


def party_name(field: Field) -> Callable[[object, Findings], str | None]:
    """A name as on the paper, at most ``max`` characters (120)."""
    limit = int(str(field.limits.get("max", 120)))

    def clean(raw: object, findings: Findings) -> str | None:
        if type(raw) is str and USUAL.fullmatch(raw):
            return raw
        text = HAN_SPACE.sub("", plain(plain(raw).translate(FOLD)))
        if not text:
            return None
        if len(text) > limit:
            raise Wrong("text.long", max=limit)
        if "*" in text or not LETTER.search(text):
            raise Wrong("masked" if "*" in text else "name.letters")
        forbidden.check(text)
        if LONG_NUMBER.search(text):
            raise Wrong("name.digits")
        return text

    return clean


def latin_name(field: Field) -> Callable[[object, Findings], str | None]:
    """A name in Latin letters, accents kept."""

    def clean(raw: object, findings: Findings) -> str | None:
        text = plain(plain(raw).translate(FOLD))
        if text and (len(text) > 120 or not LATIN.fullmatch(text)):
            raise Wrong("masked" if "*" in text else "name.latin")
        return text or None

    return clean

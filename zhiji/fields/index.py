"""Normal forms of identifiers for the blind index: what two spellings of the same identifier have in common.

Full identifiers only (name, full pinyin, paper, phone, e-mail, licence, account, card): never a surname,
never a fragment.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from zhiji.fields.numbers import phone_number, resident_id
from zhiji.fields.pinyin import readings
from zhiji.fields.problems import Wrong

INDEXES = ("name", "pinyin", "paper", "phone", "email", "licence", "account", "card", "reference")


class _NameFold(dict[int, str]):
    """One character of a name at a time: simplified, half-width, lower case, no accents, marks or spaces."""

    def __missing__(self, code: int) -> str:
        character = unicodedata.normalize("NFKD", chr(code)).casefold()
        kept = "".join(each for each in character if unicodedata.category(each)[0] in "LN" or _private(each))
        self[code] = folded = _simplified(kept) if kept and ord(kept[0]) > 0x2E7F else kept
        return folded


def _private(character: str) -> bool:
    """Characters that Python's Unicode table does not know yet, or private ones of bank fonts, are part of
    names.
    """
    return unicodedata.category(character) in ("Co", "Cn")


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def _simplified(text: str) -> str:
    """Converted until nothing changes: the tables have chains, and an index needs one form for all of a chain."""
    seen = {text}
    while True:
        text = str(_converter().convert(text))
        if text in seen:
            return text
        seen.add(text)


_FOLD = _NameFold()
_NOT_ALNUM = re.compile(r"[^0-9A-Z\u3400-\u9fff]")
_PLAIN_NUMBER = re.compile(r"[0-9A-Z]+")
_TONES = str.maketrans("üǖǘǚǜÜ", "vvvvvv")
_NOT_LATIN = re.compile(r"[^a-z]")


def name(text: str) -> str:
    """沈懷瑾, 沈怀瑾 and 沈 怀瑾 become one; so do José and JOSE, 阿依·古丽 and 阿依•古丽."""
    return text.translate(_FOLD)


def pinyin(text: str) -> str:
    """Latin letters only: "Shěn Huái-jǐn" becomes shenhuaijin; ü is v, the passports' YU after l and n
    too.
    """
    text = unicodedata.normalize("NFKD", text.translate(_TONES).casefold())
    return re.sub(r"(?<=[ln])yu", "v", _NOT_LATIN.sub("", text.replace("u\u0308", "v")))


def number(text: str) -> str:
    """Upper-case letters and digits."""
    if _PLAIN_NUMBER.fullmatch(text):
        return text
    return _NOT_ALNUM.sub("", unicodedata.normalize("NFKC", text).upper())


def paper(text: str) -> str:
    """As a number; fifteen digits that can be an old identity number become the eighteen that are kept."""
    found = number(text)
    if len(found) == 15 and found.isdigit():
        try:
            return resident_id.clean(found, date.max)
        except Wrong:
            return found
    return found


def phone(text: str) -> str:
    """E.164 without extension; digits as typed when it is no number in use."""
    try:
        return phone_number.clean(text).partition(";")[0]
    except Wrong:
        return re.sub(r"[^+0-9]", "", unicodedata.normalize("NFKC", text))


def email(text: str) -> str:
    """Lower case."""
    return text.strip().lower()


def reference(text: str) -> str:
    """A number in another system, ``system:number``: upper case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


NORMAL: dict[str, Callable[[str], str]] = {
    "name": name,
    "pinyin": pinyin,
    "paper": paper,
    "phone": phone,
    "email": email,
    "licence": number,
    "account": number,
    "card": number,
    "reference": reference,
}


def normalise(index: str, text: str) -> str:
    """The form under which a query for ``text`` finds the same tokens."""
    return NORMAL[index](text)


def of_value(index: str, value: Any, sounds: bool = True) -> list[tuple[str, str]]:
    """(index, text) of one clean value: a text, or a composite with a number. ``sounds``: of a name its readings too."""
    text = value if type(value) is str else value["number"]
    if index == "name":
        return [
            ("name", name(text)),
            *(("pinyin", reading) for reading in (readings(text) if sounds else ())),
        ]
    if index == "phone":
        return [("phone", text.partition(";")[0])]
    return [(index, NORMAL[index](text))]

"""Reads what was typed into the search box: which identifiers it may be. Pure; looks nothing up."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from zhiji import fields
from zhiji.customers.rules import customer_id_of
from zhiji.fields.pinyin import readings

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff〇]")
_LATIN = re.compile(r"[^\W\d_]")
_TAIL = re.compile(r"[0-9]{3}[0-9Xx]")
_MAINLAND_MOBILE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}")
_FRAGMENT_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Question:
    """``number`` is a customer's id when a customer number was typed. ``full`` pairs blind indexes with texts to look up.

    ``tail`` is a second identifier beside a name: four last characters of a paper or phone, or a birth year.
    ``fragment`` is what to look for among files one may see; ``digits`` says that it is one of a number.
    ``complete``: it can be no fragment of anything else, so once found in full it is not looked for in pieces.
    """

    text: str
    number: int | None = None
    full: tuple[tuple[str, str], ...] = ()
    tail: str = ""
    fragment: str = ""
    digits: bool = False
    public_name: str = ""
    complete: bool = False


def understand(text: str) -> Question:
    """The question a text asks. An empty one asks nothing.

    >>> understand("138 1234 5678").full[0]
    ('phone', '138 1234 5678')
    >>> understand("王伟 6620").tail
    '6620'
    """
    text = " ".join(unicodedata.normalize("NFKC", text).split())[:200]
    if not text:
        return Question("")
    number = customer_id_of(text)
    if number is not None:
        return Question(text, number=number)
    if "@" in text:
        full = (("email", text),) if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text) else ()
        return Question(text, full=full, fragment=text.casefold(), complete=bool(full))
    compact = re.sub(r"[\s\-–]", "", text)
    if re.fullmatch(r"\+?[0-9]+[Xx]?", compact) or (
        re.search(r"[0-9]{5}", compact) and compact.isascii() and compact.isalnum()
    ):
        return _numeric(text, compact)
    words = text.split(" ")
    tail = words.pop() if len(words) > 1 and _TAIL.fullmatch(words[-1]) else ""
    name = " ".join(words)
    if _HAN.search(name):
        return Question(text, None, (("name", name),), tail, fields.normalise("name", name), False, name)
    if _LATIN.search(name):
        return Question(
            text,
            None,
            (("pinyin", name), ("name", name)),
            tail,
            fields.normalise("pinyin", name),
            False,
            name,
        )
    return Question(text, fragment=compact)


def _numeric(text: str, compact: str) -> Question:
    plain = fields.normalise("paper", compact)
    full: list[tuple[str, str]] = []
    if _MAINLAND_MOBILE.fullmatch(compact) or compact.startswith("+") or 7 <= len(compact) <= 12:
        full.append(("phone", text))
    if len(plain) in (15, 18) or (7 <= len(plain) <= 12):
        full.append(("paper", plain))
    if len(plain) >= 8:
        full.append(("licence", plain))
    if plain.isdigit() and 13 <= len(plain) <= 19:
        full.append(("card", plain))
    if plain.isdigit() and len(plain) >= 8:
        full.append(("account", plain))
    complete = bool(_MAINLAND_MOBILE.fullmatch(compact)) or len(plain) == 18
    fragment = plain if len(plain) >= _FRAGMENT_DIGITS else ""
    return Question(text, full=tuple(full), fragment=fragment, digits=True, complete=complete)


Fits = Callable[[Any, Mapping[str, Any]], bool]
_NAMES = {"identity": frozenset({"name", "former_names"})}
_SOUNDS = {"identity": frozenset({"name", "latin_name"})}
_NUMBERS = {
    "identity": frozenset({"papers", "licences", "usc_code", "organisation_code", "tax_code"}),
    "contact": frozenset({"phones"}),
}
_MAILS = {"contact": frozenset({"emails"})}


def matcher(question: Question) -> tuple[Mapping[str, frozenset[str]], Fits] | None:
    """The fields a fragment is looked for in, by compartment, and whether a file's clear values of them hold it; None:
    nothing to look for."""
    fragment = question.fragment
    if not fragment:
        return None
    if question.digits:
        return _NUMBERS, lambda _file, values: _in_numbers(fragment, values)
    if "@" in fragment:
        return _MAILS, lambda _file, values: any(
            fragment in mail.casefold() for mail in values.get("emails", ())
        )
    if _HAN.search(fragment):
        return _NAMES, lambda _file, values: _in_names(fragment, values)
    return _SOUNDS, lambda _file, values: _in_sounds(fragment, values)


def _in_names(fragment: str, values: Mapping[str, Any]) -> bool:
    name = values.get("name")
    if name is not None and (fragment in name or fragment in fields.normalise("name", name)):
        return True
    return any(fragment in fields.normalise("name", other) for other in values.get("former_names", ()))


def _in_sounds(fragment: str, values: Mapping[str, Any]) -> bool:
    name = values.get("name")
    if name is None:
        return False
    for size, head in _heads(name[:2]):
        sounds = [head, *map(_sound, name[size:])]
        if fragment in "".join(sounds) or fragment in "".join([sound[:1] for sound in sounds]):
            return True
    latin = values.get("latin_name")
    return latin is not None and fragment in fields.normalise("pinyin", latin)


@cache
def _sound(character: str) -> str:
    """The usual reading of one character, or the letter itself. Kept by character, never by name."""
    found = readings(character)
    return found[-1] if found else (character.casefold() if character.isalnum() else "")


@lru_cache(maxsize=8192)
def _heads(two: str) -> tuple[tuple[int, str], ...]:
    """How a name beginning with these two characters may begin to sound: characters taken, and their sound."""
    ways = {(1, _sound(two[:1])), *((1, reading) for reading in readings(two[:1]))}
    if len(two) == 2:
        for reading in readings(two + two[:1])[:2]:
            for last in readings(two[:1]):
                if reading.endswith(last):
                    ways.add((2, reading.removesuffix(last)))
    return tuple(sorted(ways))


def _in_numbers(fragment: str, values: Mapping[str, Any]) -> bool:
    for phone in values.get("phones", ()):
        if fragment in phone["number"]:
            return True
    for field in ("papers", "licences"):
        for paper in values.get(field, ()):
            if fragment in paper["number"]:
                return True
    return any(fragment in values.get(field, "") for field in ("usc_code", "organisation_code", "tax_code"))


def tail_shows(tail: str, shown: Mapping[str, Any]) -> bool:
    """Whether what a reader would see (``Shown`` fields, masks as masks) carries a second identifier.

    So two partial identifiers together tell no more than the row they find.
    """
    birth = shown.get("birth_date")
    if birth is not None and birth.value and birth.value[:4] == tail:
        return True
    wanted = re.compile(rf"{re.escape(tail.upper())}(?![0-9A-Z*])")
    return any(
        field is not None and field.text and wanted.search(field.text.upper())
        for field in (shown.get("papers"), shown.get("phones"))
    )

"""How a value is shown to someone who may know that it is there, but not what it is.

Masks follow JR/T 0171-2020 as far as it could be read: card 6+4, phone 3+4, an identity number hides digits
7 to 14. A mask never stands beside what completes it: see ``identity_number``.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.utils.translation import get_language

from zhiji.fields.display import display, joined
from zhiji.fields.field import Field
from zhiji.fields.pinyin import HAN, SURNAMES

HIDDEN = "●●●"
# Fields that tell the birth date or part of it, and fields that hint at the division of the first six digits.
TELL_BIRTH = frozenset({"birth_date", "age", "birth_year", "birthday", "occasions", "household"})
TELL_DIVISION = frozenset({"domicile", "habitual_residence", "registered_address", "address", "birth_place"})
NUMBERED_BY_BIRTH = frozenset({"resident_id", "temporary_id", "hmt_residence", "foreign_permanent"})


def identity_number(number: str, beside: Collection[str]) -> str:
    """Digits 7 to 14 hidden; beside a birth date or age only the last two; beside both birth and place
    nothing.

    Why: 6+4 leaves about 4,000 candidates, but one when the birth date is known; last-2 leaves about
    30,000, but nine when the division is known as well.

    >>> identity_number("11010519491231002X", ())
    '110105********002X'
    >>> identity_number("11010519491231002X", {"birth_date"})
    '****************2X'
    """
    seen = set(beside)
    if not seen & TELL_BIRTH:
        return number[:6] + "********" + number[14:]
    if seen & TELL_DIVISION:
        return HIDDEN
    return "*" * (len(number) - 2) + number[-2:]


def any_number(number: str, beside: Collection[str] = ()) -> str:
    """Two first and two last characters when five or more stay hidden; else nothing. Identity numbers by
    their own rule.

    >>> any_number("E12345678")
    'E1*****78'
    """
    if len(number) == 18 and number[:17].isdigit():
        return identity_number(number, beside)
    if len(number) < 9:
        return HIDDEN
    return number[:2] + "*" * (len(number) - 4) + number[-2:]


def card_number(number: str, beside: Collection[str] = ()) -> str:
    """Six first and four last digits of a card (13 digits or more)."""
    return number[:6] + "*" * (len(number) - 10) + number[-4:] if len(number) >= 14 else any_number(number)


def phone_number(number: str, beside: Collection[str] = ()) -> str:
    """138****5678; other numbers keep the country code and the last three digits.

    >>> phone_number("+8613812345678"), phone_number("+8657588001234")
    ('138****5678', '+86********234')
    """
    plain = number.partition(";")[0]
    if plain.startswith("+861") and len(plain) == 14:
        return f"{plain[3:6]}****{plain[-4:]}"
    hidden = len(plain) - 6
    return plain[:3] + "*" * hidden + plain[-3:] if hidden >= 5 else HIDDEN


def name(text: str, beside: Collection[str] = ()) -> str:
    """The surname of a Chinese name (沈**, 欧阳**), the first letter of other words (J*** S***).

    Stars for given names of three characters and more stop at three, so that an unusual length tells less.
    """
    if not HAN.search(text):
        return " ".join(word[0] + "***" for word in text.split()) or HIDDEN
    size = 2 if text[:2] in SURNAMES and len(text) > 2 else 1
    if "·" in text:
        return text[0] + "***"
    return text[:size] + "*" * max(1, min(3, len(text) - size))


def email(text: str, beside: Collection[str] = ()) -> str:
    """w***@example.com"""
    local, _, domain = text.partition("@")
    return f"{local[:1]}***@{domain}"


def address(value: Mapping[str, Any], beside: Collection[str] = ()) -> str:
    """Province, city and district; the rest hidden. Chinese places run on, others are set apart."""
    places = [str(value[part]) for part in ("province", "city", "district") if value.get(part)]
    between = "" if all(character >= "\u3400" for place in places for character in place) else " "
    return between.join([*places, HIDDEN])


def paper(value: Mapping[str, Any], beside: Collection[str], field: Field) -> str:
    """Kind of paper and its masked number."""
    kind = field.part("type").choices[value["type"]]
    number = value["number"]
    # Fifteen-digit and other household numbers may hold a birth date too: identity numbers in any kind go
    # by their rule.
    shown = (
        identity_number(number, beside)
        if value["type"] in NUMBERED_BY_BIRTH and len(number) == 18
        else any_number(number, beside)
    )
    return f"{kind} {shown}"


def tie(value: Mapping[str, Any], beside: Collection[str], field: Field) -> str:
    """The role and the masked name."""
    return f"{field.part('role').choices[value['role']]} {name(value['name'])}"


def hidden(value: Any, beside: Collection[str] = ()) -> str:
    """Nothing but that there is something."""
    return HIDDEN


TEXT_MASKS: dict[str, Callable[[Any, Collection[str]], str]] = {
    "hidden": hidden,
    "name": name,
    "phone": phone_number,
    "email": email,
    "number": any_number,
    "paper_number": any_number,
    "card": card_number,
    "address": address,
}
SHAPE_MASKS: dict[str, Callable[[Mapping[str, Any], Collection[str], Field], str]] = {
    "paper": paper,
    "tie": tie,
}
MASKS = frozenset({"none", *TEXT_MASKS, *SHAPE_MASKS})


def mask(field: Field, value: Any, *, beside: Collection[str] = ()) -> str:
    """The masked display of a clean value. ``beside``: ids of fields that stand clear in the same view
    ("age" too).

    Public fields and fields with mask "none" are displayed clear. Lists are joined.
    """
    if field.public or field.mask == "none":
        return display(field, value, get_language() or "en")
    if field.many and isinstance(value, list):
        return joined([_one(field, each, beside) for each in value], get_language() or "en")
    return _one(field, value, beside)


def _one(field: Field, value: Any, beside: Collection[str]) -> str:
    if field.mask in SHAPE_MASKS:
        return SHAPE_MASKS[field.mask](value, beside, field)
    if isinstance(value, Mapping) and field.mask != "address":
        value = value.get("number", "") if field.mask == "phone" else HIDDEN
    return HIDDEN if value == HIDDEN else TEXT_MASKS[field.mask](value, beside)

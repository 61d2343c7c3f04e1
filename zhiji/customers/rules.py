"""Pure rules of the customer file: numbers, kinds, life-cycle states."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

_MODULUS = 99_999_999_977  # the largest prime below 10**11
_FACTOR = 61_803_398_863
_INVERSE = pow(_FACTOR, -1, _MODULUS)

KINDS = {
    "person": _("Natural person"),
    "organisation": _("Organisation"),
    "sole_trader": _("Sole trader"),
}

SECRECY = {0: _("Ordinary"), 1: _("Confidential"), 2: _("Top secret")}

STATES = {
    "prospect": pgettext_lazy("customer state", "Prospect"),
    "new": pgettext_lazy("customer state", "New"),
    "established": pgettext_lazy("customer state", "Established"),
    "dormant": pgettext_lazy("customer state", "Dormant"),
    "closed": pgettext_lazy("customer state", "Closed"),
}

# E03: prospect, new and old customers with dated moves. A closed file never comes back: a returning customer gets a new one
# that names the old, so that retention of the old relationship runs undisturbed.
MOVES: dict[str, tuple[str, ...]] = {
    "prospect": ("new", "closed"),
    "new": ("established", "dormant", "closed"),
    "established": ("dormant", "closed"),
    "dormant": ("established", "closed"),
    "closed": (),
}


def can_move(state: str, to: str) -> bool:
    """Whether the life cycle allows this move."""
    return to in MOVES[state]


def completeness(lacking: int, required: int) -> int:
    """The share of the required fields that stands, in per cent."""
    return 100 - round(100 * lacking / max(required, lacking, 1))


def number_of(customer_id: int) -> str:
    """The customer number printed on papers: 11 digits and a check digit (Luhn), shown ``0420-1837-5512``.

    A permutation modulo a prime, so neighbours do not look alike and no two files share a number.

    >>> customer_id_of(number_of(1)) == 1
    True
    """
    if not 0 < customer_id < _MODULUS:
        raise ValueError(f"customer ids run from 1 to {_MODULUS - 1}")
    body = f"{customer_id * _FACTOR % _MODULUS:011d}"
    digits = body + str(_check_digit(body))
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def customer_id_of(number: str) -> int | None:
    """The file's id for a number as typed (dashes and spaces do not matter); None when it is no customer number."""
    digits = "".join(ch for ch in number.strip() if ch not in "-– \u3000")
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
        return None
    body = digits[:11]
    if int(digits[11]) != _check_digit(body) or not 0 < int(body) < _MODULUS:
        return None
    return int(body) * _INVERSE % _MODULUS


def _check_digit(body: str) -> int:
    total = 0
    for place, ch in enumerate(reversed(body)):
        digit = int(ch)
        if place % 2 == 0:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return -total % 10


# How a tie reads from its other end. Roles that are their own counterpart stand for themselves; for all others the same
# role is kept and ``of`` says that this customer holds it towards the other.
COUNTERPARTS = {
    "spouse": "spouse",
    "sibling": "sibling",
    "relative": "relative",
    "partner": "partner",
    "group_member": "group_member",
    "other": "other",
    "parent": "child",
    "child": "parent",
    "employer": "employee",
    "employee": "employer",
    "subsidiary": "parent_company",
    "parent_company": "subsidiary",
}


def mirrored_tie(tie: Mapping[str, Any], *, name: str, number: str) -> dict[str, Any]:
    """The tie as the other customer's file shows it: its role seen from there, naming this customer."""
    back = {key: tie[key] for key in ("share", "scope", "since", "until") if key in tie}
    role = tie["role"]
    back |= {"role": COUNTERPARTS.get(role, role), "name": name, "customer": number}
    if role not in COUNTERPARTS and not tie.get("of"):
        back["of"] = True
    return back

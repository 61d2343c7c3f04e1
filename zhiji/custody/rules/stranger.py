"""“A stranger knew my name, my ID and my card” (K08): the items known point to the readers who saw all of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from zhiji.access import policy
from zhiji.custody.rules.flow import Flow, Move, State

FLOW = Flow(
    "stranger", "KS", "Art. 27", _("A stranger knew"),
    states=(
        State("asked", _("waits for the supervisor"), clock="incident.stranger_hours", tone="amber"),
        State("traced", _("traced"), final=True, tone="jade"),
        State("leak", _("taken up as a leak"), final=True, tone="cinnabar"),
    ),
    moves=(
        Move("settle", _("Settled, nothing found"), ("asked",), "traced", apart=("ask",), words=True),
        Move("open_leak", _("Take it up as a leak"), ("asked",), "leak", words=True),
    ),
    readers=frozenset({"supervisor", "manager", "gm"}),
)  # fmt: skip

ITEMS: Mapping[str, tuple[object, str]] = MappingProxyType({
    "name": (_("Name"), "identity.name"),
    "paper": (_("Identity number"), "identity.papers"),
    "phone": (_("Telephone"), "contact.phones"),
    "address": (_("Address"), "contact.domicile"),
    "employer": (_("Employer"), "work.employer"),
    "income": (_("Income"), "wealth.income"),
    "family": (_("Family"), "ties.ties"),
    "account": (_("Account or card"), "holdings:"),
})  # fmt: skip
"""What a stranger may know → the field that shows it; ``holdings:`` is any granted look of that room."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One look at one of the customers: by whom, when, what stood in the clear (compartments, fields, rooms)."""

    staff: int
    customer: int
    at: datetime
    clear: Collection[str]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A reader who saw all the items of ``customers`` of those concerned; ``looks`` in all, the last one ``last``."""

    staff: int
    customers: int
    looks: int
    last: datetime


def shows(clear: Collection[str], field: str) -> bool:
    """Whether a receipt that names what was clear shows this field; older receipts name the policy rows instead.

    >>> shows(["identity.name", "contact"], "contact.phones"), shows(["identity.name"], "identity.papers")
    (True, False)
    """
    if field in clear or field.partition(".")[0] in clear:
        return True
    return any(
        field in _of_rows(one) or field.partition(".")[0] in _of_rows(one)
        for one in clear
        if one.startswith("?")
    )


def _of_rows(text: str) -> frozenset[str]:
    named = set(text.removeprefix("?").split(","))
    return frozenset(name for row in policy.rows() if row.id in named for name in row.clear)


def suspects(sightings: Iterable[Sighting], fields: Collection[str]) -> Sequence[Suspect]:
    """Readers who saw every one of the fields of at least one customer (over all their looks at it), the likeliest first:
    of most customers, then most lately. A reader who saw but some of the items is not named."""
    met: dict[tuple[int, int], set[str]] = {}
    looks: dict[int, list[datetime]] = {}
    for one in sightings:
        met.setdefault((one.staff, one.customer), set()).update(f for f in fields if shows(one.clear, f))
        looks.setdefault(one.staff, []).append(one.at)
    full: dict[int, int] = {}
    for (staff, _customer), found in met.items():
        if found >= set(fields):
            full[staff] = full.get(staff, 0) + 1
    ranked = [Suspect(staff, count, len(looks[staff]), max(looks[staff])) for staff, count in full.items()]
    return sorted(ranked, key=lambda one: (-one.customers, -one.last.timestamp(), one.staff))

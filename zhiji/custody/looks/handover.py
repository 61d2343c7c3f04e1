"""The list of a handover: what is open, with whom, what was settled; and what is missing in the files themselves (F15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from zhiji.access.gateway import Gate, look
from zhiji.access.rules import TOP_SECRET
from zhiji.custody.looks.rows import printed_number
from zhiji.custody.models import Case, HandoverItem
from zhiji.custody.rules.handover import DUTIES, WHAT
from zhiji.customers.models import File
from zhiji.customers.rules import number_of
from zhiji.staff.models import Staff, Unit

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Sum:
    """One kind of thing: how many there were, how many are settled, offered, and open with nobody."""

    label: object
    all: int
    settled: int
    offered: int
    nobody: int


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing still open. ``name``: a file's number, a case's number, a unit, a key. ``missing``: fields the file lacks."""

    item: int
    what: str
    label: object
    number: str
    name: str
    successor: str
    missing: int


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A handover as it stands. ``more``: open things that are not listed any more."""

    case: int
    printed: str
    state: str
    departed: str
    left: bool
    interim: str
    due_at: datetime | None
    sums: Sequence[Sum]
    gaps: Sequence[Gap]
    more: int


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague whom the reader may let go or move."""

    id: int
    name: str
    role: str
    unit: str
    managed: int
    kept: int


@look("custody:handover:read")
def read_handover(gate: Gate, number: int) -> HandoverView:
    """The gap list, for those who may know of every file."""
    case = Case.objects.select_related("owner").filter(pk=number, kind="handover").first()
    if case is None:
        gate.unknown({"case": number})
    gate.permit_none({"case": number})
    items = list(HandoverItem.objects.filter(case=case).select_related("successor").order_by("what", "pk"))
    departed = Staff.objects.get(pk=case.content["departed"])
    open_items = [one for one in items if one.settled_at is None]
    return HandoverView(
        case.pk, printed_number(case), case.state, departed.display_name, not departed.is_active,
        case.owner.display_name if case.owner else "", case.due_at, _sums(items), _gaps(open_items[:SHOWN]),
        max(0, len(open_items) - SHOWN),
    )  # fmt: skip


@look("custody:handover:people")
def list_people(gate: Gate, *, find: str = "") -> Sequence[Person]:
    """Active colleagues with what is in their hand, by unit; ``find`` narrows by name, number or sign-in name."""
    gate.permit_none()
    managed, kept = _counts("manager_id"), _counts("custodian_id")
    found = Staff.objects.filter(is_active=True).select_related("unit").order_by("unit__path", "username")
    sought = find.strip().casefold()
    return [
        Person(
            one.pk, one.display_name, one.role_label, one.unit.label, managed.get(one.pk, 0), kept.get(one.pk, 0),
        )
        for one in found
        if one.pk != gate.by.pk
        and (not sought or any(sought in text.casefold() for text in (one.name, one.name_en, one.username, one.staff_number)))
    ]  # fmt: skip


def _counts(duty: str) -> dict[int, int]:
    """How many files each colleague manages or keeps; top-secret ones are counted for nobody."""
    return dict(
        File.objects.filter(secrecy__lt=TOP_SECRET).values_list(duty).annotate(Count("pk")).order_by()
    )


def _sums(items: Sequence[HandoverItem]) -> list[Sum]:
    sums = []
    for what, label in WHAT.items():
        mine = [one for one in items if one.what == what]
        if mine:
            settled = sum(one.settled_at is not None for one in mine)
            offered = sum(one.settled_at is None and one.successor_id is not None for one in mine)
            sums.append(Sum(label, len(mine), settled, offered, len(mine) - settled - offered))
    return sums


def _gaps(items: Sequence[HandoverItem]) -> list[Gap]:
    files = {
        one.pk: one
        for one in File.objects.filter(pk__in=[i.customer_id for i in items if i.customer_id]).only("missing")
    }
    cases = {
        one.pk: one
        for one in Case.objects.filter(
            pk__in=[i.subject for i in items if i.what in ("owned", "request", "loan")]
        )
    }
    units = {
        one.pk: one.label
        for one in Unit.objects.filter(pk__in=[i.subject for i in items if i.what == "unit"])
    }
    gaps = []
    for one in items:
        name = one.label
        if one.what in ("owned", "request", "loan") and one.subject in cases:
            name = printed_number(cases[one.subject])
        elif one.what == "unit":
            name = units.get(one.subject or 0, "")
        number = number_of(one.customer_id) if one.what in DUTIES and one.customer_id else ""
        missing = files[one.customer_id].missing if one.customer_id in files else 0
        gaps.append(
            Gap(
                one.pk,
                one.what,
                WHAT[one.what],
                number,
                name,
                one.successor.display_name if one.successor else "",
                missing,
            )
        )
    return gaps

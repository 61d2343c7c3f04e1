"""What stands on the shelf, as a colleague may know of it: found by number or code, cabinet by cabinet, labels, reports.

A volume of a file that must not be known stands nowhere here: not in a list, not in a count, not as a taken place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji.access import rules as access_rules
from zhiji.access.gateway import Gate, look
from zhiji.custody.models import Cabinet, LoanItem, Volume
from zhiji.custody.rules.shelf import CARRIERS, INKS, STATES, place_in, volume_in, volume_number
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of, number_of

MOST = 500


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """One volume. ``label``: the number its label bears for scanners. ``loan`` and ``due_at``: the case it is out with, and
    until when. ``why``: what is wrong with its place."""

    id: int
    code: str
    number: str
    part: int
    state: str
    state_label: object
    carrier: object
    ink: object
    review_on: date
    apart: bool
    loan: int | None
    due_at: datetime | None
    label: str
    why: object = ""


@dataclass(frozen=True, slots=True)
class CabinetRow:
    """One cabinet with how much of it is taken. ``custodian`` is named where it stands apart."""

    id: int
    code: str
    unit: str
    kind: str
    apart: bool
    custodian: str
    rows: int
    columns: int
    here: int
    out: int
    missing: int

    @property
    def free(self) -> int:
        return self.rows * self.columns - self.here - self.out - self.missing


@dataclass(frozen=True, slots=True)
class ShelfReport:
    """What is missing, what stands in a wrong place, what is due to be looked over; at most 500 of each."""

    as_of: datetime
    missing: Sequence[VolumeRow]
    misfiled: Sequence[VolumeRow]
    review: Sequence[VolumeRow]


@look("custody:shelf:find")
def find_on_shelf(gate: Gate, sought: str) -> Sequence[VolumeRow]:
    """The volumes of a customer number, the volume at a shelf code, or the one whose label was scanned. Empty for all that is
    not there or not to be known."""
    place, customer, volume = place_in(sought), customer_id_of(sought), volume_in(sought)
    if volume is not None:
        wanted = Q(pk=volume)
    elif place is not None:
        wanted = Q(cabinet__code=place[0], row=place[1], column=place[2])
    else:
        wanted = Q(customer_id=customer or 0)
    found = list(known(gate.by, _standing().filter(wanted))[:MOST])
    ids = {one.customer_id for one in found}
    if ids:
        gate.about(*sorted(ids))
    gate.permit_none({"volumes": len(found)})
    return rows_of(found)


@look("custody:shelf:map")
def cabinets(gate: Gate) -> Sequence[CabinetRow]:
    """Every cabinet with its counts. One that stands apart is listed for its custodian and for who may know what is in it."""
    gate.permit_none()
    counts: dict[int, dict[str, int]] = {}
    standing = known(gate.by, Volume.objects.exclude(state="gone")).values_list("cabinet_id", "state")
    for cabinet, state, count in standing.annotate(count=Count("pk")):
        counts.setdefault(cabinet, {})[state] = count
    shown = [
        one
        for one in Cabinet.objects.select_related("unit", "custodian").order_by("code")
        if not one.apart or one.custodian_id == gate.by.pk or one.pk in counts
    ]
    return [
        CabinetRow(
            one.pk, one.code, one.unit.label, one.kind, one.apart, one.custodian.display_name if one.custodian else "",
            one.rows, one.columns, *(counts.get(one.pk, {}).get(state, 0) for state in ("here", "out", "missing")),
        )
        for one in shown
    ]  # fmt: skip


@look("custody:shelf:labels")
def labels(gate: Gate, cabinet: str) -> Sequence[VolumeRow]:
    """The volumes of one cabinet in the order they stand, for labels to print. No name stands on a label."""
    found = list(known(gate.by, _standing().filter(cabinet__code=cabinet))[:MOST])
    gate.permit_none({"volumes": len(found)})
    return rows_of(found)


@look("custody:shelf:report")
def shelf_report(gate: Gate) -> ShelfReport:
    """Misfiled and missing volumes (F14), and those due to be looked over or digitised (F06)."""
    gate.permit_none()
    today = timezone.localdate(gate.at)
    files = File.objects.filter(customer_id=OuterRef("customer_id"))
    classes = _standing().filter(Exists(files.exclude(kind=OuterRef("cabinet__kind"))))
    open_air = _standing().filter(
        Exists(files.filter(secrecy__gte=access_rules.TOP_SECRET)), cabinet__apart=False
    )
    astray = _standing().filter(cabinet__apart=True).exclude(
        Exists(files.filter(secrecy__gte=access_rules.TOP_SECRET, custodian_id=OuterRef("cabinet__custodian_id")))
    )  # fmt: skip
    wrong = {one.id: one for why, query in (
        (_("another class stands in this cabinet"), classes), (_("a top secret volume must stand apart"), open_air),
        (_("its file is not kept apart, or by another custodian"), astray),
    ) for one in rows_of(known(gate.by, query)[:MOST], why)}  # fmt: skip
    return ShelfReport(
        gate.at, rows_of(known(gate.by, _standing().filter(state="missing"))[:MOST]), list(wrong.values()),
        rows_of(known(gate.by, _standing().filter(review_on__lte=today, state="here").order_by("review_on"))[:MOST]),
    )  # fmt: skip


def known(by: Any, volumes: QuerySet[Volume]) -> QuerySet[Volume]:
    """Those whose files the colleague may know of."""
    return volumes.exclude(customer_id__in=hidden_from(by))


def hidden_from(by: Any) -> list[int]:
    """The customers this colleague must not know of. Only top secret files are asked for one by one: they are few."""
    secret = File.objects.select_related("unit").filter(secrecy__gte=access_rules.TOP_SECRET)
    return [file.customer_id for file in secret if not access_rules.may_know(by, file)]


def rows_of(found: Iterable[Volume], why: object = "") -> list[VolumeRow]:
    """Volumes as rows, with the loans they are out with."""
    volumes = list(found)
    out = {
        one.volume_id: one.loan
        for one in LoanItem.objects.filter(volume__in=volumes, back_at=None).select_related("loan")
    }
    return [
        VolumeRow(
            one.pk, one.code, number_of(one.customer_id), one.part, one.state, STATES[one.state], CARRIERS[one.carrier],
            INKS[one.ink], one.review_on, one.cabinet.apart, out[one.pk].case_id if one.pk in out else None,
            out[one.pk].due_at if one.pk in out else None, volume_number(one.pk), why,
        )
        for one in volumes
    ]  # fmt: skip


def _standing() -> QuerySet[Volume]:
    found = Volume.objects.exclude(state="gone").select_related("cabinet")
    return found.order_by(F("cabinet__code"), "row", "column")

"""The sheet of an inspection, one volume at a time; the certificate of a signed one; the log of damp and warmth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from zhiji import journal, norms
from zhiji.access.gateway import Gate, look
from zhiji.custody.looks.rows import all_cases, may_read, printed_number, sides_of
from zhiji.custody.looks.shelf import hidden_from
from zhiji.custody.models import Cabinet, Case, Check, Climate
from zhiji.custody.rules.inspection import FLOW
from zhiji.custody.rules.repair import out_of_range
from zhiji.customers.rules import number_of
from zhiji.staff.models import Staff

MOST = 2000
SKEW = timedelta(minutes=5)
"""How far the clocks of the house and of the database may stand apart."""

HALF_YEAR = timedelta(days=183)
"""How far back a certificate counts readings of the store."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One line of the sheet. ``answer`` is ``""`` while the volume was not looked at."""

    volume: int
    code: str
    number: str
    part: int
    carrier: str
    answer: str
    seen_at: str
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet in the order of the shelf. ``current``: the volume asked for, else the first not looked at, else None."""

    number: int
    printed: str
    writable: bool
    done: int
    of: int
    current: CheckRow | None
    before: int | None
    rows: Sequence[CheckRow]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an inspection found, who signed, and the journal entry of the last signature."""

    number: int
    printed: str
    period: str
    custodian: str
    volumes: int
    out: int
    percent: int
    found: Mapping[str, int]
    repairs_open: int
    repairs_closed: int
    readings: int
    readings_out: int
    hands: Sequence[Any]
    entry: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading with what of it is out of range, and the repair it opened, where the reader may open that."""

    unit: str
    at: datetime
    humidity: int
    temperature: Decimal
    by: str
    wrong: Sequence[str]
    case: int | None


@dataclass(frozen=True, slots=True)
class Climates:
    """The newest readings; the stores (unit code, name) with the time of their last reading, None where there is none."""

    as_of: datetime
    rows: Sequence[Reading]
    stores: Sequence[tuple[str, str, datetime | None, bool]]
    damp: tuple[int, int]
    warm: tuple[int, int]


@look("custody:inspection:sheet")
def sheet(gate: Gate, number: int, *, volume: int | None = None) -> Sheet:
    """The sheet for the inspector and the readers of inspections; volumes the reader may not know of are left out."""
    case = _case(gate, number)
    hidden = hidden_from(gate.by)
    lines = (
        Check.objects.filter(case=case)
        .exclude(volume__customer_id__in=hidden)
        .select_related("volume__cabinet")
    )
    rows = [
        _row(one) for one in lines.order_by("volume__cabinet__code", "volume__row", "volume__column")[:MOST]
    ]
    gate.permit_none({"case": number})
    wanted = next((one for one in rows if one.volume == volume), None)
    current = wanted or next((one for one in rows if not one.answer), None)
    place = rows.index(current) if current else len(rows)
    return Sheet(
        case.pk, printed_number(case), case.state == "under_way" and case.owner_id == gate.by.pk,
        sum(bool(one.answer) for one in rows), len(rows), current, rows[place - 1].volume if place else None, rows,
    )  # fmt: skip


@look("custody:inspection:certify")
def certificate(gate: Gate, number: int) -> Certificate:
    """The certificate of a signed inspection: counts, signatures, and the journal entry that proves the last of them."""
    case = _case(gate, number)
    if case.state != "closed":
        gate.unknown({"case": number})
    gate.permit_none({"case": number})
    begun = case.raised_at
    repairs = Case.objects.filter(kind="repair", content__inspection=case.pk)
    custodian = Staff.objects.select_related("unit").get(pk=case.content["custodian"])
    readings = _readings(
        Climate.objects.filter(unit=custodian.unit_id, at__gte=begun - HALF_YEAR, at__lte=case.closed_at)
    )
    return Certificate(
        case.pk, printed_number(case), case.content["period"], custodian.display_name, case.content.get("volumes", 0),
        case.content.get("out", 0), case.content.get("percent", 100), case.content.get("found", {}),
        repairs.filter(closed_at=None).count(), repairs.exclude(closed_at=None).count(), len(readings),
        sum(bool(one.wrong) for one in readings), list(case.signatures.select_related("hand").order_by("pk")), _entry(case),
    )  # fmt: skip


def _entry(case: Case) -> int | None:
    """The journal entry of the supervisor's signature: the first that says so, sought from the newest back."""
    assert case.closed_at is not None
    filters = journal.Filters(phrase="custody:inspection:accept", outcome="done", since=case.closed_at - SKEW)
    cursor, found = None, None
    while True:
        page = journal.page(filters, cursor, limit=500)
        found = next((line.id for line in page.lines if line.facts.get("case") == case.pk), found)
        if found is not None or page.next is None:
            return found
        cursor = page.next


def _case(gate: Gate, number: int) -> Case:
    case = all_cases().filter(pk=number, kind=FLOW.kind).first()
    if case is None or not may_read(case, gate.by, sides_of(gate.by)):
        gate.unknown({"case": number})
    return case


def _row(line: Check) -> CheckRow:
    one = line.volume
    return CheckRow(
        one.pk,
        one.code,
        number_of(one.customer_id),
        one.part,
        one.carrier,
        line.answer,
        line.seen_at,
        line.note,
    )


@look("custody:climate:list")
def climates(gate: Gate, limit: int = 60) -> Climates:
    """The newest readings of every store, and which store is overdue for one (Art. 16)."""
    gate.permit_none()
    rule = norms.on(timezone.localdate(gate.at)).custody
    stores = []
    units = {
        one.unit_id: one.unit
        for one in Cabinet.objects.select_related("unit").filter(apart=False).order_by("unit__path")
    }
    for unit in units.values():
        last = Climate.objects.filter(unit=unit).order_by("-at").values_list("at", flat=True).first()
        late = last is None or gate.at - last > timedelta(days=rule.climate_days)
        stores.append((unit.code, unit.label, last, late))
    rows = _readings(Climate.objects.all(), min(limit, 500))
    sides = list(sides_of(gate.by))
    opened = {one.pk: one for one in all_cases().filter(pk__in=[row.case for row in rows if row.case])}
    open_to = {pk for pk, case in opened.items() if may_read(case, gate.by, sides)}
    rows = [row if row.case in open_to else replace(row, case=None) for row in rows]
    return Climates(
        gate.at,
        rows,
        stores,
        (rule.humidity_from, rule.humidity_to),
        (rule.temperature_from, rule.temperature_to),
    )


def _readings(found: QuerySet[Climate], most: int = 500) -> list[Reading]:
    rows = []
    for one in found.select_related("unit", "by").order_by("-at", "-pk")[:most]:
        rule = norms.on(timezone.localdate(one.at)).custody
        wrong = out_of_range(
            one.humidity, float(one.temperature), damp=(rule.humidity_from, rule.humidity_to),
            warm=(rule.temperature_from, rule.temperature_to),
        )  # fmt: skip
        rows.append(
            Reading(one.unit.label, one.at, one.humidity, one.temperature, one.by.display_name if one.by else "", wrong, one.case_id)
        )  # fmt: skip
    return rows

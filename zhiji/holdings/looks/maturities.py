"""What falls due in a portfolio: at thirty, seven and one day, and what came of what was due (B10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.access.permits import FilePermit
from zhiji.access.reading import read_many
from zhiji.customers.models import File
from zhiji.holdings import rules
from zhiji.holdings.looks.shown import as_of
from zhiji.holdings.models import Holding

MOST = 500


@dataclass(frozen=True, slots=True)
class MaturityLine:
    """One maturity. ``notice``: 30, 7 or 1 while it is ahead, None when past; ``outcome``: due, paid_out, overdue."""

    number: str
    name: str
    kind: str
    family: str
    product: str
    matures_on: date
    days: int
    notice: int | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Maturities:
    """Nearest first, then those of the last thirty days. ``whole`` is False when there are more than are shown."""

    lines: tuple[MaturityLine, ...]
    as_of: date | None
    notices: tuple[int, ...]
    whole: bool
    at: datetime


@look("holdings:maturity:list")
def list_maturities(gate: Gate) -> Maturities:
    """Of the files one manages or deputises for."""
    day = as_of()
    notices = tuple(norms.on(day or timezone.localdate(gate.at)).holdings.maturity_days)
    if day is None:
        gate.permit_query()
        return Maturities((), None, notices, True, gate.at)
    widest = timedelta(days=max(notices))
    held = list(
        Holding.objects.filter(
            customer_id__in=_scope(gate).values("customer_id"), matures_on__range=(day - widest, day + widest)
        ).exclude(kind="card").order_by("matures_on", "pk")[: MOST + 1]
    )  # fmt: skip
    shown, whole = held[:MOST], len(held) <= MOST
    files = list(File.objects.select_related("unit").filter(pk__in={one.customer_id for one in shown}))
    permits = gate.permit_many(files, {"day": day.isoformat(), "maturities": len(shown)})
    seen = [file for file in files if _sees_wealth(permits.get(file.customer_id))]
    names = read_many(seen, permits, {"name"})
    numbers = {file.customer_id: file.number for file in seen}
    lines = [
        _line(one, numbers[one.customer_id], names[one.customer_id]["name"].text, day, notices)
        for one in shown
        if one.customer_id in numbers
    ]
    return Maturities(tuple(sorted(lines, key=_nearest)), day, notices, whole, gate.at)


def _scope(gate: Gate) -> QuerySet[File]:
    return File.objects.filter(Q(manager_id=gate.by.pk) | Q(deputy_id=gate.by.pk))


def _sees_wealth(permit: FilePermit | None) -> bool:
    return permit is not None and permit.level("wealth") != "hidden"


def _line(one: Holding, number: str, name: str, day: date, notices: Sequence[int]) -> MaturityLine:
    due = one.matures_on or day
    return MaturityLine(
        number, name, one.kind, one.family, one.product, due, (due - day).days,
        rules.notice(due, one.closed_on, day, notices), rules.outcome(due, due, one.closed_on, day),
    )  # fmt: skip


def _nearest(line: MaturityLine) -> tuple[bool, int]:
    return line.days < 0, abs(line.days)

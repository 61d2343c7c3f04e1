"""What falls due in a portfolio: at thirty, seven and one day, and what came of what was due (B10)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.access.permits import FilePermit
from zhiji.access.reading import read_many
from zhiji.access.rules import is_unprofiled
from zhiji.customers.models import File
from zhiji.holdings import rules
from zhiji.holdings.looks.shown import as_of
from zhiji.holdings.models import Holding

MOST = 500


@dataclass(frozen=True, slots=True)
class Due:
    """Which maturity: an account and its day; one account may fall due again and again."""

    account: int
    matures_on: date


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known beside a maturity: of ``ended`` earlier deposits of the customer's the money of ``stayed`` stayed. ``permille``: the
    chance that it stays now, None unless a model foretells it better than that past."""

    ended: int
    stayed: int
    permille: int | None = None

    @property
    def percent(self) -> float | None:
        """The chance in percent."""
        return None if self.permille is None else self.permille / 10


Beside = Callable[[Mapping[int, Sequence[Due]]], Mapping[tuple[int, Due], Earlier]]
_BESIDE: dict[str, Beside] = {}


def tell_beside(known: Beside) -> None:
    """A room above that knows how earlier deposits ended; asked with customer ids whose wealth is clear to the reader, once a list."""
    _BESIDE["earlier"] = known


@dataclass(frozen=True, slots=True)
class MaturityLine:
    """One maturity. ``notice``: 30, 7 or 1 while it is ahead, None when past; ``outcome``: due, paid_out, overdue.

    ``earlier``: None where nothing is known, the reader may not see it, or the customer took the consent to a picture back.
    """

    number: str
    name: str
    kind: str
    family: str
    product: str
    matures_on: date
    days: int
    notice: int | None
    outcome: str
    earlier: Earlier | None = None


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
    known = _beside(gate, seen, permits, shown)
    lines = [
        _line(one, numbers[one.customer_id], names[one.customer_id]["name"].text, day, notices, known.get((one.customer_id, _due(one))))
        for one in shown
        if one.customer_id in numbers
    ]  # fmt: skip
    return Maturities(tuple(sorted(lines, key=_nearest)), day, notices, whole, gate.at)


def _scope(gate: Gate) -> QuerySet[File]:
    return File.objects.filter(Q(manager_id=gate.by.pk) | Q(deputy_id=gate.by.pk))


def _sees_wealth(permit: FilePermit | None) -> bool:
    return permit is not None and permit.level("wealth") != "hidden"


def _beside(
    gate: Gate, files: Sequence[File], permits: Mapping[int, FilePermit], held: Sequence[Holding]
) -> Mapping[tuple[int, Due], Earlier]:
    """What the room above knows, of those whose wealth is clear to the reader and of whom a picture may be drawn."""
    may = {
        one.customer_id
        for one in files
        if permits[one.customer_id].level("wealth") == "clear" and not is_unprofiled(one, gate.purpose)
    }
    due: dict[int, list[Due]] = {}
    for one in held:
        if one.customer_id in may and one.kind == "account":
            due.setdefault(one.customer_id, []).append(_due(one))
    return _BESIDE["earlier"](due) if due and _BESIDE else {}


def _due(one: Holding) -> Due:
    return Due(one.account_key or 0, one.matures_on or date.min)


def _line(
    one: Holding, number: str, name: str, day: date, notices: Sequence[int], earlier: Earlier | None
) -> MaturityLine:
    due = one.matures_on or day
    return MaturityLine(
        number, name, one.kind, one.family, one.product, due, (due - day).days,
        rules.notice(due, one.closed_on, day, notices), rules.outcome(due, due, one.closed_on, day), earlier,
    )  # fmt: skip


def _nearest(line: MaturityLine) -> tuple[bool, int]:
    return line.days < 0, abs(line.days)

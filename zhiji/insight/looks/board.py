"""The leaders' board: customers and assets by tier, who rose and fell since last month; and one's portfolio beside its branch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from zhiji.access.gateway import Gate, look
from zhiji.holdings.looks.shown import as_of
from zhiji.insight.engines import rows_engine
from zhiji.insight.explorer.counting import home_unit, reckon, units_seen
from zhiji.insight.explorer.dimensions import Rules, rules_on
from zhiji.insight.explorer.guarding import TOTAL, Guarded, Reckoned, guarded, to_digits, to_step
from zhiji.insight.explorer.question import Question
from zhiji.insight.looks.explorer import name_of
from zhiji.insight.measures import MEASURES
from zhiji.insight.models import NightRun
from zhiji.insight.night.reading import everybody, nights, shown

MOVES = ("same", "up", "down", "new")


@dataclass(frozen=True, slots=True)
class Board:
    """``moves``: tier by what became of its customers since ``before`` (``MOVES``); ``assets``: tier by ``TOTAL``, hundredths.
    ``gone``: who was there and is no more; None where too few. ``reckoned_at``: when the night was done; ``fed``: the feed's day."""

    night: date | None
    before: date | None
    unit: str
    tiers: Sequence[str]
    moves: Guarded | None
    assets: Guarded | None
    gone: int | None
    rules: Rules
    reckoned_at: datetime | None
    fed: date | None
    at: datetime
    by: str


@look("insight:board:read")
def read_board(gate: Gate, form: str = "page") -> Board:
    """Of the branch one belongs to and those below it; guarded like every table of groups.

    ``form``: page, or the kind of file it goes into, for the journal.
    """
    kept = nights()
    night = kept[-1] if kept else None
    rules = rules_on(night or timezone.localdate(gate.at))
    gate.permit_none({"night": night.isoformat() if night else "", "form": form})
    run = NightRun.objects.filter(day=night, state="done").first() if night else None
    said: dict[str, Any] = {
        "unit": home_unit(gate.by).label, "tiers": rules.tiers, "rules": rules, "reckoned_at": run.ended_at if run else None,
        "fed": as_of(), "at": gate.at, "by": name_of(gate.by),
    }  # fmt: skip
    if night is None:
        return Board(night=None, before=None, moves=None, assets=None, gone=0, **said)
    before, units = month_before(night, kept), units_seen(gate.by)
    moves, gone = _moves(night, before, units)
    places = [str(place) for place in range(len(rules.tiers))][::-1]
    fences = {"least": rules.least, "counts_to": rules.counts_to, "digits": rules.digits}
    summed = reckon(shown(night), Question("tier", "", "aum", "sum"), rules, units)
    return Board(
        night=night, before=before, moves=guarded(moves, places, MOVES, "count", **fences),
        assets=guarded(summed, places, (), "sum", **fences),
        gone=None if 0 < gone < rules.least else to_step(gone, rules.counts_to), **said,
    )  # fmt: skip


def month_before(night: date, kept: Sequence[date]) -> date | None:
    """The last kept night of an earlier month."""
    return max((one for one in kept if one < night.replace(day=1)), default=None)


def _moves(
    night: date, before: date | None, units: Sequence[int]
) -> tuple[dict[tuple[str, str], Reckoned], int]:
    """Tier by move with totals, and how many are no longer there. Without an earlier night all are the same as ever."""
    import ibis

    with rows_engine(shown(night)) as rows:
        now = rows.filter(rows.unit.isin(list(units))).select("customer", "tier")
        if before is None:
            return _with_totals(
                {
                    (line["tier"], "same"): line["many"]
                    for line in _grouped(now.mutate(move=ibis.literal("same")))
                }
            ), 0
        engine: Any = rows.get_backend()
        engine.con.register("earlier", shown(before))
        earlier = engine.table("earlier")
        earlier = earlier.filter(earlier.unit.isin(list(units))).select(
            customer_before="customer", tier_before="tier"
        )
        both = now.left_join(earlier, now.customer == earlier.customer_before)
        move = ibis.cases(
            (both.tier_before.isnull(), "new"), (both.tier > both.tier_before, "up"), (both.tier < both.tier_before, "down"),
            else_="same",
        )  # fmt: skip
        counts = {(line["tier"], line["move"]): line["many"] for line in _grouped(both.mutate(move=move))}
        gone = int(
            earlier.anti_join(now, earlier.customer_before == now.customer).count().to_pyarrow().as_py()
        )
    return _with_totals(counts), gone


def _grouped(rows: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        rows.group_by("tier", "move").agg(many=rows.count()).to_pyarrow().to_pylist()
    )
    return found


def _with_totals(counts: Mapping[tuple[int, str], int]) -> dict[tuple[str, str], Reckoned]:
    found: dict[tuple[str, str], int] = {}
    for (tier, move), many in counts.items():
        for place in ((str(tier), move), (str(tier), TOTAL), (TOTAL, move), (TOTAL, TOTAL)):
            found[place] = found.get(place, 0) + many
    return {place: Reckoned(many, many, 1) for place, many in found.items()}


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure: the median of one's own customers and of the branch's; None where too few have it."""

    measure: str
    own: int | None
    branch: int | None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One's portfolio beside its branch. ``own`` customers exactly, the branch's rounded."""

    night: date | None
    unit: str
    own: int
    branch: int | None
    lines: Sequence[Compared]
    least: int
    at: datetime


@look("insight:benchmark:read")
def read_benchmark(gate: Gate) -> Benchmark:
    """The median of every measure over one's own customers and over the branch; never another's portfolio.

    The own one is shown where it is no small group, the branch's where the others in it are none; medians are rounded to two digits.
    """
    kept = nights()
    night = kept[-1] if kept else None
    rules, unit = rules_on(night or timezone.localdate(gate.at)), home_unit(gate.by)
    gate.permit_none({"night": night.isoformat() if night else ""})
    if night is None:
        return Benchmark(None, unit.label, 0, 0, (), rules.least, gate.at)
    with rows_engine(everybody(night)) as rows:
        mine = rows.manager.fill_null(0) == (gate.by.pk or 0)
        branch = rows.filter(rows.unit.isin(units_seen(gate.by)), ~rows.hidden)
        all_of, own, rest = (_medians(one) for one in (branch, rows.filter(mine), branch.filter(~mine)))
    lines = []
    for name in MEASURES:
        enough = (
            own[f"n_{name}"] >= rules.least
        )  # of fewer it would be a figure of each, without purpose or permit
        told = rest[f"n_{name}"] >= rules.least and all_of[name] is not None
        lines.append(
            Compared(
                name, to_digits(own[name], rules.digits) if enough and own[name] is not None else None,
                to_digits(all_of[name], rules.digits) if told else None,
            )
        )  # fmt: skip
    whole = to_step(all_of["many"], rules.counts_to) if rest["many"] >= rules.least else None
    return Benchmark(night, unit.label, own["many"], whole, lines, rules.least, gate.at)


def _medians(rows: Any) -> dict[str, Any]:
    figures = {"many": rows.count()}
    figures |= {name: rows[name].quantile(0.5).round().cast("int64") for name in MEASURES}
    figures |= {f"n_{name}": rows[name].count() for name in MEASURES}
    (line,) = rows.agg(**figures).to_pyarrow().to_pylist()
    return dict(line)

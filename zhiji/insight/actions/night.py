"""What a night writes: how far it came, and the standings of everybody, put in force in one moment."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.holdings.lake import manifest as lake
from zhiji.holdings.lake.files import Segment
from zhiji.holdings.lake.replacing import replaced
from zhiji.insight.explorer.guarding import to_step
from zhiji.insight.models import NightRun, RateFigure
from zhiji.insight.night.standings import DUES

EXACT = {"currencies", "measures", "model", "due_model", "drift"}
"""What a step tells that is no count of customers or of what is theirs."""
OF_NIGHTS = ("standings", "dues")
"""The lake's sets a night writes."""
NIGHTS_KEPT = 7
"""So many nights stay whole, and the last one of every month."""


class LakeMoved(RuntimeError):
    """The lake changed while the night was reckoned: what was reckoned is no longer of this lake. Run it again."""


@act("insight:night:begin")
def begin(gate: Gate, on: date) -> NightRun:
    """The run of that day begins, or begins again."""
    gate.permit_none({"day": on.isoformat()})
    fresh = {
        "state": "running",
        "step": "",
        "begun_at": gate.at,
        "ended_at": None,
        "problem": None,
        "steps": [],
    }
    run, _ = NightRun.objects.update_or_create(day=on, defaults=fresh)
    return run


@act("insight:night:step")
def note_step(gate: Gate, on: date, step: str, seconds: float, counts: Mapping[str, int]) -> None:
    """One step of the run is done. Counts of customers are kept rounded: exact ones beside others' tell how many files are hidden."""
    counts = {name: count if name in EXACT else _rounded(on, count) for name, count in counts.items()}
    gate.permit_none({"day": on.isoformat(), "step": step, **counts})
    run = NightRun.objects.select_for_update().get(day=on)
    run.step = step
    run.steps = [*run.steps, {"step": step, "seconds": round(seconds, 1), **counts}]
    run.save(update_fields=["step", "steps"])


@act("insight:night:publish")
def publish(
    gate: Gate,
    on: date,
    standings: pa.Table,
    generation: int,
    rates: Iterable[tuple[str, str, int, int]] = (),
    dues: pa.Table | None = None,
) -> int:
    """Put the standings of that night in force, and what falls due; the new state of the lake. Raises ``LakeMoved``.

    ``generation``: the state of the lake from which they were reckoned. ``rates``: the bank's (``insight.rates``): rate, group, part, among.
    """
    gate.permit_none({"day": on.isoformat()})
    customers = _rounded(on, standings.num_rows - (pc.sum(standings["hidden"]).as_py() or 0))
    lake.lock_lake()
    before = lake.current()
    if before.generation != generation:
        raise LakeMoved(f"the lake went from state {generation} to {before.generation}")
    rows = {"standings": standings, "dues": DUES.empty_table() if dues is None else dues}
    segments = [one for one in replaced(before, on, on, rows) if not _past(one, on)]
    digest = lake.put(segments, before)
    for name, value in (
        ("manifest", digest), ("generation", before.generation + 1), ("customers", customers),
        ("files", {one.name: one.sha256 for one in segments if one not in before.segments}),
    ):  # fmt: skip
        gate.fact(name, value)
    NightRun.objects.filter(day=on).update(generation=before.generation + 1, customers=customers)
    RateFigure.objects.filter(day=on).delete()
    RateFigure.objects.bulk_create(
        RateFigure(day=on, rate=rate, group=group, part=part, among=among)
        for rate, group, part, among in rates
    )
    transaction.on_commit(lake.tidy)
    return before.generation + 1


def _rounded(on: date, count: int) -> int:
    return to_step(count, norms.on(on).explorer.counts_to)


def _past(one: Segment, on: date) -> bool:
    """Whether a night's file is no longer kept: older than the kept nights and not the last of its month."""
    if one.set not in OF_NIGHTS or one.first > on - timedelta(days=NIGHTS_KEPT):
        return False
    return (one.first + timedelta(days=1)).month == one.first.month


@act("insight:night:end")
def end(gate: Gate, on: date, problem: Mapping[str, Any] | None = None) -> None:
    """The run has come to its end, or was stopped by ``problem``: a code and the facts that mend it."""
    gate.permit_none({"day": on.isoformat(), **({"problem": problem["code"]} if problem else {})})
    NightRun.objects.filter(day=on).update(
        state="failed" if problem else "done", problem=dict(problem) if problem else None, ended_at=gate.at
    )

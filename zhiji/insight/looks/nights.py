"""The nights' runs: when, how far, how long, what stopped them. No customer's data."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhiji.access.gateway import Gate, look
from zhiji.holdings.models import Feed
from zhiji.insight.models import NightRun
from zhiji.insight.night.alone import at_work

PAGE = 50


@dataclass(frozen=True, slots=True)
class NightLine:
    """One run. ``seconds`` is what all its steps took."""

    day: date
    state: str
    step: str
    begun_at: datetime
    ended_at: datetime | None
    customers: int
    steps: tuple[dict[str, Any], ...]
    problem: dict[str, Any] | None

    @property
    def seconds(self) -> float:
        return float(sum(one["seconds"] for one in self.steps))


@dataclass(frozen=True, slots=True)
class Nights:
    """Runs, the newest day first; ``fed`` is the newest day a feed brought; ``next`` the cursor of the page below."""

    lines: tuple[NightLine, ...]
    next: date | None
    fed: date | None
    as_of: datetime

    @property
    def behind(self) -> bool:
        """Whether a day was fed that no run has reckoned yet."""
        done = [one.day for one in self.lines if one.state == "done"]
        return self.fed is not None and (not done or max(done) < self.fed)


@look("insight:night:list")
def list_nights(gate: Gate, before: date | None = None) -> Nights:
    """The runs of days before ``before`` (all)."""
    gate.permit_none()
    found = NightRun.objects.order_by("-day")
    if before is not None:
        found = found.filter(day__lt=before)
    held = list(found[: PAGE + 1])
    if any(one.state == "running" for one in held) and not at_work():
        held = [_let_go(one) for one in found[: PAGE + 1]]  # read again: it may have ended in between
    lines = tuple(
        NightLine(
            one.day,
            one.state,
            one.step,
            one.begun_at,
            one.ended_at,
            one.customers,
            tuple(one.steps),
            one.problem,
        )
        for one in held[:PAGE]
    )
    fed = Feed.objects.order_by("-last_day").values_list("last_day", flat=True).first()
    return Nights(lines, lines[-1].day if len(held) > PAGE else None, fed, gate.at)


def _let_go(run: NightRun) -> NightRun:
    """A run that says it is going on while none is at work was killed: it never came to write its end."""
    if run.state == "running":
        run.state, run.problem = "failed", {"code": "killed"}
    return run

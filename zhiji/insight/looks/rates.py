"""The rates of the whole bank after the last night, small figures left out: churn, cohorts, early ends and reversals by product."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.insight.explorer.guarding import to_step
from zhiji.insight.models import NightRun, RateFigure
from zhiji.insight.rates import RATES


@dataclass(frozen=True, slots=True)
class RateLine:
    """One figure: ``percent`` whole, ``among`` rounded; both None where too few stand behind it. ``above``: over the norm's alarm."""

    rate: str
    group: str
    percent: int | None
    among: int | None
    above: bool


@dataclass(frozen=True, slots=True)
class Rates:
    """``night``: of which they are. ``least``: figures of fewer customers, or of all but fewer, are left out."""

    night: date | None
    lines: Sequence[RateLine]
    least: int
    at: datetime


@look("insight:rate:read")
def read_rates(gate: Gate) -> Rates:
    """Of the whole bank; no customer, unit or colleague stands among them."""
    gate.permit_none()
    night = NightRun.objects.filter(state="done").values_list("day", flat=True).first()
    rule = norms.on(night or timezone.localdate(gate.at))
    least = rule.custody.report_least_cell
    alarms = {"early_end": rule.explorer.early_end_percent, "reversal": rule.explorer.reversal_percent}
    lines = [
        told(one, least, rule.explorer.counts_to, alarms.get(one.rate))
        for one in RateFigure.objects.filter(day=night or date.min, rate__in=list(RATES))
    ]
    return Rates(night, lines, least, gate.at)


def told(one: RateFigure, least: int, step: int, alarm: int | None) -> RateLine:
    """A figure as it may be shown: whole percent of a rounded number, nothing where it is of a few, or of all but a few."""
    few = one.among < least or 0 < one.part < least or 0 < one.among - one.part < least
    if few:
        return RateLine(one.rate, one.group, None, None, False)
    percent = (200 * one.part + one.among) // (2 * one.among)
    return RateLine(
        one.rate, one.group, percent, to_step(one.among, step), alarm is not None and percent >= alarm
    )

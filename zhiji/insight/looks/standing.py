"""Where one customer stands after the night: tier and watch, what is lacking, layer, grade and what would lift it, measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.access.rules import is_unprofiled
from zhiji.customers.looks.opening import file_by_number
from zhiji.holdings.looks.shown import lasting_key, permit_wealth
from zhiji.insight import grading, tiers
from zhiji.insight.life_cycle import Large, Staged, large_of, stage_of
from zhiji.insight.looks.falling_due import FallingDue, falling_due
from zhiji.insight.looks.foretold import Foretold, Worth, foretold, worth
from zhiji.insight.looks.graded import Graded, graded_of
from zhiji.insight.looks.habits import Span, trend_of
from zhiji.insight.looks.offers import Offers, offers
from zhiji.insight.night.reading import nights, standing_of


@dataclass(frozen=True, slots=True)
class StandingView:
    """``level``: clear or masked; masked shows the night only. ``short``: months on end below the tier, ``down_after`` when it is
    lost; ``keep`` and ``rise``: hundredths of monthly average that lack so far this month, 0 where nothing does. ``declined``: the
    customer took the consent to a picture back, so nothing but the night is told."""

    number: str
    level: str
    night: date | None
    tier: int = 0
    tiers: Sequence[str] = ()
    short: int = 0
    down_after: int = 0
    keep: int = 0
    rise: int = 0
    average: int = 0
    layer: str = ""
    relation: str = ""
    graded: Graded | None = None
    measures: Mapping[str, int | None] | None = None
    foretold: Foretold | None = None
    worth: Worth | None = None
    offers: Offers | None = None
    due: FallingDue | None = None
    trend: Sequence[Span] = ()
    stage: Staged | None = None
    large: Large | None = None
    at: datetime | None = None
    declined: bool = False

    @property
    def next_tier(self) -> str:
        """The tier above; ``""`` for the highest."""
        return self.tiers[self.tier + 1] if self.tier + 1 < len(self.tiers) else ""


@look("insight:file:open")
def open_standing(gate: Gate, number: str) -> StandingView:
    """The standing of one customer. It tells of means: hidden where the wealth compartment is, masked where that is."""
    file = file_by_number(gate, number)
    permit = permit_wealth(gate, file, clear=False)
    kept = nights()
    night = kept[-1] if kept else None
    if is_unprofiled(file, gate.purpose):
        return StandingView(file.number, permit.level("wealth"), night, at=gate.at, declined=True)
    if permit.level("wealth") != "clear" or night is None:
        return StandingView(file.number, permit.level("wealth"), night, at=gate.at)
    opaque = lasting_key(file.customer_id).opaque
    line = standing_of(opaque, night)
    if line is None:
        return StandingView(file.number, "clear", night, at=gate.at)
    rule = norms.on(night)
    ladder = tiers.tiers_of(rule.tiers)
    stands, average = tiers.Standing(line["tier"], line["short"]), line["average_month"] or 0
    keep, rise = tiers.lacking(stands, average, ladder)
    opened = (night - line["since"]).days if line["since"] else None
    years = (opened or 0) // grading.YEAR_DAYS
    return StandingView(
        file.number, "clear", night, stands.tier, rule.tiers.names, stands.short, ladder[stands.tier].down_after, keep, rise,
        average, line["layer"] or "none", grading.relation_of(line, years, rule.grading), graded_of(gate, file, opaque, line, kept),
        {name: line[name] for name in grading.MEASURES}, foretold(line, night), worth(line, night),
        offers(file, permit, line, timezone.localdate(gate.at)), falling_due(file, opaque, line, night), trend_of(opaque, night),
        stage_of(line, line["state"], opened, rule.grading), large_of(line, line["kind"], rule.grading),
    )  # fmt: skip

"""Where one customer stands after the night: tier and watch, what is lacking, layer, grade and what would lift it, measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.access.rules import is_unprofiled
from zhiji.customers.looks.opening import file_by_number
from zhiji.holdings.looks.shown import lasting_key, permit_wealth
from zhiji.insight import grading, tiers
from zhiji.insight.looks.foretold import Foretold, Worth, foretold, worth
from zhiji.insight.looks.offers import Offers, offers
from zhiji.insight.night.reading import nights, standing_of


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade as of ``day``; ``provisional`` where the quarter's last night is not kept and a later one stands in for it."""

    day: date
    provisional: bool
    grade: grading.Grade
    lift: Sequence[grading.Raise]


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
    years = (night - line["since"]).days // grading.YEAR_DAYS if line["since"] else 0
    return StandingView(
        file.number, "clear", night, stands.tier, rule.tiers.names, stands.short, ladder[stands.tier].down_after, keep, rise,
        average, line["layer"] or "none", grading.relation_of(line, years, rule.grading), _graded(opaque, file.unit.code, kept),
        {name: line[name] for name in grading.MEASURES}, foretold(line, night), worth(line, night),
        offers(file, permit, line, timezone.localdate(gate.at)),
    )  # fmt: skip


def _graded(opaque: int, unit_code: str, kept: Sequence[date]) -> Graded | None:
    """The grade of the last whole quarter; of the newest night where that quarter's last one is not kept or knew nothing."""
    ended = quarter_end(kept[-1])
    line = standing_of(opaque, ended) if ended in kept else None
    day = ended if line is not None else kept[-1]
    line = line or standing_of(opaque, day)
    if line is None:
        return None
    scheme = grading.scheme_of(norms.on(day).grading)
    found = grading.grade(line, grading.place_of(unit_code, scheme), scheme)
    return Graded(day, day != ended, found, grading.lift(found, scheme))


def quarter_end(day: date) -> date:
    """The last day of the last quarter that was whole on ``day``.

    >>> quarter_end(date(2026, 11, 20)).isoformat(), quarter_end(date(2026, 12, 31)).isoformat()
    ('2026-09-30', '2026-12-31')
    """
    after = day + timedelta(days=1)
    return date(after.year, (after.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)

"""The market sizing sheet of a segment (E25): how many belong, what money they hold, what goes elsewhere, and what could be won."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from zhiji.access.gateway import Gate, look
from zhiji.insight.engines import rows_engine
from zhiji.insight.explorer.counting import home_unit, units_seen
from zhiji.insight.explorer.dimensions import Rules, rules_on
from zhiji.insight.explorer.guarding import Reckoned, rounded, to_digits, to_step
from zhiji.insight.explorer.limits import Asking, counted
from zhiji.insight.looks.explorer import name_of
from zhiji.insight.looks.segments import count_members
from zhiji.insight.night.reading import nights, shown
from zhiji.insight.segments import Segment, belongs


@dataclass(frozen=True, slots=True)
class Sizing:
    """``many`` of about ``among``; ``held``: money they hold (AUM), ``middle`` its median, ``outside``: what they moved to other banks within a
    year, ``potential``: what would come if each who holds less than ``middle`` held it. Hundredths, rounded; None: too few to be told."""

    segment: Segment
    night: date | None
    unit: str
    many: int | None
    among: int
    held: int | None
    middle: int | None
    outside: int | None
    potential: int | None
    rules: Rules
    asking: Asking
    at: datetime
    by: str


@look("insight:segment:size")
def size_segment(gate: Gate, segment: Segment, form: str = "page") -> Sizing:
    """Of the customers of one's branch and below, guarded like counts of segments and sums of the explorer. Counted as a question of its
    own: Raises Refused above the norm. ``form``: page or the kind of file."""
    kept = nights()
    night = kept[-1] if kept else None
    rules = rules_on(night or timezone.localdate(gate.at))
    facts: dict[str, Any] = {"night": night.isoformat() if night else "", "sheet": 1, **segment.as_data()}
    asking, facts = counted(gate, facts)
    gate.permit_none({**facts, "form": form})
    units = units_seen(gate.by)
    said: dict[str, Any] = {
        "segment": segment, "night": night, "unit": home_unit(gate.by).label, "rules": rules, "asking": asking, "at": gate.at,
        "by": name_of(gate.by),
    }  # fmt: skip
    nothing: dict[str, Any] = dict.fromkeys(("held", "middle", "outside", "potential"))
    if night is None:
        return Sizing(many=None, among=0, **nothing, **said)
    found = count_members(night, segment, rules, units)
    among = to_step(found.among, rules.counts_to)
    if not found.many or not found.tells_of_no_few(rules.least):
        return Sizing(many=None if found.many else 0, among=among, **nothing, **said)
    sums = _sums(night, segment, rules, units)
    return Sizing(many=found.rounded(rules.counts_to), among=among, **sums, **said)


def _sums(night: date, segment: Segment, rules: Rules, units: list[int]) -> dict[str, Any]:
    """Each sum rounded to a step no smaller than what one customer adds to it; the median to leading digits, before anything is
    reckoned from it."""
    with rows_engine(shown(night)) as rows:
        inside = rows.filter(rows.unit.isin(units))
        inside = inside.filter(belongs(inside, segment, rules))
        inside = inside.mutate(held=inside.aum.fill_null(0), moved=inside.outside.fill_null(0))
        first = inside.agg(many=inside.count(), middle=inside.held.quantile(0.5).round().cast("int64"))
        ((many, exact),) = (tuple(line.values()) for line in first.to_pyarrow().to_pylist())
        middle = to_digits(int(exact), rules.digits)
        inside = inside.mutate(lacks=(inside.held < middle).ifelse(middle - inside.held, 0))
        parts = {"held": "held", "outside": "moved", "potential": "lacks"}
        summed = inside.agg(
            **{name: inside[column].sum().cast("int64") for name, column in parts.items()},
            **{f"{name}_most": inside[column].abs().max().cast("int64") for name, column in parts.items()},
        )
        (line,) = summed.to_pyarrow().to_pylist()
    told = {
        name: rounded(Reckoned(many, line[name], line[f"{name}_most"]), "sum", rules.counts_to, rules.digits)
        for name in parts
    }
    return {**told, "middle": middle}

"""Segments: how many, for everybody who may ask; who, only for one's own customers and through their files' permits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.customers.looks.rows import FileRow, rows_of
from zhiji.customers.models import File
from zhiji.holdings.lake.manifest import lake_suite
from zhiji.insight.engines import rows_engine
from zhiji.insight.explorer.counting import home_unit, units_seen
from zhiji.insight.explorer.dimensions import Rules, rules_on
from zhiji.insight.explorer.guarding import to_step
from zhiji.insight.explorer.limits import Asking, counted
from zhiji.insight.grading import years_of
from zhiji.insight.night.reading import everybody, nights, shown
from zhiji.insight.segments import NUMBERS, Segment, Sign, belongs, presets_of, shows
from zhiji.vault.lasting import lasting_keys

MOST = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """How many belong, of how many customers of the units one sees. None: too few to be told, or all but too few.

    ``presets``: the house's own segments by id. ``night`` is None before the first one.
    """

    night: date | None
    unit: str
    many: int | None
    among: int
    least: int
    presets: Mapping[str, Segment]
    rules: Rules
    at: datetime
    asking: Asking


@dataclass(frozen=True, slots=True)
class Found:
    """How many belong, of how many; ``mark``: a number that any other set of members would most likely change; ``without``:
    how many would belong if one of the signs were left out, sign by sign, and all signs of one name."""

    many: int
    among: int
    mark: int
    without: Sequence[int]

    def tells_of_no_few(self, least: int) -> bool:
        """Whether neither the group, nor the rest, nor those whom one sign alone brings in or keeps out, are a few."""
        gaps = [self.many, self.among - self.many, *(abs(self.many - one) for one in self.without)]
        return not any(0 < gap < least for gap in gaps)

    def rounded(self, step: int) -> int:
        """Up or down to a multiple, by the mark: always the same for the same members, and another throw for a group that
        differs by one, so that two groups put beside each other do not tell it."""
        return (self.many + self.mark % step) // step * step


@dataclass(frozen=True, slots=True)
class Member:
    """One of one's own customers: the row of an index, the score, and each sign with its value and whether it shows."""

    row: FileRow
    score: int
    evidence: Sequence[tuple[Sign, Any, bool]]


@dataclass(frozen=True, slots=True)
class Members:
    """Highest score first. ``whole`` is False when there are more than are shown; ``portfolio``: how many were looked through."""

    lines: Sequence[Member]
    night: date | None
    whole: bool
    portfolio: int
    at: datetime


@look("insight:segment:count")
def count_segment(gate: Gate, segment: Segment, on: date | None = None) -> Counted:
    """How many customers of one's branch and below belong, rounded; small groups and small remainders are not told. Raises Refused
    when more different questions were asked than the norm lets one."""
    kept = nights()
    night = on if on in kept else kept[-1] if kept else None
    rules = rules_on(night or timezone.localdate(gate.at))
    presets = presets_of(norms.on(night or timezone.localdate(gate.at)).segments)
    facts, asking = {"night": night.isoformat() if night else "", **segment.as_data()}, Asking()
    if segment.signs:  # without a sign nothing is narrowed
        asking, facts = counted(gate, facts)
    gate.permit_none(facts)
    found = count_members(night, segment, rules, units_seen(gate.by)) if night else Found(0, 0, 0, ())
    among = to_step(found.among, rules.counts_to)
    many = found.rounded(rules.counts_to) if found.tells_of_no_few(rules.least) else None
    if many is not None and not segment.signs:  # the same customers are not told as two numbers
        many = among
    return Counted(night, home_unit(gate.by).label, many, among, rules.least, presets, rules, gate.at, asking)


def count_members(night: date, segment: Segment, rules: Rules, units: Sequence[int]) -> Found:
    """How many customers of these units belong, before anything is left out or rounded. Top-secret files are not among them."""
    signs = segment.signs
    left = [(*signs[:at], *signs[at + 1 :]) for at in range(len(signs))]
    names = {one.name for one in signs}
    # A sign that says again what another says could be left out without a gap: all of one name are left out together as well.
    left += [tuple(one for one in signs if one.name != name) for name in names if len(names) < len(signs)]
    asked = {"many": segment} | {f"without{at}": replace(segment, signs=few) for at, few in enumerate(left)}
    with rows_engine(shown(night)) as rows:
        inside = rows.filter(rows.unit.isin(list(units)))
        inside = inside.mutate(**{name: belongs(inside, one, rules) for name, one in asked.items()})
        found = inside.agg(
            among=inside.count(), mark=inside.customer.bit_xor(where=inside.many),
            **{name: inside[name].cast("int64").sum() for name in asked},
        )  # fmt: skip
        (line,) = found.to_pyarrow().to_pylist()
    many, *without = (int(line[name] or 0) for name in asked)
    return Found(many, int(line["among"]), int(line["mark"] or 0), without)


@look("insight:segment:list")
def list_members(gate: Gate, segment: Segment) -> Members:
    """Those of one's own portfolio that belong, with the evidence. Whose amounts one may not see is not listed, nor who
    took the consent to a picture back."""
    gate.check_question()
    kept = nights()
    held = File.objects.filter(
        Q(manager_id=gate.by.pk) | Q(deputy_id=gate.by.pk), store_only=False, unprofiled=False
    )
    mine = {file.customer_id: file for file in held.select_related("unit", "manager")}
    if not kept or not mine:
        gate.permit_query({**segment.as_data()})
        return Members((), kept[-1] if kept else None, True, len(mine), gate.at)
    rules = rules_on(kept[-1])
    found = _members(kept[-1], segment, rules, mine)
    first = found[:MOST]
    permits = gate.permit_many(
        [mine[one] for one, *_ in first], {"night": kept[-1].isoformat(), **segment.as_data()}
    )
    clear = {one: permit for one, permit in permits.items() if permit.level("wealth") == "clear"}
    rows = {row.customer_id: row for row in rows_of([mine[one] for one, *_ in first], clear)}
    lines = [Member(rows[one], score, evidence) for one, score, evidence in first if one in rows]
    return Members(lines, kept[-1], len(found) <= MOST, len(mine), gate.at)


def _members(
    night: date, segment: Segment, rules: Rules, mine: Mapping[int, File]
) -> list[tuple[int, int, list[tuple[Sign, Any, bool]]]]:
    """File, score and evidence of those who belong, highest score first."""
    keys = {key.opaque: number for number, key in lasting_keys(list(mine), lake_suite()).items()}
    with rows_engine(everybody(night)) as rows:
        own = rows.filter(rows.customer.isin(list(keys)))
        columns = {f"shows{place}": shows(own, one, rules) for place, one in enumerate(segment.signs)}
        columns |= {f"value{place}": _value(own, one) for place, one in enumerate(segment.signs)}
        chosen = own.select("customer", **columns, belongs=belongs(own, segment, rules))
        lines = chosen.filter(chosen.belongs).to_pyarrow().to_pylist()
    found = []
    for line in lines:
        evidence = [(one, line[f"value{at}"], line[f"shows{at}"]) for at, one in enumerate(segment.signs)]
        score = segment.score({one: seen for one, _value, seen in evidence})
        found.append((keys[line["customer"]], score, evidence))
    return sorted(found, key=lambda one: (-one[1], -one[0]))


def _value(rows: Any, sign: Sign) -> Any:
    """The number behind a sign; nothing for a trait, which is its own evidence."""
    import ibis

    if sign.name == "years":
        return years_of(rows)
    return rows[sign.name].cast("int64") if sign.name in NUMBERS else ibis.null("int64")

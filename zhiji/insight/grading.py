"""Grades A to D, urban and rural apart (norm ``house.grading``), and what kind of relation a customer's behaviour shows.

Pure rules, and the same rules as expressions for everybody at once; the tests hold the two together. Scores are whole
hundredths of a point: weight in percent by points.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhiji.insight.measures import MEASURES

if TYPE_CHECKING:
    import ibis.expr.types as ir

HUNDREDTHS = 100
PLACES = ("urban", "rural")
RELATIONS = ("one_time", "transactional", "relational", "cooperative")
YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that counts: its measure, its weight in percent, and the values at which points are won, by place."""

    id: str
    measure: str
    weight: int
    steps: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a house grades. ``grades``: letter and least score, best first; ``points``: what each step wins."""

    criteria: tuple[Criterion, ...]
    points: tuple[int, ...]
    grades: tuple[tuple[str, int], ...]
    rural_units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one criterion gave: the value, how many steps it reached, and its share of the score."""

    criterion: Criterion
    value: int
    reached: int
    points: int

    @property
    def share(self) -> int:
        return self.criterion.weight * self.points


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade with its reasons."""

    letter: str
    place: str
    score: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Raise:
    """One thing that would have to rise, from its value to that step."""

    criterion: Criterion
    value: int
    to: int


def scheme_of(rule: Any) -> Scheme:
    """The scheme of ``norms.on(day).grading``. Raises ValueError where the lists do not fit together."""
    criteria = tuple(
        Criterion(
            name,
            measure,
            weight,
            {"urban": _steps(measure, urban), "rural": _steps(measure, rural)},
        )
        for name, measure, weight, urban, rural in zip(
            rule.criteria,
            rule.figures,
            rule.weights_percent,
            rule.urban_steps,
            rule.rural_steps,
            strict=True,
        )
    )
    grades = tuple(
        (letter, least * HUNDREDTHS) for letter, least in zip(rule.grades, rule.least_score, strict=True)
    )
    if sum(one.weight for one in criteria) != 100 or grades[-1][1] != 0:
        raise ValueError("weights make 100 percent, and the last grade begins at 0")
    if any(len(steps) != len(rule.points) for one in criteria for steps in one.steps.values()):
        raise ValueError("every criterion has as many steps as there are points")
    return Scheme(criteria, tuple(rule.points), grades, tuple(rule.rural_units))


def _steps(measure: str, steps: Iterable[int]) -> tuple[int, ...]:
    """Amounts stand in yuan in the norm; measures are hundredths."""
    factor = HUNDREDTHS if MEASURES[measure].unit == "money" else 1
    found = tuple(step * factor for step in steps)
    if list(found) != sorted(set(found)):
        raise ValueError(f"{measure}: steps rise")
    return found


def place_of(unit_code: str, scheme: Scheme) -> str:
    """Urban or rural: by the unit that keeps the file, since the address is sealed."""
    return "rural" if unit_code in scheme.rural_units else "urban"


def grade(values: Mapping[str, int | None], place: str, scheme: Scheme) -> Grade:
    """The grade of a customer with these measures; what has no figure counts as nothing."""
    parts = []
    for one in scheme.criteria:
        value = values.get(one.measure) or 0
        reached = sum(value >= step for step in one.steps[place])
        parts.append(Part(one, value, reached, scheme.points[reached - 1] if reached else 0))
    score = sum(part.share for part in parts)
    return Grade(letter_of(score, scheme), place, score, tuple(parts))


def letter_of(score: int, scheme: Scheme) -> str:
    """The best grade whose least score is reached."""
    return next(letter for letter, least in scheme.grades if score >= least)


def lift(given: Grade, scheme: Scheme) -> tuple[Raise, ...]:
    """The smallest change that reaches the next grade: the fewest criteria, then the fewest steps; nothing for the best.

    Of equal ones the criterion that weighs most comes first, as the scheme names it.
    """
    letters = [letter for letter, _ in scheme.grades]
    if given.letter == letters[0]:
        return ()
    wanted = dict(scheme.grades)[letters[letters.index(given.letter) - 1]]
    ways = []
    for ups in itertools.product(*(range(len(scheme.points) + 1 - part.reached) for part in given.parts)):
        score = given.score + sum(
            part.criterion.weight * (scheme.points[part.reached + up - 1] - part.points)
            for part, up in zip(given.parts, ups, strict=True)
            if up
        )
        if score >= wanted:
            ways.append((sum(up > 0 for up in ups), sum(ups), tuple(-up for up in ups)))
    best = min(ways)[2]
    return tuple(
        Raise(part.criterion, part.value, part.criterion.steps[given.place][part.reached - up - 1])
        for part, up in zip(given.parts, best, strict=True)
        if up
    )


def relation_of(values: Mapping[str, int | None], years: int, rule: Any) -> str:
    """What kind of customer behaviour shows (E15, E16): one_time, transactional, relational or cooperative.

    Transactional: one product at most, or money that only passes through (moved ``passing_times`` what stays on average).
    """
    moved, stays = values.get("money") or 0, values.get("average_year") or 0
    products = values.get("products") or 0
    if (values.get("frequency") or 0) <= rule.one_time_movements and products <= 1:
        return "one_time"
    if products >= rule.cooperative_products and years >= rule.cooperative_years:
        return "cooperative"
    if products <= 1 or moved > rule.passing_times * max(stays, 0):
        return "transactional"
    return "relational"


def grades_of(rows: "ir.Table", scheme: Scheme, rural: Sequence[int]) -> "ir.StringValue":
    """The letter of every row of the standings; ``rural``: ids of the rural units."""
    import ibis

    is_rural = rows.unit.isin(list(rural)) if rural else ibis.literal(False)
    score = ibis.literal(0)
    for one in scheme.criteria:
        value = rows[one.measure].fill_null(0)
        points = [_points(value, one.steps[place], scheme.points) for place in PLACES]
        score = score + is_rural.ifelse(points[1], points[0]) * one.weight
    branches = [(score >= least, ibis.literal(letter)) for letter, least in scheme.grades]
    return ibis.cases(*branches)


def _points(value: Any, steps: Sequence[int], points: Sequence[int]) -> Any:
    import ibis

    won = list(zip(steps, points, strict=True))[::-1]
    return ibis.cases(*((value >= step, ibis.literal(many)) for step, many in won), else_=0)


def relations_of(rows: "ir.Table", rule: Any) -> "ir.StringValue":
    """``relation_of`` for every row of the standings."""
    import ibis

    moved, stays = rows.money.fill_null(0), rows.average_year.fill_null(0)
    products, years = rows.products.fill_null(0), years_of(rows)
    return ibis.cases(
        ((rows.frequency.fill_null(0) <= rule.one_time_movements) & (products <= 1), "one_time"),
        ((products >= rule.cooperative_products) & (years >= rule.cooperative_years), "cooperative"),
        ((products <= 1) | (moved > stays.clip(lower=0) * rule.passing_times), "transactional"),
        else_="relational",
    )


def years_of(rows: "ir.Table") -> "ir.IntegerValue":
    """Whole years of the relation, of 365 days; 0 where its beginning is not known."""
    days = rows.day.delta(rows.since, unit="day")
    return (days // YEAR_DAYS).fill_null(0).cast("int64")

"""The grade of one customer: as given at the quarter's end, since when, why, what moved it, what would lift it, and a decision in its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate
from zhiji.customers.models import File
from zhiji.insight import grading
from zhiji.insight.grade_decisions import Decided, decided_for
from zhiji.insight.night.quarterly import next_review, quarter_end
from zhiji.insight.night.reading import standing_of


@dataclass(frozen=True, slots=True)
class Moved:
    """One criterion whose points are others than the quarter before."""

    criterion: grading.Criterion
    before: int
    value: int
    points_before: int
    points: int


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade as of ``day``; ``provisional`` where no quarter's end has given one yet and tonight's figures stand in for it.

    ``since``: the quarter's end since which the letter is held; ``before``: the letter of the quarter before, "" for none; ``review``: when
    it is given again; ``moved``: what made the difference, where the figures of both days are kept; ``decided``: a decision in force.
    """

    day: date
    provisional: bool
    grade: grading.Grade
    lift: Sequence[grading.Raise]
    since: date | None
    before: str
    review: date
    moved: Sequence[Moved]
    decided: Decided | None


def graded_of(
    gate: Gate, file: File, opaque: int, line: Mapping[str, Any], kept: Sequence[date]
) -> Graded | None:
    """The grade given at the last quarter's end; of the newest night where none was."""
    night = kept[-1]
    given = line.get("graded_on")
    day = given if given is not None and given in kept else quarter_end(night)
    ended = standing_of(opaque, day) if day in kept else None
    provisional = ended is None
    day, then = (day, ended) if ended is not None else (night, line)
    scheme = grading.scheme_of(norms.on(day).grading)
    place = grading.place_of(file.unit.code, scheme)
    found = grading.grade(then, place, scheme)
    earlier = quarter_end(day - timedelta(days=1))
    past = standing_of(opaque, earlier) if not provisional and earlier in kept else None
    moved = _moved(grading.grade(past, place, scheme), found) if past is not None else ()
    return Graded(
        day, provisional, found, grading.lift(found, scheme), line.get("grade_since"), line.get("grade_before") or "", next_review(night),
        moved, decided_for(gate, file.customer_id, timezone.localdate(gate.at)),
    )  # fmt: skip


def _moved(before: grading.Grade, now: grading.Grade) -> Sequence[Moved]:
    return [
        Moved(new.criterion, old.value, new.value, old.points, new.points)
        for old, new in zip(before.parts, now.parts, strict=True)
        if old.points != new.points
    ]

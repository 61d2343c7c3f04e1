"""Training by unit: undertaking, quiz, phishing exercises (N12). Figures of units; who is late stands in the quiz's own list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.custody.models import PhishingExercise
from zhiji.custody.rules.quiz import months_later
from zhiji.custody.training import Trained, trained
from zhiji.staff.models import Unit

SHOWN = 6
"""So many of a unit's newest exercises are shown as its course."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise. ``clicked`` and ``reported`` are None where so few were sent that a count would point at somebody."""

    day: date
    sent: int
    clicked: int | None
    reported: int | None

    @property
    def rate(self) -> int | None:
        """Clicked, in per cent of the letters sent."""
        return None if self.clicked is None else round(100 * self.clicked / self.sent)


@dataclass(frozen=True, slots=True)
class UnitTraining:
    """One unit; its exercises the newest first. ``due``: none within the norm's months."""

    code: str
    unit: str
    trained: Trained
    exercises: Sequence[Exercise]
    due: bool
    above: bool

    @property
    def newest(self) -> Exercise | None:
        return self.exercises[0] if self.exercises else None


@dataclass(frozen=True, slots=True)
class Training:
    """``units`` in the order of the house. ``total`` of all of them; ``sent`` and ``clicked`` of the newest exercise of each unit
    whose counts are shown. ``months``, ``percent``, ``quiz_months``, ``least``: the norms' numbers."""

    units: Sequence[UnitTraining]
    total: Trained
    sent: int
    clicked: int
    months: int
    percent: int
    quiz_months: int
    least: int
    as_of: datetime


@look("custody:training:read")
def read_training(gate: Gate) -> Training:
    """Every unit that has somebody at work or had an exercise."""
    gate.permit_none()
    today = timezone.localdate(gate.at)
    rule, least = norms.on(today).secrecy, norms.on(today).custody.report_least_cell
    people, held = trained(gate.at), _exercises(least)
    since = months_later(today, -rule.phishing_months)
    lines = []
    for unit in Unit.objects.filter(pk__in={*people, *held}).order_by("path"):
        exercises = held.get(unit.pk, [])
        rate = exercises[0].rate if exercises else None
        lines.append(
            UnitTraining(
                unit.code, unit.label, people.get(unit.pk, Trained()), exercises[:SHOWN],
                not exercises or exercises[0].day < since, rate is not None and rate > rule.phishing_clicked_percent,
            )
        )  # fmt: skip
    told = [one.newest for one in lines if one.newest is not None and one.newest.clicked is not None]
    return Training(
        lines, sum((one.trained for one in lines), Trained()), sum(one.sent for one in told),
        sum(one.clicked or 0 for one in told), rule.phishing_months, rule.phishing_clicked_percent, rule.quiz_months, least,
        gate.at,
    )  # fmt: skip


def _exercises(least: int) -> Mapping[int, list[Exercise]]:
    """By unit, the newest first; of one day the newest record counts."""
    found: dict[tuple[int, date], PhishingExercise] = {}
    for one in PhishingExercise.objects.order_by("pk"):
        found[one.unit_id, one.day] = one
    held: dict[int, list[Exercise]] = {}
    for (unit, day), one in sorted(found.items(), key=lambda item: item[0][1], reverse=True):
        few = one.sent < least
        held.setdefault(unit, []).append(
            Exercise(day, one.sent, None if few else one.clicked, None if few else one.reported)
        )
    return held

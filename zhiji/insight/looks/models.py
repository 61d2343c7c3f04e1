"""The models that were learnt, each with its card. No customer's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from zhiji.access.gateway import Gate, look
from zhiji.insight.looks.trials import Trials, trials
from zhiji.insight.models import LearntModel, NightRun

MOST = 20


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One training with its card (``learning.card``)."""

    id: int
    name: str
    on: date
    learnt_at: datetime
    card: Mapping[str, Any]
    in_use: bool


@dataclass(frozen=True, slots=True)
class Models:
    """The newest trainings first; ``drift``: (night, stability index in thousandths) of the last nights, oldest first.

    ``trials``: what came of telling managers, beside those held back.
    """

    lines: tuple[ModelLine, ...]
    drift: tuple[tuple[date, int], ...]
    trials: Trials
    as_of: datetime


@look("insight:model:list")
def list_models(gate: Gate) -> Models:
    """What was learnt, how good it is, and whether the customers are still those it was learnt from."""
    gate.permit_none()
    lines = tuple(
        ModelLine(one.pk, one.name, one.on, one.learnt_at, one.card, one.in_use)
        for one in LearntModel.objects.defer("trees")[:MOST]
    )
    nights = NightRun.objects.filter(state="done").order_by("-day")[:30]
    drift = [
        (run.day, step["drift"])
        for run in nights
        for step in run.steps
        if step["step"] == "place" and "drift" in step
    ]
    return Models(lines, tuple(reversed(drift)), trials(timezone.localdate(gate.at)), gate.at)

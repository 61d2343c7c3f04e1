"""What the room does by the clock: weighs some files each minute until the day's round is over, then keeps the figures."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from zhiji.access.actors import Job
from zhiji.insight.principles.actions.weighing import keep_figures, round_of, weigh_files
from zhiji.insight.principles.models import UnitFigures

BATCHES = 5
"""Rounds of ``AT_ONCE`` files one run takes, so that the other clocks get their turn."""


def tick(at: datetime, batches: int = BATCHES) -> bool:
    """Go on with the day's round; once it is over and its figures are kept nothing more is done that day. Answers whether it is."""
    house: dict[str, Any] = {"by": Job("clock"), "channel": "job", "at": at}
    day = timezone.localdate(at)
    begun = round_of(at)
    over = begun is not None and begun.done_at is not None
    if over and UnitFigures.objects.filter(day=day).exists():
        return True
    for _batch in range(0 if over else batches):
        over = over or weigh_files(day, **house)
    if over:
        keep_figures(day, **house)
    return over


def catch_up(at: datetime) -> None:
    """The whole round at once."""
    while not tick(at):
        pass

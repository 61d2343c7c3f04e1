"""The nightly runs: for which day, how far, what came of each step."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES = {
    "running": _("running"),
    "done": pgettext_lazy("run", "done"),
    "failed": pgettext_lazy("run", "failed"),
}


class NightRun(models.Model):
    """The run for one day. It is one row however often it was begun again; figures of customers never stand here.

    ``generation``: the state of the lake it reckoned from. ``steps``: what was done, in order, each with ``step``,
    ``seconds`` and counts. ``problem``: code and facts of what stopped it, worded by the page.
    """

    day = models.DateField(unique=True)
    state = models.CharField(max_length=8, choices=list(STATES.items()))
    step = models.CharField(max_length=12, blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    generation = models.IntegerField(default=0)
    customers = models.IntegerField(default=0)
    steps = models.JSONField(default=list)
    problem = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=list(STATES)), name="night_run_state"),
        ]

    def __str__(self) -> str:
        return f"night of {self.day}"

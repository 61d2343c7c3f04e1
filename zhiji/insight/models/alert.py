"""Alerts the night raised, and what became of any alert."""

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

STATES = {
    "open": pgettext_lazy("alert", "open"),
    "snoozed": pgettext_lazy("alert", "put off"),
    "done": pgettext_lazy("alert", "done"),
}


class Alert(models.Model):
    """One alert about a customer. ``key`` tells apart two of one kind: raised twice it is one row.

    No amount and nothing out of the sealed compartments stands here: which kind, of which day, and codes (``facts``). Of
    what is found in the files themselves a row exists only once somebody has acted on it, under a key without the day.
    """

    customer_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=list(STATES.items()), default="open")
    raised_on = models.DateField()
    facts = models.JSONField(default=dict)
    until = models.DateField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer_id", "kind", "key"], name="alert_once"),
            models.CheckConstraint(condition=models.Q(state__in=list(STATES)), name="alert_state"),
        ]
        indexes: ClassVar = [models.Index(fields=["raised_on"], name="alert_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} of customer {self.customer_id}"

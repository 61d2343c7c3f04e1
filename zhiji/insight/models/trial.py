"""Whose manager was told that a customer may fall silent, who was held back to compare with, and what became of both."""

from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

ARMS = {"told": pgettext_lazy("trial", "told"), "held": pgettext_lazy("trial", "held back")}
OUTCOMES = {
    "stayed": pgettext_lazy("trial", "moved money again"),
    "silent": pgettext_lazy("trial", "fell silent"),
}


class Trial(models.Model):
    """One customer chosen by one night. ``arm``: ``told``, an alert stands in the manager's inbox; ``held``, nobody is told.

    Neither the chance nor the worth stands here. ``outcome`` is empty until ``ends_on``, the model's window after ``began_on``.
    """

    customer_id = models.BigIntegerField()
    manager_id = models.BigIntegerField()
    model_id = models.BigIntegerField()
    arm = models.CharField(max_length=4, choices=list(ARMS.items()))
    began_on = models.DateField()
    ends_on = models.DateField()
    outcome = models.CharField(max_length=8, blank=True, choices=list(OUTCOMES.items()))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer_id", "began_on"], name="trial_once"),
            models.CheckConstraint(condition=models.Q(arm__in=list(ARMS)), name="trial_arm"),
            models.CheckConstraint(condition=models.Q(outcome__in=["", *OUTCOMES]), name="trial_outcome"),
        ]
        indexes: ClassVar = [models.Index(fields=["began_on"], name="trial_by_day")]

    def __str__(self) -> str:
        return f"{self.arm} on {self.began_on}"

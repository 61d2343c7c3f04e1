"""Models that were learnt: what each says of itself, and the trees. No customer's row is among it."""

from typing import ClassVar

from django.db import models

PERMILLE = 1000
"""Chances are kept and told in thousandths."""


class LearntModel(models.Model):
    """One training of one model. ``card``: definition, days, counts, verdict with intervals, features left out and why.

    ``trees`` is LightGBM's text: thresholds over measures. ``in_use``: the newest of its name whose verdict lets it speak;
    one that is no better than the simple rule is kept to be read, and scores nobody.
    """

    name = models.CharField(max_length=20)
    learnt_at = models.DateTimeField()
    on = models.DateField()
    card = models.JSONField()
    trees = models.TextField()
    in_use = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-learnt_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(in_use=True), name="one_model_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.on}"

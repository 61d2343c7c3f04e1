"""Phishing exercises: what came of each, by unit. Counts only, nobody's name (N12)."""

from typing import ClassVar

from django.db import models

from zhiji.staff.models import Staff, Unit


class PhishingExercise(models.Model):
    """One exercise in one unit: how many letters were sent, how many were clicked, how many were reported.

    Insert-only: a correction is recorded again, and of a unit's records of one day the newest counts.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    sent = models.IntegerField()
    clicked = models.IntegerField()
    reported = models.IntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "day", "id"], name="phishing_of_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    sent__gt=0, clicked__gte=0, reported__gte=0, clicked__lte=models.F("sent"),
                    reported__lte=models.F("sent"),
                ),
                name="phishing_counts",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"phishing exercise in unit {self.unit_id} on {self.day}"

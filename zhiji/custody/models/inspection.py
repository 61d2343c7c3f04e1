"""Inspections: which holding was planned for which period, and the sheet of volumes beside the shelf."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiji.custody.models.case import Case
from zhiji.custody.models.shelf import Volume
from zhiji.staff.models import Staff


class Plan(models.Model):
    """One custodian's holding in one period (``2026-2``: the second half of 2026) is inspected once (Art. 14)."""

    custodian = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=8)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="plan")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["custodian", "period"], name="inspection_once")
        ]

    def __str__(self) -> str:
        return f"inspection of {self.custodian_id} in {self.period}"


class Check(models.Model):
    """One line of the sheet: a volume and how it was found. ``seen_at``: the code of the place where it stood instead."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checks")
    volume = models.ForeignKey(Volume, on_delete=models.PROTECT, related_name="checks")
    answer = models.CharField(max_length=12, blank=True)
    seen_at = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "volume"], name="check_once")]
        indexes: ClassVar = [models.Index(fields=["case"], name="check_left", condition=Q(answer=""))]

    def __str__(self) -> str:
        return f"case {self.case_id}, volume {self.volume_id}: {self.answer or 'not yet'}"

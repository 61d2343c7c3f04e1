"""Frozen figures of statistics reports, the register of their copies, and which reports of the catalogue are in use."""

from typing import ClassVar

from django.db import models

from zhiji.custody.models.case import Case
from zhiji.staff.models import Staff


class ReportFigures(models.Model):
    """The figures of one report as frozen (revision 0) and after each single change (Art. 11). Insert-only.

    ``grid`` holds counts only, small ones left out (``rules.grid``); ``check`` the reconciliation: sums and the independent
    count. ``change`` names line, column, old and new count. ``digest`` covers all of it and the digest before.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="figures")
    revision = models.SmallIntegerField()
    report = models.CharField(max_length=20)
    as_of = models.DateTimeField()
    since = models.DateTimeField(null=True)
    grid = models.JSONField()
    check_totals = models.JSONField()
    change = models.JSONField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["revision"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "revision"], name="figures_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.report} of case {self.case_id}, revision {self.revision}"


class ReportCopy(models.Model):
    """One numbered copy of a released report (Art. 12). Insert-only. ``mark`` is the hidden mark of its files."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="issued")
    number = models.SmallIntegerField()
    recipient = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    mark = models.CharField(max_length=16, unique=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="report_copy_once")]

    def __str__(self) -> str:
        return f"copy {self.number} of case {self.case_id}"


class ReportStanding(models.Model):
    """Whether a report of the catalogue is in use; the newest row counts (Art. 12). Insert-only."""

    report = models.CharField(max_length=20, db_index=True)
    in_use = models.BooleanField()
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.report}: {'in use' if self.in_use else 'retired'}"

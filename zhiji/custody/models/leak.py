"""Answering a leak (Art. 27): whose data were seen, what is done for each of them, and what was written down on the way."""

from typing import ClassVar

from django.db import models
from django.db.models import F

from zhiji.custody.models.case import Case
from zhiji.staff.models import Staff
from zhiji.vault.sealed import SealedField


class Exposure(models.Model):
    """One affected customer as a trace of the journal found it: which compartments and single fields stood in the clear
    before whom, how often and when. ``trace`` numbers the traces of one case. Insert-only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exposures")
    trace = models.SmallIntegerField()
    customer_id = models.BigIntegerField()
    clear = models.JSONField()
    readers = models.JSONField()
    times = models.IntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "trace", "customer_id"], name="exposure_once")
        ]

    def __str__(self) -> str:
        return f"case {self.case_id}, trace {self.trace}: customer {self.customer_id}"


class LeakTask(models.Model):
    """What one colleague does for one affected customer: tell them, freeze the account, report the card lost (K04)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    customer_id = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["owner", "done_at", "due_at"], name="leaktask_open")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "customer_id", "kind"], name="leaktask_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} for customer {self.customer_id} of case {self.case_id}"


class Record(models.Model):
    """A text that belongs to a case and to those who handle it, not to its raiser: a decision, a report's draft, the
    readers a complaint points to. Sealed under the case's own key; ``digest`` is a keyed commitment to it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=16)
    body = SealedField(compartment=0)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    key_id = models.GeneratedField(
        expression=F("case_id") * -1, output_field=models.BigIntegerField(), db_persist=True
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "kind"], name="record_of_case")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} of case {self.case_id}"

    @property
    def customer_id(self) -> int:
        """The number of the case's own key in the vault."""
        return -self.case_id


class Escalation(models.Model):
    """That somebody was told once of a clock that ran out: which kind of thing, its number, and which stage."""

    kind = models.CharField(max_length=16)
    number = models.BigIntegerField()
    stage = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "number", "stage"], name="escalated_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}: {self.stage}"


class WatchDay(models.Model):
    """A day whose journal the watch has weighed: how many colleagues opened files, how many stood out, how many alerts
    the budget let through."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    colleagues = models.IntegerField()
    stood_out = models.IntegerField()
    alerts = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.day}: {self.alerts} alerts"

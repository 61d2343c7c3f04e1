"""A case: one paper of a procedure that moves from hand to hand."""

from typing import ClassVar

from django.db import models
from django.db.models import F

from zhiji.access.models import Grant
from zhiji.staff.models import Staff, Unit
from zhiji.vault.sealed import SealedField


class Case(models.Model):
    """``kind`` names the flow, ``state`` one of its states. ``owner`` is the colleague who must see to it, where one is
    named; ``due_at`` is when the state's clock runs out.

    ``content`` holds what the procedure asks for (codes, counts, days; never a customer's value or a stranger's name);
    ``private`` holds such things, sealed under a key of the case's own (``key_id``), which can be shredded like a customer's.
    """

    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    raised_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    purpose = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=400)
    content = models.JSONField(default=dict)
    private = SealedField(compartment=0, null=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, null=True, related_name="+")
    key_id = models.GeneratedField(
        expression=F("id") * -1, output_field=models.BigIntegerField(), db_persist=True
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "state"], name="case_kind_state"),
            models.Index(fields=["due_at"], name="case_due", condition=models.Q(closed_at=None)),
            models.Index(fields=["raised_by", "-raised_at"], name="case_raiser"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"

    @property
    def customer_id(self) -> int:
        """The number of the case's own key in the vault: below zero, where no customer is."""
        return -self.pk


class CaseFile(models.Model):
    """A customer's file that a case is about."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    customer_id = models.BigIntegerField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "customer_id"], name="case_file_once")
        ]

    def __str__(self) -> str:
        return f"case {self.case_id}: customer {self.customer_id}"

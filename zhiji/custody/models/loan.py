"""The register of loans. A row is made when a loan is approved and cancelled when it comes back; nothing else changes."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiji.custody.models.case import Case
from zhiji.custody.models.shelf import Volume
from zhiji.staff.models import Staff


class Loan(models.Model):
    """One loan (Art. 19.5). ``copies``: how many pieces in all; their names are sealed with the case.

    The database itself refuses a row that is due later than the house's longest loan, a changed due time, a deleted row,
    and a second cancelling (migration ``0002_shelf_loans``).
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="loan")
    borrower = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    lent_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    medium = models.CharField(max_length=12)
    copies = models.IntegerField()
    lent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    overdue_told_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="loan_open", condition=Q(returned_at=None)),
            models.Index(fields=["borrower"], name="loan_of_borrower", condition=Q(returned_at=None)),
        ]

    def __str__(self) -> str:
        return f"loan {self.pk} of case {self.case_id}"


class LoanItem(models.Model):
    """A volume that went out with a loan. While ``back_at`` is empty nobody else can be lent it."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="items")
    volume = models.ForeignKey(Volume, on_delete=models.PROTECT, related_name="+")
    back_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["volume"], condition=Q(back_at=None), name="volume_lent_once")
        ]

    def __str__(self) -> str:
        return f"loan {self.loan_id}: volume {self.volume_id}"


class LoanReturn(models.Model):
    """A part of a loan that came back, as it was counted at the desk. Insert-only; the last part cancels the loan's row."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="parts")
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    pieces = models.IntegerField()
    volumes = models.IntegerField()

    def __str__(self) -> str:
        return f"loan {self.loan_id}: {self.pieces} pieces and {self.volumes} volumes back"

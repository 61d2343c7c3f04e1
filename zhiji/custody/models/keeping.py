"""Keeping and destroying: what is proposed, what became of each file, what is left of it, and the quarter's evidence."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiji.custody.models.case import Case
from zhiji.staff.models import Staff, Unit


class DestructionRound(models.Model):
    """The clock looked for expired files once in this ``month`` (its first day)."""

    month = models.DateField(unique=True)
    at = models.DateTimeField()
    files = models.IntegerField()
    cases = models.IntegerField()

    def __str__(self) -> str:
        return f"round of {self.month:%Y-%m}"


class DestructionItem(models.Model):
    """One file of a proposal: its period, its appraisal, what became of it.

    ``until`` is the last day of keeping by ``norm``. ``judgement``: "", destroy or keep. ``bytes`` are the sealed files on disk
    that go after the row has gone, as paths below ``ZHIJI_HOME``; empty once they have. ``counts``: rows taken away, by table.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items")
    customer_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    ended = models.DateField()
    until = models.DateField()
    norm = models.CharField(max_length=60)
    judgement = models.CharField(max_length=8, blank=True)
    value_lost = models.BooleanField(default=False)
    reason = models.CharField(max_length=400, blank=True)
    review_on = models.DateField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    done_at = models.DateTimeField(null=True)
    paper = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    bytes = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "customer_id"], name="destruction_item_once"),
            # Art. 25: the period is over AND the value is lost; the table holds whoever writes it to both.
            models.CheckConstraint(
                condition=~Q(judgement="destroy") | Q(value_lost=True), name="destroyed_only_without_value"
            ),
            models.CheckConstraint(
                condition=~Q(judgement="keep") | Q(review_on__isnull=False), name="kept_is_reviewed"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["customer_id", "-id"], name="destruction_of_customer")]

    def __str__(self) -> str:
        return f"case {self.case_id}: customer {self.customer_id} {self.outcome or self.judgement}"


class DestroyedFile(models.Model):
    """What is left of a customer's file: the tombstone. Insert-only.

    It has what the gateway must know to hide a top secret one (``secrecy``, unit, who kept it), and nothing of the person.
    ``order`` is the printed number of the destruction; ``replayed`` says that a restored backup had brought the row back.
    """

    customer_id = models.BigIntegerField(primary_key=True)
    order = models.CharField(max_length=60)
    case_number = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    secrecy = models.SmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    manager_id = models.BigIntegerField(null=True)
    deputy_id = models.BigIntegerField(null=True)
    custodian_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(null=True)
    ended = models.DateField(null=True)
    replayed = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at"], name="destroyed_newest")]

    def __str__(self) -> str:
        return f"customer {self.customer_id} destroyed by {self.order}"

    @property
    def unit_path(self) -> str:
        return self.unit.path if self.unit else ""

    @property
    def store_only(self) -> bool:
        return True

    @property
    def unprofiled(self) -> bool:
        return True


class PaperDestruction(models.Model):
    """How the paper of a case ended (Art. 25). The table itself knows no sale."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="paper_end")
    method = models.CharField(max_length=12)
    on = models.DateField()
    volumes = models.IntegerField()
    vendor = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(method__in=("shredding", "pulping", "burning")), name="paper_is_never_sold"
            )
        ]

    def __str__(self) -> str:
        return f"case {self.case_id}: paper by {self.method}"


class SealedDigest(models.Model):
    """SHA-256 of a sealed file on disk as it was first met; sealed files never change. Insert-only."""

    path = models.CharField(max_length=120, primary_key=True)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.path


class QuarterEvidence(models.Model):
    """The four checks of a quarter (L08) with their evidence, as they stood when recorded. Insert-only."""

    quarter = models.DateField(unique=True)
    at = models.DateTimeField()
    lines = models.JSONField()

    def __str__(self) -> str:
        return f"evidence of the quarter from {self.quarter}"

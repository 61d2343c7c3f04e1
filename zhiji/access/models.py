"""Grants that add to the policy, and the bearer tokens of the API."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiji.staff.models import Staff


class Grant(models.Model):
    """One permission beyond the policy: customers × compartments × purpose × period × count, for one colleague.

    A grant never changes another: each is judged alone, ends by itself, and ends at once when revoked.
    """

    KINDS: ClassVar = [("break_glass", _("Break-glass")), ("reading", _("Reading")), ("loan", _("Loan"))]

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="grants")
    kind = models.CharField(max_length=12, choices=KINDS)
    compartments = ArrayField(models.CharField(max_length=12))
    purpose = models.CharField(max_length=20)
    reason = models.CharField(max_length=400)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    uses_allowed = models.IntegerField(null=True)
    uses = models.IntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    review_ok = models.BooleanField(null=True)
    review_note = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "reviewed_at"], name="grant_review")]

    def __str__(self) -> str:
        return f"grant {self.pk} ({self.kind})"


class GrantedCustomer(models.Model):
    """The customers one grant names."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="customers")
    staff_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["staff_id", "customer_id"], include=("grant",), name="granted_lookup")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "customer_id"], name="granted_once")
        ]

    def __str__(self) -> str:
        return f"grant {self.grant_id} for customer {self.customer_id}"


class ApiToken(models.Model):
    """A bearer token. Only its SHA-256 is kept; it is shown once, when made."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="tokens")
    digest = models.BinaryField(unique=True)
    label = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token {self.pk}"


class ApiAnswer(models.Model):
    """What a write answered, kept for a day under the caller's idempotency key. Numbers and versions only."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    request_digest = models.BinaryField()
    status = models.SmallIntegerField()
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["staff", "key"], name="answer_once")]

    def __str__(self) -> str:
        return f"answer {self.pk}"

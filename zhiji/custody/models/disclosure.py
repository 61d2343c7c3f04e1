"""What left the house about one customer under one case: the registered copy (AB04)."""

from typing import ClassVar

from django.db import models

from zhiji.custody.models.case import Case
from zhiji.staff.models import Staff
from zhiji.vault.sealed import SealedField


class Disclosure(models.Model):
    """A reply to an authority (``reply``) or a pack for the customer (``pack``).

    ``body`` is the copy, sealed under the customer's own key, so that it is shredded with the file. ``fields`` names what
    was put out, ``digest`` is a keyed commitment to it. A pack's ``body`` is given out once (``taken_at``) and then let go.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosures")
    customer_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    fields = models.JSONField(default=list)
    body = SealedField(compartment=0, null=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "customer_id", "kind"], name="disclosed_once")
        ]
        indexes: ClassVar = [models.Index(fields=["customer_id"], name="disclosed_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} of case {self.case_id}"

"""One customer's file: what must be known without opening it, and its six sealed compartments."""

from typing import ClassVar

from django.db import models

from zhiji.customers.rules import KINDS, SECRECY, STATES, number_of
from zhiji.staff.models import Staff, Unit
from zhiji.vault.sealed import SealedField


class File(models.Model):
    """The current version of a file. The id is the customer id; the printed number is derived from it, never stored.

    Nothing here singles a person out: what identifies lives in the sealed columns.
    """

    customer_id = models.BigAutoField(primary_key=True)
    pack = models.CharField(max_length=20, default="bank")
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    state = models.CharField(max_length=12, choices=list(STATES.items()), default="prospect")
    secrecy = models.SmallIntegerField(choices=list(SECRECY.items()), default=0)
    key_customer = models.BooleanField(default=False)
    store_only = models.BooleanField(default=False, db_default=False)
    unprofiled = models.BooleanField(default=False, db_default=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    custodian = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.BigIntegerField(null=True)
    change_source = models.CharField(max_length=20)
    change_note = models.CharField(max_length=200, blank=True)
    completeness = models.SmallIntegerField(default=0)
    missing = models.SmallIntegerField(default=0)
    identity = SealedField(compartment=0, null=True)
    contact = SealedField(compartment=1, null=True)
    work = SealedField(compartment=2, null=True)
    wealth = SealedField(compartment=3, null=True)
    personal = SealedField(compartment=4, null=True)
    ties = SealedField(compartment=5, null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["manager", "customer_id"], name="file_by_manager"),
            models.Index(fields=["deputy", "customer_id"], name="file_by_deputy"),
            models.Index(fields=["unit", "customer_id"], name="file_by_unit"),
            models.Index(fields=["custodian", "missing", "customer_id"], name="file_by_custodian"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The printed customer number."""
        return number_of(self.customer_id)

    @property
    def unit_path(self) -> str:
        return self.unit.path

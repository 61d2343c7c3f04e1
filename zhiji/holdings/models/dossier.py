"""Packs made for due diligence or an inquiry, sealed with the customer's key."""

from typing import ClassVar

from django.db import models

from zhiji.vault.sealed import SealedField


class Dossier(models.Model):
    """One pack. Its bytes lie sealed under ``ZHIJI_HOME/dossiers``; ``digest`` is of the sealed file."""

    customer_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    first_day = models.DateField()
    last_day = models.DateField()
    transactions = models.IntegerField()
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    key = SealedField(compartment=3)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer_id", "id"], name="dossier_of_customer")]

    def __str__(self) -> str:
        return f"dossier {self.pk} of customer {self.customer_id}"

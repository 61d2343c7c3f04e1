"""What a file was before: the compartments each later version replaced."""

from typing import ClassVar

from django.db import models

from zhiji.vault.sealed import SealedField


class Version(models.Model):
    """One superseded version. A sealed column holds what the *next* version replaced; NULL means it stayed the same.

    So taking a file in writes one row, and version *n* is read by taking, for each compartment, the first value in
    the versions from *n* upward, and the current file's where there is none.
    """

    customer_id = models.BigIntegerField()
    version = models.IntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    source = models.CharField(max_length=20)
    note = models.CharField(max_length=200, blank=True)
    identity = SealedField(compartment=0, null=True)
    contact = SealedField(compartment=1, null=True)
    work = SealedField(compartment=2, null=True)
    wealth = SealedField(compartment=3, null=True)
    personal = SealedField(compartment=4, null=True)
    ties = SealedField(compartment=5, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer_id", "version"], name="version_once"),
        ]

    def __str__(self) -> str:
        return f"customer {self.customer_id} version {self.version}"

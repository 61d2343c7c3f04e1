"""The dated moves of a file through its life cycle."""

from typing import ClassVar

from django.db import models


class StateMove(models.Model):
    """One move: from which state to which, when, by whom and why (E03)."""

    customer_id = models.BigIntegerField()
    state_from = models.CharField(max_length=12)
    state_to = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer_id", "id"], name="move_of_customer")]

    def __str__(self) -> str:
        return f"customer {self.customer_id}: {self.state_from} → {self.state_to}"

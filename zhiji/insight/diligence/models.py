"""The ratings of customers, each sealed with the customer's own key."""

from typing import ClassVar

from django.db import models

from zhiji.vault.sealed import SealedField


class Rating(models.Model):
    """One rating. ``current``: the one in force; the others are its past. ``body`` says level, score, every line and why.

    The day of the next review stands clear, for the clock must find it without opening anything; ``case_id`` is the review
    that it came from.
    """

    customer_id = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    review_due = models.DateField()
    current = models.BooleanField(default=True)
    body = SealedField(compartment=5)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer_id"], condition=models.Q(current=True), name="rating_in_force"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["review_due", "customer_id"], condition=models.Q(current=True), name="rating_due"
            ),
            models.Index(fields=["customer_id", "-id"], name="rating_of_customer"),
        ]

    def __str__(self) -> str:
        return f"rating {self.pk} of customer {self.customer_id}"

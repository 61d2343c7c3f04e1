"""The ratings of customers, each sealed with the customer's own key; and what the monitoring rules struck, sealed by the night."""

from datetime import date
from typing import ClassVar

from django.db import models

from zhiji.vault.sealed import SealedField

STATES = ("open", "dismissed", "taken")
NIGHTS_FROM = 10**15
"""Keys of nights are numbered below minus this: below zero no customer is, and above it cases are."""


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


def night_key(on: date) -> int:
    """The number of a night's own key in the vault."""
    return -(NIGHTS_FROM + on.toordinal())


class Strike(models.Model):
    """A monitoring rule that struck a customer. No column says whom: the customer stands in ``body``, under the night's own key.

    ``mark`` is a number that the customer's key makes of the rule, by which the same is not raised again; ``upto`` is the last day that
    strikes. ``body``: customer (number), kind, rule, values, and once somebody has judged, their words and the case.
    """

    raised_on = models.DateField()
    key_id = models.BigIntegerField()
    mark = models.BigIntegerField()
    upto = models.DateField()
    state = models.CharField(max_length=10, default="open")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)
    body = SealedField(compartment=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="strike_state"),
            models.UniqueConstraint(
                fields=["mark"], condition=models.Q(state="open"), name="strike_open_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["mark", "-id"], name="strike_of_mark")]

    def __str__(self) -> str:
        return f"strike {self.pk}"

    @property
    def customer_id(self) -> int:
        """The number under which the vault keeps the key of ``body``: below zero, where no customer is."""
        return self.key_id

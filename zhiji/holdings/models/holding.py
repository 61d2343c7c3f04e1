"""What a customer holds now, or held once; the bank's products and exchange rates."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.vault.sealed import SealedField

KINDS = {
    "account": _("Account"),
    "card": _("Card"),
    "loan": pgettext_lazy("money", "Loan"),
    "credit_line": _("Credit line"),
    "collateral": _("Collateral"),
    "standing_order": _("Standing order"),
    "authority": _("Authority over an account"),
}


class Product(models.Model):
    """A product of the bank, as the feed names it. No customer's data.

    ``risk``: R1 to R5, empty where the feed gives none; ``sold_until``: the last day it can be bought, None where no end is known.
    """

    code = models.CharField(max_length=40, primary_key=True)
    family = models.CharField(max_length=20)
    name_zh_hans = models.CharField(max_length=80, blank=True)
    name_zh_hant = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    risk = models.CharField(max_length=2, blank=True, default="")
    sold_until = models.DateField(null=True)

    def __str__(self) -> str:
        return self.code


class Rate(models.Model):
    """What one unit of a currency was worth in the bank's own on a day, in millionths. No customer's data."""

    day = models.DateField()
    currency = models.CharField(max_length=3)
    millionths = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "currency"], name="rate_once")]

    def __str__(self) -> str:
        return f"{self.currency} on {self.day}"


class Holding(models.Model):
    """One thing a customer holds. Numbers and amounts stand sealed in ``details``; balances lie in the lake.

    ``key`` and ``account_key`` are the customer's own tokens of the number and of the account it hangs on: the lake knows
    the account under the same number. ``token`` is the blind index of the full account or card number. ``digest`` is a
    keyed mark of the row as fed, by which an unchanged row is known and left alone.
    """

    customer_id = models.BigIntegerField()
    kind = models.CharField(max_length=16, choices=list(KINDS.items()))
    key = models.BigIntegerField()
    account_key = models.BigIntegerField(null=True)
    token = models.BigIntegerField(null=True)
    digest = models.BigIntegerField()
    product = models.CharField(max_length=40, blank=True)
    family = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    matures_on = models.DateField(null=True)
    as_of = models.DateField()
    details = SealedField(compartment=3)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer_id", "kind", "key"], name="holding_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "token"], include=["customer_id"], name="holding_by_number"),
            models.Index(fields=["matures_on", "customer_id"], name="holding_by_maturity"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of customer {self.customer_id}"

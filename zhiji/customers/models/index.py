"""How files are found without being opened."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Token(models.Model):
    """One entry of the blind index: a keyed, truncated token of a full identifier (see docs/design/vault.md)."""

    index = models.SmallIntegerField()
    token = models.BigIntegerField()
    customer_id = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["index", "token"], include=["customer_id"], name="token_find"),
            models.Index(fields=["customer_id"], name="token_of_customer"),
        ]

    def __str__(self) -> str:
        return f"token of customer {self.customer_id}"


class PublicName(models.Model):
    """An organisation's registered name, which is public: found by any two characters. Classified files are left out."""

    customer_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    grams = ArrayField(models.CharField(max_length=2))

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["grams"], name="publicname_grams"),
            models.Index(fields=["customer_id"], name="publicname_customer"),
        ]

    def __str__(self) -> str:
        return self.name

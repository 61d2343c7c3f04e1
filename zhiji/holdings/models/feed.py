"""Which feeds were taken in, which state of the lake they led to, and whose numbers they use."""

from typing import ClassVar

from django.db import models


class Feed(models.Model):
    """One feed taken in: the days it covers, what it held, the state of the lake it led to (``generation``).

    ``digest`` is the SHA-256 of the feed's manifest, which names the SHA-256 of every file of it.
    """

    system = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    mapping = models.CharField(max_length=64)
    first_day = models.DateField()
    last_day = models.DateField()
    loaded_at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    rows = models.JSONField()
    generation = models.IntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["last_day", "id"], name="feed_by_day")]

    def __str__(self) -> str:
        return f"feed {self.pk} of {self.first_day} to {self.last_day}"


class LakeState(models.Model):
    """The one row that says which manifest of the lake is in force: it changes in the transaction of the feed.

    ``suite``: the one the lake was begun with; opaque keys depend on it.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    suite = models.SmallIntegerField()
    generation = models.IntegerField()
    manifest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_lake"),
        ]

    def __str__(self) -> str:
        return f"lake, state {self.generation}"


class Link(models.Model):
    """A customer's number in the feeding system, as a keyed token: a feed finds its customers without opening files."""

    customer_id = models.BigIntegerField()
    token = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token"], name="link_once")]
        indexes: ClassVar = [models.Index(fields=["customer_id"], name="link_of_customer")]

    def __str__(self) -> str:
        return f"link of customer {self.customer_id}"

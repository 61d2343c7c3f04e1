"""The vault's tables. They are read and written with SQL in keys, shred and rotation, nowhere else."""

from typing import ClassVar

from django.db import models


class DataKeyRow(models.Model):
    """A customer's data key, wrapped. ``previous`` is kept only while a full re-seal runs."""

    customer_id = models.BigIntegerField(primary_key=True)
    epoch = models.SmallIntegerField()
    suite = models.SmallIntegerField()
    generation = models.SmallIntegerField()
    wrapped = models.BinaryField()
    previous = models.BinaryField(null=True)

    class Meta:
        db_table = "vault_datakey"

    def __str__(self) -> str:
        return f"key of {self.customer_id}"


class Tombstone(models.Model):
    """A shred order carried out."""

    customer_id = models.BigIntegerField(primary_key=True)
    order = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        db_table = "vault_tombstone"

    def __str__(self) -> str:
        return f"{self.customer_id} shredded"


class Rotation(models.Model):
    """A rotation of keys: how far it has come, or when it ended."""

    kind = models.CharField(max_length=8, choices=[("rewrap", "rewrap"), ("reseal", "reseal")])
    epoch = models.SmallIntegerField()
    cursor = models.BigIntegerField()
    rotated = models.BigIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_rotation"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(finished_at=None), name="vault_rotation_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} to epoch {self.epoch}"

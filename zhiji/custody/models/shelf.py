"""Paper originals on the shelf: cabinets, and the volumes in them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiji.custody.models.case import Case
from zhiji.custody.rules.shelf import code_of
from zhiji.staff.models import Staff, Unit


class Cabinet(models.Model):
    """One cabinet of one class of customers. ``apart``: for top secret volumes, kept by its ``custodian`` alone (Art. 22)."""

    code = models.CharField(max_length=4, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    apart = models.BooleanField(default=False)
    custodian = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    rows = models.SmallIntegerField()
    columns = models.SmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(rows__gte=1, columns__gte=1), name="cabinet_has_places"),
            models.CheckConstraint(
                condition=Q(apart=False) | Q(custodian__isnull=False), name="cabinet_apart_is_kept"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Volume(models.Model):
    """One volume of a customer's paper originals, in its place.

    ``part`` counts the customer's volumes from 1. ``state``: ``here``, ``out`` (on loan), ``missing``, ``gone`` (destroyed;
    its place is free again). ``review_on``: the day by which it is looked over or digitised (Art. 8).
    """

    customer_id = models.BigIntegerField()
    part = models.SmallIntegerField()
    cabinet = models.ForeignKey(Cabinet, on_delete=models.PROTECT, related_name="volumes")
    row = models.SmallIntegerField()
    column = models.SmallIntegerField()
    carrier = models.CharField(max_length=12)
    ink = models.CharField(max_length=12)
    state = models.CharField(max_length=8, default="here")
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    review_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cabinet", "row", "column"], condition=~Q(state="gone"), name="volume_place"
            ),
            models.UniqueConstraint(fields=["customer_id", "part"], name="volume_part"),
            models.CheckConstraint(condition=Q(row__gte=1, column__gte=1, part__gte=1), name="volume_counts"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["review_on"], name="volume_review"),
            models.Index(fields=["state"], name="volume_away", condition=~Q(state="here")),
        ]

    def __str__(self) -> str:
        return f"volume {self.pk}: {self.code}"

    @property
    def code(self) -> str:
        """Its shelf code: cabinet–row–column."""
        return code_of(self.cabinet.code, self.row, self.column)


class Climate(models.Model):
    """One reading of damp (per cent) and warmth (°C) in a unit's store (Art. 16)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    humidity = models.SmallIntegerField()
    temperature = models.DecimalField(max_digits=4, decimal_places=1)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "-at"], name="climate_of_unit")]

    def __str__(self) -> str:
        return f"unit {self.unit_id} at {self.at:%Y-%m-%d}: {self.humidity} %, {self.temperature} °C"

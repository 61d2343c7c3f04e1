"""Who may carry customer information (Art. 23.2): the couriers whom the information supervisor named."""

from typing import ClassVar

from django.db import models

from zhiji.staff.models import Staff


class Courier(models.Model):
    """One designation, from when to when."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff"], condition=models.Q(ended_at=None), name="courier_once")
        ]

    def __str__(self) -> str:
        return f"courier {self.staff_id}"

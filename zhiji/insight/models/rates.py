"""The rates of the whole bank after a night. No customer stands among them; small figures are guarded when they are shown."""

from typing import ClassVar

from django.db import models


class RateFigure(models.Model):
    """``part`` of ``among``, of one rate (``insight.rates``) and group after the night of ``day``."""

    day = models.DateField()
    rate = models.CharField(max_length=12)
    group = models.CharField(max_length=40, blank=True)
    part = models.BigIntegerField()
    among = models.BigIntegerField()

    class Meta:
        ordering: ClassVar = ["rate", "group"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "rate", "group"], name="rate_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.rate} {self.group} of {self.day}"

"""How well each file is kept, how far a day's weighing has come, and the figures of each unit on a day."""

from typing import ClassVar

from django.db import models


class FileScore(models.Model):
    """Of one file, per principle: how many things are as they should be (``…_good``) of how many (``…_of``). No value stands
    here, and no day: the day a score falls would be an open copy of the day a paper expires.

    ``version``: the version of the file that was weighed. ``checked``: somebody verified one of its values not too long ago.
    ``lag``: days between learning the newest change and recording it. ``conflicts``: fields in which two sources differ.
    The database takes a row away with its file, also when the file goes into the store apart (a foreign key of migration 0001).
    """

    customer_id = models.BigIntegerField(primary_key=True)
    version = models.IntegerField()
    weighed_on = models.DateField()
    truthfulness_good = models.SmallIntegerField()
    truthfulness_of = models.SmallIntegerField()
    completeness_good = models.SmallIntegerField()
    completeness_of = models.SmallIntegerField()
    timeliness_good = models.SmallIntegerField()
    timeliness_of = models.SmallIntegerField()
    standardisation_good = models.SmallIntegerField()
    standardisation_of = models.SmallIntegerField()
    institutionalisation_good = models.SmallIntegerField()
    institutionalisation_of = models.SmallIntegerField()
    checked = models.BooleanField()
    lag = models.SmallIntegerField(null=True)
    conflicts = models.SmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["customer_id"], condition=models.Q(conflicts__gt=0), name="score_in_conflict"
            ),
        ]

    def __str__(self) -> str:
        return f"scores of customer {self.customer_id}"


class Weighing(models.Model):
    """A day's round over all files: ``after`` is the last file looked at, so that a stopped round goes on there."""

    day = models.DateField(primary_key=True)
    after = models.BigIntegerField(default=0)
    weighed = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"weighing of {self.day}"


class UnitFigures(models.Model):
    """The figures of one unit on one day: counts only (``reckoning.figures_of``)."""

    day = models.DateField()
    unit = models.BigIntegerField()
    figures = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "unit"], name="unit_figures_once")]

    def __str__(self) -> str:
        return f"figures of unit {self.unit} on {self.day}"

"""The text of the house rule, version by version, and who has read which."""

from typing import ClassVar

from django.db import models

from zhiji.custody.models.case import Case
from zhiji.staff.models import Staff


class RuleText(models.Model):
    """A new text of one article in three languages, from ``effective_from`` on (Art. 28-29). Insert-only.

    Version 1 of every article stands in ``custody/rule/articles.toml``; the first row here is version 2.
    """

    article = models.SmallIntegerField()
    version = models.SmallIntegerField()
    texts = models.JSONField()
    effective_from = models.DateField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["article", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "version"], name="rule_version_once")
        ]

    def __str__(self) -> str:
        return f"article {self.article}, version {self.version}"


class RuleReading(models.Model):
    """One colleague has read one version of one article. Insert-only."""

    article = models.SmallIntegerField()
    version = models.SmallIntegerField()
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "version", "staff"], name="rule_read_once")
        ]

    def __str__(self) -> str:
        return f"article {self.article}, version {self.version}: {self.staff_id}"

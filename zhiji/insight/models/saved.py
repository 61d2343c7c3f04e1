"""Questions that colleagues keep: tables of the explorer and segments. A question holds codes and limits, no customer."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.staff.models import Staff, Unit

KINDS = {"table": _("Table"), "segment": pgettext_lazy("customers", "Segment")}


class SavedView(models.Model):
    """One question under a name. ``unit``: whose colleagues may use it too; None keeps it to its owner.

    ``question`` is ``explorer.question.Question.as_data`` of a table, ``segments.Segment.as_data`` of a segment.
    """

    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    name = models.CharField(max_length=60)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    question = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=list(KINDS)), name="saved_view_kind"),
            models.UniqueConstraint(fields=["owner", "kind", "name"], name="saved_view_name"),
        ]

    def __str__(self) -> str:
        return self.name

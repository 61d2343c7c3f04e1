"""Notices: what a colleague is told at once, on every page, until read."""

from typing import ClassVar

from django.db import models

from zhiji.custody.models.case import Case
from zhiji.staff.models import Staff


class Notice(models.Model):
    """One line for one colleague. ``what`` is a code of ``custody.rules.notices``, worded in the reader's language."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="+")
    what = models.CharField(max_length=24)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["staff", "read_at", "-at"], name="notice_unread")]

    def __str__(self) -> str:
        return f"{self.what} for {self.staff_id}"

"""What a colleague who moves or leaves hands over: one row for each file's duty, open case, unit and key."""

from typing import ClassVar

from django.db import models

from zhiji.custody.models.case import Case
from zhiji.staff.models import Staff


class HandoverItem(models.Model):
    """One thing to be handed over. ``what`` is a code of ``rules.handover.WHAT``; ``customer_id`` names the file of a duty,
    ``subject`` the case or unit. ``successor`` is to take it by the case ``offer``; ``settled_at`` is when it was taken or otherwise settled.

    ``label`` says which key or cabinet; never anything of a customer.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handed")
    what = models.CharField(max_length=12)
    customer_id = models.BigIntegerField(null=True)
    subject = models.BigIntegerField(null=True)
    label = models.CharField(max_length=80, blank=True)
    successor = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    offer = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="offered")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case", "what"], name="handover_case"),
            models.Index(fields=["successor"], name="handover_offered", condition=models.Q(settled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.what} of case {self.case_id}"

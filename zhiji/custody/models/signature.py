"""Signatures: who took which step of a case. Insert-only."""

from typing import ClassVar

from django.db import models

from zhiji.custody.models.case import Case
from zhiji.staff.models import Staff


class Signature(models.Model):
    """One step taken. ``hand`` signed, ``for_whom`` is the absent colleague it stood in for; ``person`` and ``for_person``
    are the human beings behind them when it was signed, so that a later change of post or account changes nothing.

    ``papers``: what lay with the case when it was signed, each as its number and its ``Paper.digest``. ``digest`` is the
    SHA-256 of what was signed, papers included (``custody.digests.digest_of``): the register row's signature (Art. 19.5).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="signatures")
    verb = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    hand = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.CharField(max_length=20)
    for_whom = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    for_person = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=12)
    words = models.CharField(max_length=400, blank=True)
    papers = models.JSONField(default=list, db_default=[])
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"case {self.case_id}: {self.verb} by {self.hand_id}"

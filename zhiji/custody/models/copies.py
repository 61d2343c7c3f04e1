"""What left the system: numbered copies (Art. 23.1) and packs for outsiders (Art. 24), each with its hidden code."""

from django.db import models

from zhiji.custody.models.case import Case
from zhiji.staff.models import Staff


class Copy(models.Model):
    """One copy made. ``code`` is the hidden mark it carries (``custody.rules.marks``). Insert-only."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="copy")
    customer_id = models.BigIntegerField(db_index=True)
    fields = models.JSONField()
    code = models.CharField(max_length=10, unique=True)
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"copy of case {self.case_id}"


class Pack(models.Model):
    """One encrypted pack. ``removed_at``: when its bytes were taken off the disk, at the latest when it ended."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="pack")
    code = models.CharField(max_length=10, unique=True)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"pack of case {self.case_id}"

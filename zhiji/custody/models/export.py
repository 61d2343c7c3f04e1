"""Lists that left the system as files (Art. 23.1), each with its hidden code and a customer number of its own."""

from django.db import models

from zhiji.custody.models.case import Case
from zhiji.staff.models import Staff


class Export(models.Model):
    """One export made. ``code`` is woven into every line (``custody.rules.marks``). One line is a canary: a customer number
    that no file ever gets; ``canary`` is its keyed mark (``vault.decoys.mark_of``), so that no table says which line it is.

    Insert-only. ``sha256`` is that of the file as it was handed over.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="export")
    code = models.CharField(max_length=10, unique=True)
    canary = models.CharField(max_length=64, unique=True)
    rows = models.IntegerField()
    fields = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"export of case {self.case_id}"

"""Papers of a case: letters of introduction, officers' cards, photographs of a shelf. Sealed under the case's own key."""

from django.db import models
from django.db.models import F

from zhiji.custody.models.case import Case
from zhiji.staff.models import Staff
from zhiji.vault.sealed import SealedField


class Paper(models.Model):
    """One scan. ``digest`` is a keyed commitment to its content: proof without betraying it (K05)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=20)
    media_type = models.CharField(max_length=40)
    size = models.IntegerField()
    digest = models.CharField(max_length=64)
    title = SealedField(compartment=0)
    key = SealedField(compartment=0)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    key_id = models.GeneratedField(
        expression=F("case_id") * -1, output_field=models.BigIntegerField(), db_persist=True
    )

    def __str__(self) -> str:
        return f"paper {self.pk} of case {self.case_id}"

    @property
    def customer_id(self) -> int:
        """The number of the case's own key in the vault."""
        return -self.case_id

"""What the house itself has laid down about the powers of authorities, beside the norms. Insert-only."""

from typing import ClassVar

from django.db import models

from zhiji.custody.models.case import Case


class AuthorityPower(models.Model):
    """From ``effective_from`` on this body has (``allowed``) or has not this power, by this ``source`` and ``article``.

    A later row takes the place of an earlier one from its own first day on; no row is ever changed. ``case`` holds the
    proposal, its reason and both signatures.
    """

    body = models.CharField(max_length=24)
    power = models.CharField(max_length=12)
    allowed = models.BooleanField()
    effective_from = models.DateField()
    source = models.CharField(max_length=200)
    article = models.CharField(max_length=40, blank=True)
    read_in_source = models.BooleanField(default=False)
    at = models.DateTimeField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "power", "effective_from"], name="power_since")]

    def __str__(self) -> str:
        return f"{self.body}: {self.power} from {self.effective_from}: {self.allowed}"


class RequestSearch(models.Model):
    """That a request was searched for top-secret files, once; the same row whatever was found. Insert-only."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+", primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"case {self.case_id} searched"

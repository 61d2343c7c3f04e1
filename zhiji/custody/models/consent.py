"""What a customer was told, agreed to and took back, use by use. Insert-only (M03-M05, J12)."""

from typing import ClassVar

from django.db import models

from zhiji.staff.models import Staff


class Consent(models.Model):
    """One dated line about one use of the data.

    ``what``: told, consented, withdrawn or agreed. ``use`` and ``version`` name the text (``custody/uses.toml``), so that
    the very words can be shown again. ``at`` is when it was said, ``recorded_at`` when it was written down; ``evidence`` is a
    code and ``scan`` the number of a scan of the file, where there is one.
    """

    customer_id = models.BigIntegerField()
    use = models.CharField(max_length=16)
    what = models.CharField(max_length=12)
    version = models.SmallIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    channel = models.CharField(max_length=12)
    evidence = models.CharField(max_length=12)
    scan = models.BigIntegerField(null=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer_id", "use", "at"], name="consent_of")]

    def __str__(self) -> str:
        return f"customer {self.customer_id}: {self.use} {self.what}"


class Restriction(models.Model):
    """The file is only stored from ``at`` on, until ``destroy_on``, because a duty to keep it runs (PIPL art. 47)."""

    customer_id = models.BigIntegerField(unique=True)
    case = models.ForeignKey("custody.Case", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    relation_ended = models.DateField()
    destroy_on = models.DateField()

    def __str__(self) -> str:
        return f"customer {self.customer_id} stored only until {self.destroy_on}"

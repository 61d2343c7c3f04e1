"""Scans of papers and other evidence, sealed with the file's own key."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiji.vault.sealed import SealedField

SCAN_KINDS = {
    "paper": _("Identity paper"),
    "licence": _("Licence or certificate"),
    "mandate": _("Mandate"),
    "statement": _("Signed statement"),
    "other": _("Other evidence"),
}


class Attachment(models.Model):
    """One scan. Its bytes lie sealed under ``ZHIJI_HOME/attachments``; the database keeps what must be listed.

    ``digest`` is a commitment to the bytes, keyed by the customer's key: it tells the same scan again, and nothing else.
    ``title`` and ``key`` (of the sealed file) belong to the identity compartment.
    """

    customer_id = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=list(SCAN_KINDS.items()))
    media_type = models.CharField(max_length=60)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True)
    title = SealedField(compartment=0)
    key = SealedField(compartment=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer_id", "id"], name="attachment_of_customer")]

    def __str__(self) -> str:
        return f"attachment {self.pk} of customer {self.customer_id}"

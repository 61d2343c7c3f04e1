"""Scans of papers and other evidence, sealed with the file's own key."""

from typing import ClassVar

from django.db import models


class Attachment(models.Model):
    """One scan. Its bytes lie sealed under ``ZHIJI_HOME/attachments``; the database keeps what must be listed."""

    customer_id = models.BigIntegerField()
    compartment = models.SmallIntegerField(default=0)
    kind = models.CharField(max_length=20)
    media_type = models.CharField(max_length=60)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True)
    title = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer_id", "id"], name="attachment_of_customer")]

    def __str__(self) -> str:
        return f"attachment {self.pk} of customer {self.customer_id}"

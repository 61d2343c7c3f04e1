"""Scans keep title and file key sealed in the identity compartment. The table was empty until now."""

from django.db import migrations, models

from zhiji.customers.models.attachment import SCAN_KINDS
from zhiji.vault.sealed import SealedField


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_guards")]

    operations = [
        migrations.RemoveField("attachment", "compartment"),
        migrations.RemoveField("attachment", "title"),
        migrations.AddField(
            "attachment", "title", SealedField(compartment=0, default=b""), preserve_default=False
        ),
        migrations.AddField(
            "attachment", "key", SealedField(compartment=0, default=b""), preserve_default=False
        ),
        migrations.AlterField(
            "attachment", "kind", models.CharField(max_length=20, choices=list(SCAN_KINDS.items()))
        ),
    ]

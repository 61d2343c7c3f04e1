"""Exports of lists, each with its hidden code and the keyed mark of its canary; only new rows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from zhiji.journal.guards import ActsOnly, InsertOnly


class Migration(migrations.Migration):
    dependencies = [
        ("custody", "0010_request_searches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True)),
                ("canary", models.CharField(max_length=64, unique=True)),
                ("rows", models.IntegerField()),
                ("fields", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="export", to="custody.case"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        InsertOnly("custody_export"),
        ActsOnly("custody_export"),
    ]

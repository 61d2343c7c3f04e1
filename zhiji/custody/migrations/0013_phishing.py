"""Phishing exercises, counts by unit; only new rows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from zhiji.journal.guards import InsertOnly


class Migration(migrations.Migration):
    dependencies = [
        ("custody", "0012_profile_withdrawn"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PhishingExercise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("sent", models.IntegerField()),
                ("clicked", models.IntegerField()),
                ("reported", models.IntegerField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "day", "id"], name="phishing_of_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("clicked__gte", 0),
                            ("clicked__lte", models.F("sent")),
                            ("reported__gte", 0),
                            ("reported__lte", models.F("sent")),
                            ("sent__gt", 0),
                        ),
                        name="phishing_counts",
                    )
                ],
            },
        ),
        InsertOnly("custody_phishingexercise"),
    ]

"""Leaks: affected customers, tasks, sealed records, what was told of late clocks, the days the watch has weighed."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import zhiji.vault.sealed
from zhiji.journal.guards import ActsOnly, InsertOnly


class Migration(migrations.Migration):
    dependencies = [
        ("custody", "0006_reports_rule_handover"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WatchDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("at", models.DateTimeField()),
                ("colleagues", models.IntegerField()),
                ("stood_out", models.IntegerField()),
                ("alerts", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("number", models.BigIntegerField()),
                ("stage", models.CharField(max_length=24)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "number", "stage"), name="escalated_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Exposure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("trace", models.SmallIntegerField()),
                ("customer_id", models.BigIntegerField()),
                ("clear", models.JSONField()),
                ("readers", models.JSONField()),
                ("times", models.IntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exposures",
                        to="custody.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "trace", "customer_id"), name="exposure_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LeakTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="custody.case"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["owner", "done_at", "due_at"], name="leaktask_open")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "customer_id", "kind"), name="leaktask_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("body", zhiji.vault.sealed.SealedField(compartment=0)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "key_id",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("case_id"), "*", models.Value(-1)
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="custody.case"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "kind"], name="record_of_case")],
            },
        ),
        InsertOnly("custody_exposure"),
        ActsOnly("custody_exposure"),
        ActsOnly("custody_leaktask"),
        ActsOnly("custody_record"),
        ActsOnly("custody_escalation"),
        ActsOnly("custody_watchday"),
    ]

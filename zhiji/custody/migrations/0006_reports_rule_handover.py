"""Statistics reports and their copies, things handed over, texts of the rule and who read them; all written by acts only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from zhiji.journal.guards import ActsOnly, InsertOnly


class Migration(migrations.Migration):
    dependencies = [
        ("custody", "0005_keeping"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportStanding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("report", models.CharField(db_index=True, max_length=20)),
                ("in_use", models.BooleanField()),
                ("reason", models.CharField(max_length=400)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoverItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=12)),
                ("customer_id", models.BigIntegerField(null=True)),
                ("subject", models.BigIntegerField(null=True)),
                ("label", models.CharField(blank=True, max_length=80)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handed", to="custody.case"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offered",
                        to="custody.case",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "what"], name="handover_case"),
                    models.Index(
                        condition=models.Q(("settled_at", None)),
                        fields=["successor"],
                        name="handover_offered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.SmallIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("mark", models.CharField(max_length=16, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="issued", to="custody.case"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("case", "number"), name="report_copy_once")],
            },
        ),
        migrations.CreateModel(
            name="ReportFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.SmallIntegerField()),
                ("report", models.CharField(max_length=20)),
                ("as_of", models.DateTimeField()),
                ("since", models.DateTimeField(null=True)),
                ("grid", models.JSONField()),
                ("check_totals", models.JSONField()),
                ("change", models.JSONField(null=True)),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="custody.case"
                    ),
                ),
            ],
            options={
                "ordering": ["revision"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "revision"), name="figures_revision_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("article", models.SmallIntegerField()),
                ("version", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("article", "version", "staff"), name="rule_read_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("article", models.SmallIntegerField()),
                ("version", models.SmallIntegerField()),
                ("texts", models.JSONField()),
                ("effective_from", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="custody.case"
                    ),
                ),
            ],
            options={
                "ordering": ["article", "version"],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "version"), name="rule_version_once")
                ],
            },
        ),
        ActsOnly("custody_handoveritem"),
        ActsOnly("custody_reportcopy"),
        ActsOnly("custody_reportfigures"),
        ActsOnly("custody_reportstanding"),
        ActsOnly("custody_rulereading"),
        ActsOnly("custody_ruletext"),
        InsertOnly("custody_reportcopy"),
        InsertOnly("custody_reportfigures"),
        InsertOnly("custody_reportstanding"),
        InsertOnly("custody_rulereading"),
        InsertOnly("custody_ruletext"),
    ]

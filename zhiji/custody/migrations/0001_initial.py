"""Cases, their files, signatures, papers and notices; signatures are never changed or taken away."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import zhiji.vault.sealed
from zhiji.journal.guards import ActsOnly, InsertOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0003_apianswer"),
        ("staff", "0003_heads_and_stand_ins"),
        ("journal", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("state", models.CharField(max_length=16)),
                ("raised_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("purpose", models.CharField(blank=True, max_length=20)),
                ("reason", models.CharField(max_length=400)),
                ("content", models.JSONField(default=dict)),
                ("private", zhiji.vault.sealed.SealedField(compartment=0, null=True)),
                (
                    "key_id",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("id"), "*", models.Value(-1)
                        ),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.grant",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer_id", models.BigIntegerField(db_index=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="custody.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=24)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="custody.case",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("media_type", models.CharField(max_length=40)),
                ("size", models.IntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("title", zhiji.vault.sealed.SealedField(compartment=0)),
                ("key", zhiji.vault.sealed.SealedField(compartment=0)),
                ("added_at", models.DateTimeField()),
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
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="custody.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verb", models.CharField(max_length=16)),
                ("state", models.CharField(max_length=16)),
                ("person", models.CharField(max_length=20)),
                ("for_person", models.CharField(blank=True, max_length=20)),
                ("role", models.CharField(max_length=12)),
                ("words", models.CharField(blank=True, max_length=400)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="custody.case",
                    ),
                ),
                (
                    "for_whom",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hand",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["kind", "state"], name="case_kind_state"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("closed_at", None)), fields=["due_at"], name="case_due"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["raised_by", "-raised_at"], name="case_raiser"),
        ),
        migrations.AddConstraint(
            model_name="casefile",
            constraint=models.UniqueConstraint(fields=("case", "customer_id"), name="case_file_once"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["staff", "read_at", "-at"], name="notice_unread"),
        ),
        ActsOnly("custody_case"),
        ActsOnly("custody_casefile"),
        ActsOnly("custody_notice"),
        ActsOnly("custody_paper"),
        InsertOnly("custody_signature"),
        ActsOnly("custody_signature"),
    ]

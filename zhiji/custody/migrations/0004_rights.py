"""Powers of authorities laid down by the house, consents, disclosures and stored-only files."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import zhiji.vault.sealed
from zhiji.journal.guards import ActsOnly, InsertOnly


class Migration(migrations.Migration):
    dependencies = [
        ("custody", "0003_secrecy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer_id", models.BigIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                ("relation_ended", models.DateField()),
                ("destroy_on", models.DateField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="custody.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AuthorityPower",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("body", models.CharField(max_length=24)),
                ("power", models.CharField(max_length=12)),
                ("allowed", models.BooleanField()),
                ("effective_from", models.DateField()),
                ("source", models.CharField(max_length=200)),
                ("article", models.CharField(blank=True, max_length=40)),
                ("read_in_source", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="custody.case"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["body", "power", "effective_from"], name="power_since")],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer_id", models.BigIntegerField()),
                ("use", models.CharField(max_length=16)),
                ("what", models.CharField(max_length=12)),
                ("version", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("channel", models.CharField(max_length=12)),
                ("evidence", models.CharField(max_length=12)),
                ("scan", models.BigIntegerField(null=True)),
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
            options={
                "indexes": [models.Index(fields=["customer_id", "use", "at"], name="consent_of")],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("fields", models.JSONField(default=list)),
                ("body", zhiji.vault.sealed.SealedField(compartment=0, null=True)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="custody.case",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer_id"], name="disclosed_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "customer_id", "kind"), name="disclosed_once")
                ],
            },
        ),
        ActsOnly("custody_restriction"),
        ActsOnly("custody_authoritypower"),
        InsertOnly("custody_authoritypower"),
        ActsOnly("custody_consent"),
        InsertOnly("custody_consent"),
        ActsOnly("custody_disclosure"),
    ]

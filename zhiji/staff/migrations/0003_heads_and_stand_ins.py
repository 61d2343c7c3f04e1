"""Who heads a unit, who stands in for whom, and which human being an account belongs to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from zhiji.journal.guards import ActsOnly


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0002_sign_in_failures"),
        ("journal", "0002_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="staff",
            name="person",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="unit",
            name="head",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="StandIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "absent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stand_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stand_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_in",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["stand_in", "ends_at"], name="standin_now")],
            },
        ),
        ActsOnly("staff_standin"),
    ]

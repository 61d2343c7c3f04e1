import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from zhiji.journal.guards import ActsOnly


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0002_alerts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("table", "Table"), ("segment", "Segment")], max_length=8),
                ),
                ("name", models.CharField(max_length=60)),
                ("question", models.JSONField()),
                ("made_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
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
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["table", "segment"])), name="saved_view_kind"
                    ),
                    models.UniqueConstraint(fields=("owner", "kind", "name"), name="saved_view_name"),
                ],
            },
        ),
        ActsOnly("insight_savedview"),
    ]

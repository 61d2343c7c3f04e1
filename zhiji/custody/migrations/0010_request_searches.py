"""That a request of an authority was searched for once, whatever was found."""

import django.db.models.deletion
from django.db import migrations, models

from zhiji.journal.guards import ActsOnly, InsertOnly


class Migration(migrations.Migration):
    dependencies = [("custody", "0009_signed_papers")]

    operations = [
        migrations.CreateModel(
            name="RequestSearch",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="custody.case",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        ActsOnly("custody_requestsearch"),
        InsertOnly("custody_requestsearch"),
    ]

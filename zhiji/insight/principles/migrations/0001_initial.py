"""How well each file is kept, the day's weighing, and the figures of each unit."""

from django.db import migrations, models

from zhiji.journal.guards import ActsOnly

# A score goes with its file: when it is destroyed, and when it leaves the ordinary table for the store apart. A foreign key sees
# the ordinary table alone, so a top-secret file cannot have a score at all.
GOES_WITH_THE_FILE = """ALTER TABLE principles_filescore ADD CONSTRAINT score_of_file
FOREIGN KEY (customer_id) REFERENCES customers_file (customer_id) ON DELETE CASCADE"""
STANDS_ALONE = "ALTER TABLE principles_filescore DROP CONSTRAINT score_of_file"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("journal", "0002_guards"), ("customers", "0005_apart")]

    operations = [
        migrations.CreateModel(
            name="FileScore",
            fields=[
                ("customer_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                ("weighed_on", models.DateField()),
                ("truthfulness_good", models.SmallIntegerField()),
                ("truthfulness_of", models.SmallIntegerField()),
                ("completeness_good", models.SmallIntegerField()),
                ("completeness_of", models.SmallIntegerField()),
                ("timeliness_good", models.SmallIntegerField()),
                ("timeliness_of", models.SmallIntegerField()),
                ("standardisation_good", models.SmallIntegerField()),
                ("standardisation_of", models.SmallIntegerField()),
                ("institutionalisation_good", models.SmallIntegerField()),
                ("institutionalisation_of", models.SmallIntegerField()),
                ("checked", models.BooleanField()),
                ("lag", models.SmallIntegerField(null=True)),
                ("conflicts", models.SmallIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("conflicts__gt", 0)),
                        fields=["customer_id"],
                        name="score_in_conflict",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Weighing",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("after", models.BigIntegerField(default=0)),
                ("weighed", models.IntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="UnitFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("unit", models.BigIntegerField()),
                ("figures", models.JSONField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("day", "unit"), name="unit_figures_once")],
            },
        ),
        migrations.RunSQL(GOES_WITH_THE_FILE, STANDS_ALONE),
        ActsOnly("principles_filescore"),
        ActsOnly("principles_weighing"),
        ActsOnly("principles_unitfigures"),
    ]

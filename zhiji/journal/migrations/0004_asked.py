"""Questions about groups are counted without reading the whole journal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_under_grants")]
    operations = [
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(
                condition=models.Q(("facts__contains", '"asked":"')),
                fields=["actor", "at"],
                name="journal_entry_asked",
            ),
        ),
    ]

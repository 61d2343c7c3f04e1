"""Questions about groups are counted, and the entry of a copy is found by its code, without reading the whole journal."""

from django.db import migrations, models

import zhiji.journal.models


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
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(
                zhiji.journal.models.Copied("facts"),
                condition=models.Q(("facts__contains", '"copy":"')),
                name="journal_entry_copy",
            ),
        ),
    ]

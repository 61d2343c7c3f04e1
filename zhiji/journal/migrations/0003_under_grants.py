from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_guards")]
    operations = [
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(
                condition=models.Q(("grant__isnull", False)),
                fields=["actor", "-id"],
                name="journal_entry_granted",
            ),
        ),
    ]

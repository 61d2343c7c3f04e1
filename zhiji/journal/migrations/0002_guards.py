from django.db import migrations

from zhiji.journal.guards import InsertOnly, StampedByDatabase


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        StampedByDatabase("journal_entry"),
        InsertOnly("journal_entry"),
        InsertOnly("journal_subject"),
        InsertOnly("journal_leaf"),
        InsertOnly("journal_node"),
        InsertOnly("journal_checkpoint"),
    ]

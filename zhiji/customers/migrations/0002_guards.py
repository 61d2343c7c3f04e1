"""The database itself refuses writes to the customer tables outside an act."""

from django.db import migrations

from zhiji.journal.guards import ActsOnly


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial"), ("journal", "0002_guards")]

    operations = [
        ActsOnly(f"customers_{table}")
        for table in (
            "file",
            "version",
            "token",
            "publicname",
            "statemove",
            "attachment",
            "importjob",
            "importreject",
        )
    ]

"""The database itself refuses writes to these tables outside an act."""

from django.db import migrations

from zhiji.journal.guards import ActsOnly


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("journal", "0002_guards"),
        ("vault", "0001_initial"),
        ("staff", "0001_initial"),
    ]

    operations = [
        ActsOnly("access_grant"),
        ActsOnly("access_grantedcustomer"),
        ActsOnly("access_apitoken"),
        ActsOnly("vault_datakey"),
        ActsOnly("vault_tombstone"),
        ActsOnly("staff_unit"),
    ]

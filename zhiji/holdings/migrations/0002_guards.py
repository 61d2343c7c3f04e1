"""The holdings' tables are written by acts only."""

from django.db import migrations

from zhiji.journal.guards import ActsOnly


class Migration(migrations.Migration):
    dependencies = [("holdings", "0001_initial"), ("journal", "0002_guards")]

    operations = [
        ActsOnly("holdings_dossier"),
        ActsOnly("holdings_feed"),
        ActsOnly("holdings_holding"),
        ActsOnly("holdings_lakestate"),
        ActsOnly("holdings_link"),
        ActsOnly("holdings_product"),
    ]

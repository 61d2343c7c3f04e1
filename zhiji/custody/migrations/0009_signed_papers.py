"""A signature names the papers that lay with the case when it was signed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("custody", "0008_loan_parts")]

    operations = [
        migrations.AddField("signature", "papers", models.JSONField(default=list, db_default=[])),
    ]

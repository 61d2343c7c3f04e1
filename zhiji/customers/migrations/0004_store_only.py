"""A file that is only stored, because its deletion was asked for while a duty to keep it runs (PIPL art. 47)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_scans")]

    operations = [
        migrations.AddField(
            model_name="file",
            name="store_only",
            field=models.BooleanField(db_default=False, default=False),
        )
    ]

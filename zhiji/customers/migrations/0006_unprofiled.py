"""A customer who took the consent to personal matters and a picture back (PIPL arts. 15, 24); asked at each look."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_apart")]

    operations = [
        migrations.AddField(
            model_name="file",
            name="unprofiled",
            field=models.BooleanField(db_default=False, default=False),
        )
    ]

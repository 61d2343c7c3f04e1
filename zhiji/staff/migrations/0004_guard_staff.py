"""Who a colleague is, in which role and unit, and whether at work: changed by acts only. Sign-in may note its own columns."""

from django.db import migrations

from zhiji.journal.guards import ActsOnly

GUARDED = (
    "username",
    "staff_number",
    "person",
    "role",
    "unit_id",
    "is_active",
    "undertaking_version",
    "undertaking_signed_at",
)


class Migration(migrations.Migration):
    dependencies = [("staff", "0003_heads_and_stand_ins")]
    operations = [ActsOnly("staff_staff", GUARDED)]

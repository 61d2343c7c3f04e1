"""Marks the files of customers who had taken the consent ``profile`` back before files carried that mark."""

from django.db import migrations

_ACT = "SELECT set_config('zhiji.act', 'custody:consent:withdraw', true)"
_MARK = """
UPDATE customers_file f SET unprofiled = true
FROM (SELECT DISTINCT ON (customer_id) customer_id, what FROM custody_consent WHERE use = 'profile' AND what <> 'told'
      ORDER BY customer_id, at DESC, id DESC) last
WHERE last.customer_id = f.customer_id AND last.what = 'withdrawn'
"""
_NO_ACT = "SELECT set_config('zhiji.act', '', true)"


class Migration(migrations.Migration):
    dependencies = [("custody", "0011_exports"), ("customers", "0006_unprofiled")]

    operations = [migrations.RunSQL([_ACT, _MARK, _NO_ACT], migrations.RunSQL.noop)]

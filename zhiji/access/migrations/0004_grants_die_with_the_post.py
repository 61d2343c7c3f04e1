"""A grant dies with its holder's post: when role or unit change, or the colleague leaves, whichever act did it.

The table of colleagues does it itself, in the same transaction, so that no way of moving somebody can forget it.
"""

from django.db import migrations

END = """
CREATE OR REPLACE FUNCTION access_end_grants() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    act text := coalesce(current_setting('zhiji.act', true), '');
BEGIN
    PERFORM set_config('zhiji.act', 'access:grant:end', true);
    UPDATE access_grant SET revoked_at = clock_timestamp()
    WHERE staff_id = NEW.id AND revoked_at IS NULL AND ends_at > clock_timestamp();
    PERFORM set_config('zhiji.act', act, true);
    RETURN NULL;
END $$;
CREATE TRIGGER access_end_grants AFTER UPDATE ON staff_staff FOR EACH ROW
WHEN (OLD.role IS DISTINCT FROM NEW.role OR OLD.unit_id IS DISTINCT FROM NEW.unit_id OR (OLD.is_active AND NOT NEW.is_active))
EXECUTE FUNCTION access_end_grants();
ALTER TABLE staff_staff ENABLE ALWAYS TRIGGER access_end_grants;
"""
UNDO = "DROP TRIGGER access_end_grants ON staff_staff; DROP FUNCTION access_end_grants();"


class Migration(migrations.Migration):
    dependencies = [("access", "0003_apianswer"), ("staff", "0003_heads_and_stand_ins")]
    operations = [migrations.RunSQL(END, UNDO)]

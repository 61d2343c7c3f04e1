"""Live grants are found, and their uses counted, by functions of the database: it plans these statements once a connection.

Every opening of a file asks which grants help, and for so short a question the planning took three quarters of the time.
"""

from django.db import migrations, models

# As text, [[id, [compartments]], …] and NULL for none: so it also stands beside a file's row, in the statement that fetches it.
LIVE = """
CREATE FUNCTION access_live_grants(who bigint, customer bigint, why text, moment timestamptz)
RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    found text;
BEGIN
    SELECT json_agg(json_build_array(g.id, g.compartments) ORDER BY g.id)::text INTO found
    FROM access_grantedcustomer c JOIN access_grant g ON g.id = c.grant_id
    WHERE c.staff_id = who AND c.customer_id = customer AND g.purpose = why
    AND g.starts_at <= moment AND g.ends_at > moment AND g.revoked_at IS NULL
    AND (g.uses_allowed IS NULL OR g.uses < g.uses_allowed);
    RETURN found;
END $$;
"""
# Of many files: the index alone says which of them were ever granted. One plan for all lists, so none is made for each.
LIVE_ON_MANY = """
CREATE FUNCTION access_live_grants_on(who bigint, customers bigint[], why text, moment timestamptz)
RETURNS TABLE (id bigint, compartments varchar[], customer_id bigint) LANGUAGE plpgsql STABLE ROWS 20
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT g.id, g.compartments, c.customer_id FROM access_grantedcustomer c JOIN access_grant g ON g.id = c.grant_id
    WHERE c.staff_id = who AND c.customer_id = ANY (customers) AND g.purpose = why
    AND g.starts_at <= moment AND g.ends_at > moment AND g.revoked_at IS NULL
    AND (g.uses_allowed IS NULL OR g.uses < g.uses_allowed)
    ORDER BY g.id;
END $$;
"""
# All or nothing: where one of them was used up or ended meanwhile, the statement fails, and with it what it belongs to.
USE = """
CREATE FUNCTION access_use_grants(wanted bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    act text := coalesce(current_setting('zhiji.act', true), '');
    taken int;
BEGIN
    PERFORM set_config('zhiji.act', 'access:grant:use', true);
    UPDATE access_grant SET uses = uses + 1
    WHERE id = ANY (wanted) AND revoked_at IS NULL AND (uses_allowed IS NULL OR uses < uses_allowed);
    GET DIAGNOSTICS taken = ROW_COUNT;
    PERFORM set_config('zhiji.act', act, true);
    IF taken < cardinality(wanted) THEN
        RAISE EXCEPTION 'a grant was used up or ended meanwhile' USING ERRCODE = 'ZJ004';
    END IF;
END $$;
"""
UNDO = (
    "DROP FUNCTION access_live_grants(bigint, bigint, text, timestamptz); "
    "DROP FUNCTION access_live_grants_on(bigint, bigint[], text, timestamptz); DROP FUNCTION access_use_grants(bigint[])"
)


class Migration(migrations.Migration):
    dependencies = [("access", "0004_grants_die_with_the_post")]
    operations = [
        migrations.RemoveIndex("grantedcustomer", "granted_lookup"),
        migrations.AddIndex(
            model_name="grantedcustomer",
            index=models.Index(fields=["staff_id", "customer_id"], include=("grant",), name="granted_lookup"),
        ),
        # Room on each page, so that counting a use rewrites the row where it stands and touches no index.
        migrations.RunSQL(
            "ALTER TABLE access_grant SET (fillfactor = 85)", "ALTER TABLE access_grant RESET (fillfactor)"
        ),
        migrations.RunSQL(LIVE + LIVE_ON_MANY + USE, UNDO),
    ]

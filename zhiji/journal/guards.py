"""Migration operations by which PostgreSQL itself guards a table, whoever the statement comes from.

>>> operations = [InsertOnly("journal_entry"), ActsOnly("customers_file")]  # after the CreateModel of these tables

``InsertOnly`` refuses UPDATE, DELETE and TRUNCATE. ``ActsOnly`` refuses every write, COPY and TRUNCATE included, unless
``zhiji.act`` names the act that runs (``access.act`` sets it for its transaction only). Both are statement triggers, so
they cost nothing per row, and are ``ENABLE ALWAYS``: a replication session does not slip past them. The owner of a table
can still disable them; that is why the journal is also a Merkle tree with copies of its checkpoints elsewhere.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation

ACT_SETTING = "zhiji.act"
INSERT_ONLY_STATE = "ZJ001"
ACTS_ONLY_STATE = "ZJ002"

_INSERT_ONLY = f"""
CREATE OR REPLACE FUNCTION zhiji_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % refused: the table only takes new rows', TG_OP, TG_TABLE_NAME
        USING ERRCODE = '{INSERT_ONLY_STATE}';
END $$"""

_ACTS_ONLY = f"""
CREATE OR REPLACE FUNCTION zhiji_acts_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('{ACT_SETTING}', true), '') = '' THEN
        RAISE EXCEPTION '% on % refused: the table is written by acts only', TG_OP, TG_TABLE_NAME
            USING ERRCODE = '{ACTS_ONLY_STATE}', HINT = 'Write through a function marked @act.';
    END IF;
    RETURN NULL;
END $$"""


class _Guard(Operation):
    reversible = True
    reduces_to_sql = True
    function = ""
    trigger = ""
    events = ""

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """A guard changes the database, not the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = schema_editor.quote_name(self.table)
        # Statements are separate and unparametrised: % belongs to RAISE, not to the driver.
        schema_editor.execute(self.function, params=None)
        schema_editor.execute(
            f"CREATE TRIGGER {self.trigger} BEFORE {self.events} ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {self.trigger}()"
        )
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {self.trigger}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(f"DROP TRIGGER {self.trigger} ON {schema_editor.quote_name(self.table)}")

    def describe(self) -> str:
        return f"Guard {self.table} by trigger {self.trigger}"


class InsertOnly(_Guard):
    """Refuse UPDATE, DELETE and TRUNCATE on the table (SQLSTATE ``ZJ001``)."""

    function = _INSERT_ONLY
    trigger = "zhiji_insert_only"
    events = "UPDATE OR DELETE OR TRUNCATE"


class ActsOnly(_Guard):
    """Refuse every write on the table outside an act (SQLSTATE ``ZJ002``).

    With ``columns``, an update that leaves these as they are is free: a library may note a sign-in or save a new password,
    but nobody changes a role.
    """

    function = _ACTS_ONLY
    trigger = "zhiji_acts_only"
    events = "INSERT OR UPDATE OR DELETE OR TRUNCATE"

    def __init__(self, table: str, columns: Sequence[str] = ()) -> None:
        super().__init__(table)
        self.columns = columns
        if columns:
            self.events = "INSERT OR DELETE OR TRUNCATE"

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        if self.columns:
            table = schema_editor.quote_name(self.table)
            changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in self.columns)
            schema_editor.execute(
                f"CREATE TRIGGER {self.trigger}_row AFTER UPDATE ON {table} FOR EACH ROW WHEN ({changed}) "
                f"EXECUTE FUNCTION {self.trigger}()"
            )
            schema_editor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {self.trigger}_row")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)
        table = schema_editor.quote_name(self.table)
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.trigger}_row ON {table}")


class StampedByDatabase(Operation):
    """Let the database alone set ``at`` and ``xid`` of a journal table, so that no statement can back-date an entry."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """A guard changes the database, not the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION zhiji_stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "NEW.at := clock_timestamp(); NEW.xid := pg_current_xact_id(); RETURN NEW; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER zhiji_stamp BEFORE INSERT ON {schema_editor.quote_name(self.table)} "
            "FOR EACH ROW EXECUTE FUNCTION zhiji_stamp()"
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(f"DROP TRIGGER zhiji_stamp ON {schema_editor.quote_name(self.table)}")

    def describe(self) -> str:
        return f"Stamp time and transaction of {self.table}"

"""The database itself refuses writes that the guards forbid, whatever the statement."""

import psycopg
import pytest
from django.db import Error, connection, transaction
from django.db.migrations.state import ProjectState

from zhiji.journal.guards import ActsOnly, InsertOnly


@pytest.fixture
def table(db):
    """A table with one row, not yet guarded."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE guarded (id int)")
        cursor.execute("INSERT INTO guarded VALUES (1)")
    return "guarded"


def _guard(operation):
    with connection.schema_editor() as editor:
        operation.database_forwards("journal", editor, ProjectState(), ProjectState())


def _state(statement):
    """The SQLSTATE with which the database refuses the statement; None if it ran."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if statement.startswith("COPY"):
                with cursor.copy(statement) as copy:
                    copy.write_row([2])
            else:
                cursor.execute(statement)
    except (Error, psycopg.Error) as error:
        return getattr(error.__cause__ or error, "sqlstate", None)
    return None


WRITES = [
    "INSERT INTO guarded VALUES (2)",
    "INSERT INTO guarded SELECT 2",
    "COPY guarded FROM STDIN",
    "UPDATE guarded SET id = 3",
    "UPDATE guarded SET id = 3 WHERE false",
    "DELETE FROM guarded",
    "TRUNCATE guarded",
    "MERGE INTO guarded USING (SELECT 1 AS id) s ON guarded.id = s.id WHEN MATCHED THEN DELETE",
    "WITH gone AS (DELETE FROM guarded RETURNING id) SELECT * FROM gone",
    "INSERT INTO guarded VALUES (1) ON CONFLICT DO NOTHING",
]


@pytest.mark.req("H05")
@pytest.mark.parametrize("statement", WRITES)
def test_insert_only_takes_new_rows_and_nothing_else(table, statement):
    assert _state(statement) is None
    _guard(InsertOnly(table))
    expected = None if statement.startswith(("INSERT", "COPY")) else "ZJ001"
    assert _state(statement) == expected


@pytest.mark.parametrize("statement", WRITES)
def test_acts_only_refuses_every_write_outside_an_act(table, statement):
    _guard(ActsOnly(table))
    assert _state(statement) == "ZJ002"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL zhiji.act = ''")
    assert _state(statement) == "ZJ002", "an empty act is none"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL zhiji.act = 'customers:file:amend'")
    assert _state(statement) is None


@pytest.mark.django_db(transaction=True)
def test_the_act_ends_with_its_transaction():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE guarded (id int)")
    try:
        _guard(ActsOnly("guarded"))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL zhiji.act = 'a:b:c'")
            cursor.execute("INSERT INTO guarded VALUES (1)")
        assert _state("INSERT INTO guarded VALUES (2)") == "ZJ002"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE guarded")


def test_a_guard_can_be_taken_back(table):
    for operation in (InsertOnly(table), ActsOnly(table)):
        _guard(operation)
        with connection.schema_editor() as editor:
            operation.database_backwards("journal", editor, ProjectState(), ProjectState())
        assert operation.table in operation.describe()
    assert _state("DELETE FROM guarded") is None


@pytest.mark.req("H05")
@pytest.mark.parametrize(
    "name", ["journal_entry", "journal_subject", "journal_leaf", "journal_node", "journal_checkpoint"]
)
def test_every_table_of_the_journal_is_guarded(db, name):
    assert _state(f"DELETE FROM {name}") == "ZJ001"
    assert _state(f"TRUNCATE {name}") == "ZJ001"

"""Lets Django empty guarded tables between tests that commit.

``TransactionTestCase`` flushes by TRUNCATE, which the guards refuse. The test role owns its tables, so the flush
switches the guards off and on inside its own transaction: the product needs no exception for tests.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connections, transaction
from django.db.backends.postgresql.operations import DatabaseOperations

_GUARDED = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname IN ('zhiji_insert_only', 'zhiji_acts_only')"
_flush = DatabaseOperations.execute_sql_flush


def execute_sql_flush(self: DatabaseOperations, sql_list: Sequence[str]) -> None:
    """Django's flush, with the guards off until it commits."""
    alias = self.connection.alias
    assert self.connection.settings_dict["NAME"].startswith("test_"), "only a test database may be flushed"
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(_GUARDED)
        guards: list[tuple[Any, ...]] = cursor.fetchall()
        for table, trigger in guards:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        _flush(self, sql_list)
        for table, trigger in guards:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")


DatabaseOperations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]

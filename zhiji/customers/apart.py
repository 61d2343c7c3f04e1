"""The store of top-secret files (Art. 22): tables of their own in the PostgreSQL schema ``apart``, which inherit from the
ordinary ones, so that every governed read finds both while the ordinary tables hold nothing of these files: no sealed
compartment, past version, scan or token, and no row whose level betrays that there is one.

A level that changes moves the rows in the act's own transaction. An operator may put the schema on a medium of its own
(``ALTER TABLE apart.… SET TABLESPACE``) and leave it out of an ordinary dump (``--exclude-schema=apart``).
"""

from collections.abc import Collection

from django.db import connection

from zhiji.access.rules import TOP_SECRET

TABLES = ("customers_file", "customers_version", "customers_attachment", "customers_token")
SCHEMA = "apart"


def settle(customers: Collection[int], *, apart: bool) -> int:
    """Puts every row of these customers into the store apart, or back; in the caller's act, after its last write. Answers
    how many rows moved."""
    moved = 0
    with connection.cursor() as cursor:
        for table in TABLES if customers else ():
            source, target = (f"ONLY {table}", f"{SCHEMA}.{table}")
            if not apart:
                source, target = target, table
            cursor.execute(
                f"WITH moved AS (DELETE FROM {source} WHERE customer_id = ANY(%s) RETURNING *) "  # noqa: S608 (constants only)
                f"INSERT INTO {target} SELECT * FROM moved",
                [list(customers)],
            )
            moved += cursor.rowcount
    return moved


def misplaced() -> tuple[list[int], list[int]]:
    """Customers with a row in the wrong store: top-secret ones in the ordinary tables, others in the store apart."""
    inside: list[int] = []
    outside: list[int] = []
    with connection.cursor() as cursor:
        for table in TABLES:
            for store, level, found in ((f"ONLY {table}", ">=", inside), (f"{SCHEMA}.{table}", "<", outside)):
                cursor.execute(
                    f"SELECT DISTINCT t.customer_id FROM {store} t JOIN customers_file f USING (customer_id) "  # noqa: S608 (constants only)
                    f"WHERE f.secrecy {level} %s",
                    [TOP_SECRET],
                )
                found += [customer for (customer,) in cursor.fetchall()]
    return sorted(set(inside)), sorted(set(outside))

"""The line of keys kept apart for top-secret files (Art. 22).

The data key of a top-secret file is wrapped by a key-encryption key of a line of its own: other epochs (below zero), other
secrets, kept in another place. Whoever holds the database and every ordinary key opens none of these files. Moving a level
re-wraps the data key; nothing sealed changes. An older backup of the database still holds the key as it was wrapped then.
"""

from collections.abc import Collection

from django.db import connection

from zhiji.vault.keys import COLUMNS, TABLE, store_wrapped, unwrapped
from zhiji.vault.providers import provider


def keep_apart(customer_ids: Collection[int], *, apart: bool) -> int:
    """Puts these customers' data keys into the line kept apart, or back; in the caller's act. Answers how many moved.

    Raises KeyUnavailable when the key of either line is absent: then nothing moves.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(COLUMNS)}, previous FROM {TABLE} "  # noqa: S608 (constants only)
            "WHERE customer_id = ANY(%s) AND (epoch < 0) <> %s ORDER BY customer_id FOR UPDATE",
            [list(customer_ids), apart],
        )
        rows = cursor.fetchall()
        if rows:
            store_wrapped(cursor, provider().current_epoch(apart=apart), list(unwrapped(rows).values()))
    return len(rows)


def is_apart(customer_id: int) -> bool:
    """Whether a customer's data key is in the line kept apart."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM vault_datakey WHERE customer_id = %s AND epoch < 0)", [customer_id]
        )
        return bool(cursor.fetchone()[0])

"""One night at a time, in one database; and whether one is at work just now."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LOCK = 0x7A6E6967687400


@contextmanager
def alone() -> Iterator[bool]:
    """Whether no other night is at work; none can begin until this one ends, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def at_work() -> bool:
    """Whether a night is being reckoned: a process that was killed has let go of the lock, whatever its row says."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND classid = %s AND objid = %s)",
            [LOCK >> 32, LOCK & 0xFFFFFFFF],
        )
        return bool(cursor.fetchone()[0])

"""What a leak asks of the journal: who was shown what, over ten million entries (goal: the affected customers in 60 s).

    ZHIJI_HOME=… python tests/bench/tracing.py 10000000

Rows go in by COPY into a database of its own, which is dropped afterwards. Every twentieth entry names twenty files.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import journal as bench

OPEN = "customers:file:open"
PHRASES = (OPEN, "customers:file:list", "customers:file:search")
CLEAR = (
    '{"clear":["identity","contact","work"]}',
    '{"clear":["identity.name"]}',
    '{"clear":["identity","contact","wealth"]}',
)
STAFF, CUSTOMERS = 400, 1_000_000
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
COLUMNS = "at, actor, phrase, outcome, customer, subject_count, purpose, rule, channel, facts"


def fill(size: int) -> None:
    """``size`` entries spread over a year, their times as if written then (the stamping trigger rests meanwhile)."""
    from django.db import connection

    step = timedelta(days=300) / size
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER zhiji_stamp")
        with cursor.copy(f"COPY journal_entry ({COLUMNS}) FROM STDIN") as copy:
            for n in range(size):
                many = n % 20 == 0
                actor = n * 7919 % STAFF
                copy.write_row(
                    (BEGIN + step * n, actor, PHRASES[1] if many else OPEN, "granted",
                     None if many else n * 104729 % CUSTOMERS, 20 if many else 0, "service", "portfolio", "page", CLEAR[actor % 3])
                )  # fmt: skip
        cursor.execute("ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER zhiji_stamp")
        cursor.execute(
            "INSERT INTO journal_subject (entry, customer) SELECT id, (id * 31 + k * 50021) %% %s FROM journal_entry, "
            "generate_series(0, 19) k WHERE subject_count > 0",
            [CUSTOMERS],
        )
        cursor.execute("VACUUM ANALYZE journal_entry")
        cursor.execute("VACUUM ANALYZE journal_subject")


def measure(size: int) -> Iterator[dict[str, Any]]:
    """One colleague, a branch, a month, one customer, and everything."""
    from zhiji.journal.tracing import Sought, openings, seen

    began = time.perf_counter()
    fill(size)
    yield bench._figure(f"{size:,} entries laid down by COPY", time.perf_counter() - began, "s")
    last = BEGIN + timedelta(days=300)
    asked = (
        ("one colleague, the whole journal", Sought(BEGIN, last, PHRASES, (), actors=(7,))),
        ("a branch of forty, a month", Sought(BEGIN, BEGIN + timedelta(days=30), PHRASES, (), actors=tuple(range(40)))),
        ("a thousand customers, the whole journal", Sought(BEGIN, last, PHRASES, (), customers=tuple(range(0, 1_000_000, 1000)))),
        ("everybody, a week", Sought(BEGIN + timedelta(days=100), BEGIN + timedelta(days=107), PHRASES, ())),
        ("everybody, the whole journal", Sought(BEGIN, last, PHRASES, ())),
    )  # fmt: skip
    for words, sought in asked:
        began = time.perf_counter()
        found = sum(1 for _ in seen(sought))
        yield bench._figure(
            f"affected customers and fields: {words}",
            time.perf_counter() - began,
            "s",
            "<= 60",
            f"{found:,} customers",
        )
    began = time.perf_counter()
    found = sum(1 for _ in openings(BEGIN + timedelta(days=200), BEGIN + timedelta(days=201), PHRASES, ()))
    yield bench._figure(
        "the openings of one day, for the watch", time.perf_counter() - began, "s", "", f"{found:,} openings"
    )


if __name__ == "__main__":
    bench._measure = measure
    if "ZHIJI_DATABASE_URL" not in __import__("os").environ:
        import os
        from pathlib import Path

        from zhiji.ops import database

        os.environ["ZHIJI_DATABASE_URL"] = database.start()
        os.environ["PYTHONPATH"] = f"{bench.ROOT}:{bench.ROOT / 'tests'}"
        sys.path[:0] = [str(bench.ROOT), str(Path(bench.ROOT) / "tests")]
    with tempfile.TemporaryDirectory():
        bench.main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
    json.dumps({})

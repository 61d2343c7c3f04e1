"""Journal: durable writes, sealing, proofs and verification, each beside the raw work that it contains.

``run(size)`` fills a journal of its own in the configured database's server and drops it afterwards.
"""

import hashlib
import json
import multiprocessing
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from zhiji.ops import database

ROOT = Path(__file__).parent.parent.parent
NAME = "zhiji_bench_journal"
ENTRY = {"phrase": "customers:file:open", "outcome": "granted", "purpose": "service", "channel": "test"}


def run(size: int) -> list[dict[str, Any]]:
    """The figures at ``size`` entries: name, value, unit, goal, compared_with. Runs in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, str(size)],
        check=True,
        stdout=subprocess.PIPE,
        env=os.environ | {"ZHIJI_DATABASE_URL": database.start(), "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _measure(size: int) -> Iterator[dict[str, Any]]:
    from django.db import connection

    from zhiji import journal
    from zhiji.journal import looks

    best = 0.0
    for writers in (1, 4, 8, 16):
        rate, p50, p99 = _writers(writers, 3.0)
        raw = _raw_rate(writers, 2.0)
        yield _figure(
            f"durable entries, {writers} connections",
            rate,
            "1/s",
            "",
            f"bare INSERT of the same columns, no index: {raw:,.0f} /s",
        )
        yield _figure(f"one entry, {writers} connections, p50", p50, "ms")
        yield _figure(f"one entry, {writers} connections, p99", p99, "ms", "<= 20")
        best = max(best, rate)
    yield _figure("durable entries, the best of these", best, "1/s", ">= 5000")

    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_entry")
        written = cursor.fetchone()[0]
    copied = left = max(size - written, 10_000)
    size = written + copied
    while left > 0:
        entries = [
            journal.Entry(**ENTRY, actor=n % 40, customer=n % 1_000_000, facts={"fields": ["phones"], "n": n})
            if n % 20
            else journal.Entry(
                **ENTRY, actor=n % 40, subjects=range(n, n + 20), facts={"query": "name", "found": 20}
            )
            for n in range(left, max(0, left - 10_000), -1)
        ]
        journal.write_many(entries)
        left -= len(entries)
    filled = time.perf_counter() - began
    yield _figure("entries written in bulk (COPY, every 20th names 20 files)", copied / filled, "1/s")

    began = time.perf_counter()
    journal.seal_pending()
    elapsed = time.perf_counter() - began
    yield _figure("sealing", size / elapsed, "1/s", "", "Tessera's published 1,587 to 10,567 entries/s")

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT entry FROM journal_leaf WHERE index %% (%s / 100) = 0", [max(size, 100)])
        sample = [entry for (entry,) in cursor.fetchall()]
    yield _timed("one inclusion proof", [lambda e=e: journal.prove(e) for e in sample], "<= 50")
    yield _timed("reader ledger of one file, 50 lines", [lambda e=e: journal.readers(e) for e in sample])
    yield _timed(
        "page of one phrase",
        [lambda e=e: journal.page(looks.Filters(phrase=ENTRY["phrase"]), e) for e in sample],
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT size FROM journal_checkpoint ORDER BY id")
        sizes = [size_ for (size_,) in cursor.fetchall()]
    last = sizes[-1]
    yield _timed("one consistency proof", [lambda s=s: journal.consistency(s, last) for s in sizes[:100]])

    began = time.perf_counter()
    report = journal.verify()
    elapsed = time.perf_counter() - began
    assert report.ok and report.entries == size and not report.pending, report.as_dict()
    yield _figure(
        f"verify {size:,} entries in the database",
        elapsed,
        "s",
        "<= 60 at 1,000,000",
        f"hashing as many bodies: {_hashing(size):.1f} s",
    )

    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / "export"
        began = time.perf_counter()
        journal.export(export)
        yield _figure(f"export {size:,} entries", time.perf_counter() - began, "s")
        began = time.perf_counter()
        answer = subprocess.run(
            [sys.executable, "-I", "-S", ROOT / "zhiji" / "journal" / "verify_journal.py", "log", export],
            capture_output=True,
        )
        elapsed = time.perf_counter() - began
        assert json.loads(answer.stdout)["entries"] == size, answer
        yield _figure(f"verify_journal.py on {size:,} entries", elapsed, "s", "<= 60 at 1,000,000")
    import resource

    yield _figure(
        "peak memory of the measuring process",
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "MiB",
    )


def _writers(count: int, seconds: float) -> tuple[float, float, float]:
    """Entries a second over that many processes, and the median and 99th percentile of one, ms."""
    with multiprocessing.get_context("fork").Pool(count, initializer=_forget) as pool:
        answers = pool.map(_write_for, [seconds] * count, chunksize=1)
    times = sorted(t for answer in answers for t in answer)
    return len(times) / seconds, times[len(times) // 2] * 1e3, times[len(times) * 99 // 100] * 1e3


def _forget() -> None:
    from django.db import connection

    connection.connection = None  # the parent's socket is not ours


def _write_for(seconds: float) -> list[float]:
    from zhiji import journal

    entry = journal.Entry(
        **ENTRY, actor=7, customer=42, rule="portfolio", facts={"compartments": {"identity": "clear"}}
    )
    journal.write(entry)
    times, end = [], time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        journal.write(entry)
        times.append(time.perf_counter() - began)
    return times


def _raw_rate(count: int, seconds: float) -> float:
    with multiprocessing.get_context("fork").Pool(count, initializer=_forget) as pool:
        return sum(pool.map(_raw_for, [seconds] * count, chunksize=1)) / seconds


def _raw_for(seconds: float) -> int:
    with psycopg.connect(_url(), autocommit=True) as raw:
        done, end = 0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            raw.execute(
                "INSERT INTO bare (actor, phrase, outcome, customer, purpose, channel, facts) "
                "VALUES (7, 'customers:file:open', 'granted', 42, 'service', 'test', '{}')"
            )
            done += 1
    return done


def _hashing(size: int) -> float:
    body = b"x" * 330
    began = time.perf_counter()
    for _ in range(size):
        hashlib.sha256(body).digest()
    return time.perf_counter() - began


def _timed(name: str, calls: list[Any], goal: str = "") -> dict[str, Any]:
    times = []
    for call in calls:
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1e3)
    return _figure(
        f"{name}, median of {len(calls)}",
        statistics.median(times),
        "ms",
        goal,
        f"slowest {max(times):.1f} ms",
    )


def _figure(name: str, value: float, unit: str, goal: str = "", compared_with: str = "") -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "goal": goal,
        "compared_with": compared_with,
    }


def _url() -> str:
    return re.sub(r"/\w+\?", f"/{NAME}?", os.environ["ZHIJI_DATABASE_URL"], count=1)


@contextmanager
def _own_database() -> Iterator[None]:
    with psycopg.connect(os.environ["ZHIJI_DATABASE_URL"], autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {NAME}")
        try:
            yield
        finally:
            admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def main(size: int) -> None:
    """Measure in a database of its own; one JSON line a figure."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    with _own_database(), tempfile.TemporaryDirectory() as folder:
        settings.configure(
            DATABASES={
                "default": database.django_database(os.environ["ZHIJI_DATABASE_URL"]) | {"NAME": NAME}
            },
            INSTALLED_APPS=["zhiji.journal"],
            USE_TZ=True,
            ZHIJI_HOME=folder,
            ZHIJI_JOURNAL_WITNESS=None,
            ZHIJI_JOURNAL_SIGNER="plugins.journal_signing.signer",
        )
        django.setup()
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE bare (actor bigint, phrase text, outcome text, customer bigint, purpose text, channel text, facts text)"
            )
        for figure in _measure(size):
            print(json.dumps(figure), flush=True)
        connection.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))

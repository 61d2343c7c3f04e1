"""The sealer: turns committed entries into leaves of the Merkle tree and signs its head.

Entry ids have gaps and transactions commit out of order, yet a leaf once placed never moves. So only entries of
transactions below the *horizon* are taken, the oldest transaction still running: whatever they wrote is visible now or
never. Each run takes from the last horizon to the present one, in the order (transaction, id).

Transaction numbers mean nothing after a dump is restored into another cluster. The checkpoint names the cluster; when it
is another, the run looks through all entries instead and takes those that have no leaf.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from zhiji.journal import checkpoints
from zhiji.journal.checkpoints import Checkpoint
from zhiji.journal.entry import SELECT, body
from zhiji.journal.merkle import Frontier, leaf_hash, perfect_ranges
from zhiji.journal.tiles import Tiles

BATCH = 10_000
"""Entries sealed in one transaction."""
_LOCK = 0x7A68696A69

_STATE = (
    "SELECT system_identifier::text, pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint, "
    "clock_timestamp() FROM pg_control_system(), pg_current_snapshot() s"
)
_PENDING = (
    f"SELECT {SELECT} FROM journal_entry e "  # noqa: S608 (our own constants)
    "LEFT JOIN journal_leaf l ON l.entry = e.id WHERE l.entry IS NULL AND e.xid >= %s::text::xid8 AND e.xid < %s::text::xid8 ORDER BY e.xid, e.id LIMIT %s"
)
_PENDING_ELSEWHERE = (
    f"SELECT {SELECT} FROM journal_entry e "  # noqa: S608 (our own constants)
    "LEFT JOIN journal_leaf l ON l.entry = e.id WHERE l.entry IS NULL AND (e.xid < %s::text::xid8 OR e.xid >= %s::text::xid8) ORDER BY e.xid, e.id LIMIT %s"
)


def seal_pending() -> int:
    """Seal every entry whose turn has come, each batch under a signed checkpoint. Returns how many were sealed.

    One sealer works at a time; another waits. Not to be called inside a transaction.
    """
    sealed = 0
    while count := _seal(always=False)[0]:
        sealed += count
        if count < BATCH:
            break
    _witness()
    return sealed


def checkpoint() -> Checkpoint:
    """Seal what is pending and sign the tree as it stands now, also when nothing was added since the last time."""
    while True:
        count, signed = _seal(always=True)
        if count < BATCH:
            _witness()
            assert signed is not None
            return signed


def latest() -> Checkpoint | None:
    """The newest checkpoint, checked against the trusted keys. Raises ``BadCheckpoint`` if it was tampered with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM journal_checkpoint ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    return checkpoints.read(row[0], checkpoints.trusted_keys()) if row else None


def witness_path() -> Path:
    """Where checkpoints are also kept, one JSON string a line, for the bank to copy out of this system's reach."""
    configured = settings.ZHIJI_JOURNAL_WITNESS
    return Path(configured) if configured else Path(settings.ZHIJI_HOME) / "journal" / "checkpoints"


def _seal(*, always: bool) -> tuple[int, Checkpoint | None]:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SELECT size, horizon, system FROM journal_checkpoint ORDER BY id DESC LIMIT 1")
        size, horizon, system = cursor.fetchone() or (0, 0, "")
        cursor.execute(_STATE)
        here, xmin, following, now = cursor.fetchone()
        elsewhere = here != system or horizon == 0
        if elsewhere:
            cursor.execute(_PENDING_ELSEWHERE, [xmin, following, BATCH])
        else:
            cursor.execute(_PENDING, [horizon, xmin, BATCH])
        rows = cursor.fetchall()
        if not rows and not always:
            return 0, None
        # After a full batch more may follow at the same transaction, or, at 0, anywhere: look through everything again.
        horizon = xmin if len(rows) < BATCH else 0 if elsewhere else rows[-1][1]
        root = _append(cursor, size, rows)
        signed = checkpoints.sign(size + len(rows), root, now, here, horizon, following)
        cursor.execute(
            "INSERT INTO journal_checkpoint (size, root, at, system, horizon, note) VALUES (%s, %s, %s, %s, %s, %s)",
            [signed.size, root, now, here, horizon, signed.note],
        )
    return len(rows), signed


def _append(cursor: Any, size: int, rows: list[tuple[Any, ...]]) -> bytes:
    tiles = Tiles()
    frontier = Frontier(size, [tiles.perfect(level, index) for level, index in perfect_ranges(0, size)])
    nodes = []
    if rows:
        with cursor.copy("COPY journal_leaf (index, entry, hash) FROM STDIN") as copy:
            for index, row in enumerate(rows, start=size):
                leaf = leaf_hash(body(row))
                copy.write_row([index, row[0], leaf])
                nodes += frontier.append(leaf)
    if nodes:
        with cursor.copy("COPY journal_node (level, index, hash) FROM STDIN") as copy:
            for node in nodes:
                copy.write_row(node)
    return frontier.root()


def _witness() -> None:
    """Append to the witness file what it lacks: also what an earlier run committed but was killed before writing."""
    path = witness_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path) as file:
        last = _last_note(file)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT note FROM journal_checkpoint WHERE id > coalesce("
                "(SELECT max(id) FROM journal_checkpoint WHERE note = %s), 0) ORDER BY id",
                [last],
            )
            lines = [json.dumps(note, ensure_ascii=False) + "\n" for (note,) in cursor.fetchall()]
        file.write("".join(lines).encode())
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _locked(path: Path) -> Iterator[Any]:
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _last_note(file: Any) -> str:
    """The last whole line's note. A line torn by a crash is ended, so that the next one stands on its own."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - 4096))
    tail = file.read()
    if tail and not tail.endswith(b"\n"):
        file.write(b"\n")
    for line in reversed(tail.split(b"\n")):
        try:
            note = json.loads(line)
        except ValueError:
            continue
        if isinstance(note, str):
            return note
    return ""

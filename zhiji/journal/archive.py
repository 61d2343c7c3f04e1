"""Exporting the sealed log as one file of lines that stands on its own.

{"format": "zhiji-journal-export/1", "origin": …, "key": …, "entries": …}
{"checkpoint": "…signed note…"}          one line each, oldest first
{"actor": …, "at": …, …}                 one line an entry, in the order of the leaves: the very bytes that are hashed
[3,17,29]                                only after an entry that names subjects: their ids
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from django.db import connection

from zhiji.journal import checkpoints, sealer
from zhiji.journal.entry import SELECT, body

FORMAT = "zhiji-journal-export/1"
BATCH = 5_000

_LEAVES = (
    f"SELECT l.index, l.entry, l.hash, {SELECT} FROM journal_leaf l "  # noqa: S608 (our own constants)
    "LEFT JOIN journal_entry e ON e.id = l.entry WHERE l.index >= %s AND l.index < %s ORDER BY l.index"
)


def export(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Write every sealed entry up to the newest checkpoint, in bounded memory. The file appears when it is whole.

    Raises ``NotSealed`` when there is no checkpoint yet.
    """
    from zhiji.journal.proofs import NotSealed

    head = sealer.latest()
    if head is None:
        raise NotSealed("there is no checkpoint yet")
    target = Path(path)
    partial = target.with_name(target.name + ".partial")
    origin = checkpoints.signer()
    key = checkpoints.verifier_key(origin.name, origin.public_key_bytes)
    entries = 0
    with partial.open("wb") as file:
        file.write(_line({"format": FORMAT, "origin": origin.name, "key": key, "entries": head.size}))
        with connection.cursor() as cursor:
            cursor.execute("SELECT note FROM journal_checkpoint WHERE size <= %s ORDER BY id", [head.size])
            notes = [note for (note,) in cursor.fetchall()]
        for note in notes:
            file.write(_line({"checkpoint": note}))
        for row, subjects in leaves(head.size):
            if row[3] is None:
                continue  # a deleted entry: the export falls short, and every verifier says so
            file.write(body(row[3:]) + b"\n")
            entries += 1
            if subjects is not None:
                file.write(orjson.dumps(subjects) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
    return {"path": str(target), "entries": entries, "checkpoints": len(notes), "key": key}


def leaves(size: int) -> Iterator[tuple[tuple[Any, ...], list[int] | None]]:
    """Each leaf below ``size`` in order: (index, entry id, hash, entry's columns or None…) and its subjects, if any."""
    for first in range(0, size, BATCH):
        with connection.cursor() as cursor:
            cursor.execute(_LEAVES, [first, min(first + BATCH, size)])
            rows = cursor.fetchall()
            many = [row[3] for row in rows if row[3] is not None and row[10]]
            subjects: dict[int, list[int]] = {}
            if many:
                cursor.execute(
                    "SELECT entry, array_agg(customer ORDER BY customer) FROM journal_subject "
                    "WHERE entry = ANY(%s) GROUP BY entry",
                    [many],
                )
                subjects = dict(cursor.fetchall())
        for row in rows:
            yield row, subjects.get(row[3], []) if row[3] is not None and row[10] else None


def _line(value: object) -> bytes:
    return orjson.dumps(value) + b"\n"

"""Proofs to hand out. Each is a dictionary that becomes a JSON file, which ``verify_journal.py`` checks alone."""

import base64
from typing import Any

from django.db import connection

from zhiji.journal import checkpoints, sealer
from zhiji.journal.checkpoints import Checkpoint
from zhiji.journal.entry import SELECT, body
from zhiji.journal.merkle import consistency_ranges, inclusion_ranges
from zhiji.journal.tiles import Tiles

INCLUSION = "zhiji-inclusion-proof/1"
CONSISTENCY = "zhiji-consistency-proof/1"


class NotSealed(LookupError):
    """The entry does not exist or awaits its checkpoint: run the sealer, then ask again."""


def prove(entry_id: int) -> dict[str, Any]:
    """That the entry stands in the log: its body, its place, the path to the root, the newest checkpoint.

    Raises :class:`NotSealed`.
    """
    head = sealer.latest()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT l.index, {SELECT} FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry "  # noqa: S608 (our own constants)
            "WHERE l.entry = %s",
            [entry_id],
        )
        row = cursor.fetchone()
    if row is None or head is None or row[0] >= head.size:
        raise NotSealed(f"entry {entry_id} is not sealed under a checkpoint")
    tiles = Tiles()
    return {
        "format": INCLUSION,
        "key": _key(head),
        "checkpoint": head.note,
        "index": row[0],
        "size": head.size,
        "path": [_text(tiles.range(lo, hi)) for lo, hi in inclusion_ranges(row[0], head.size)],
        "body": body(row[1:]).decode(),
    }


def consistency(old: int, new: int) -> dict[str, Any]:
    """That the log of ``old`` entries begins the log of ``new`` ones. Both must be sizes of checkpoints.

    Raises :class:`NotSealed` when there is no checkpoint of that size.
    """
    first, second = _checkpoint(old), _checkpoint(new)
    tiles = Tiles()
    return {
        "format": CONSISTENCY,
        "key": _key(second),
        "old": first.note,
        "new": second.note,
        "path": [_text(tiles.range(lo, hi)) for lo, hi in consistency_ranges(old, new)],
    }


def _checkpoint(size: int) -> Checkpoint:
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM journal_checkpoint WHERE size = %s ORDER BY id DESC LIMIT 1", [size])
        row = cursor.fetchone()
    if row is None:
        raise NotSealed(f"there is no checkpoint of size {size}")
    return checkpoints.read(row[0], checkpoints.trusted_keys())


def _key(checkpoint: Checkpoint) -> str:
    return checkpoints.verifier_key(checkpoint.origin, checkpoints.trusted_keys()[checkpoint.origin][0])


def _text(hash_: bytes) -> str:
    return base64.b64encode(hash_).decode()

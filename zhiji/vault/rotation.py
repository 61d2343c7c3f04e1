"""Rotation of keys while the house is open: re-wrap (fast) and full re-seal.

Re-wrap puts every data key under a new key-encryption key. Re-seal gives every customer a new data key and
seals all of the customer's blobs again. Both go through the customers in order, one short transaction a
batch, and write down how far they came in the same transaction: a killed run goes on where it stopped.

A customer whose key or blob does not verify is left as found and named in the report, old keys apart from
damage. Old epochs stay with the provider: backups made before the rotation need them.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from zhiji.vault.acts import within_act
from zhiji.vault.errors import KeyRetired, KeyUnavailable, Tampered, VaultError
from zhiji.vault.keys import COLUMNS, TABLE, DataKey, store_wrapped, unwrapped
from zhiji.vault.providers import provider, suite
from zhiji.vault.resealing import lock_rows, reseal_rows

KINDS = ("rewrap", "reseal")
BATCH = {"rewrap": 1000, "reseal": 300}
ATTEMPTS = 5
GRACE_SECONDS = 5.0
_LOCK = 0x7A686A69  # "zhji": one rotation at a time in one database

Progress = Callable[[int, int], None]


class RotationRunning(VaultError):
    """Another process is rotating keys at this moment."""


@dataclass(slots=True)
class Rotated:
    """What a rotation did.

    Attributes:
        rotated: customers done over the whole rotation, earlier runs included.
        old_key: customers left as found because the provider lacks the epoch's key, or a blob is of a
            retired key.
        tampered: customers left as found because a key or blob does not verify.
    """

    kind: str
    epoch: int
    rotated: int
    old_key: list[int] = field(default_factory=list)
    tampered: list[int] = field(default_factory=list)


def rotate(
    kind: str = "rewrap", *, progress: Progress | None = None, batch: int = 0, grace: float = GRACE_SECONDS
) -> Rotated:
    """Starts a rotation, or goes on with the one that was interrupted. Call it outside any transaction.

    Args:
        kind: ``rewrap`` or ``reseal``.
        progress: called with (customers done, customers in all) after each batch.
        batch: customers a transaction; 0 for the kind's own size.
        grace: seconds that a re-seal keeps the replaced keys for readers that fetched a row before it.

    Raises RotationRunning, or KeyUnavailable when the operator must first supply the next key.
    """
    if kind not in KINDS:
        raise ValueError(f"a rotation is one of {', '.join(KINDS)}, not {kind!r}")
    with _alone():
        run = _begin(kind)
        total = _count()
        result = Rotated(kind, run.epoch, run.rotated)
        while _step(run, result, batch or BATCH[kind]):
            if progress:
                progress(result.rotated, total)
        if kind == "reseal":
            time.sleep(grace)
            _drop_previous()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE vault_rotation SET finished_at = %s WHERE id = %s", [timezone.now(), run.id]
            )
    return result


@dataclass(slots=True)
class _Run:
    id: int
    kind: str
    epoch: int
    cursor: int
    rotated: int
    apart: int = 0
    """The epoch of the line kept apart; 0 while no key is in it."""


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise RotationRunning(
                "keys are being rotated by another process; see vault_rotation for its progress"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _begin(kind: str) -> _Run:
    """The interrupted rotation of this kind, or a new one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            'SELECT id, kind, epoch, "cursor", rotated FROM vault_rotation '
            "WHERE kind = %s AND finished_at IS NULL",
            [kind],
        )
        if found := cursor.fetchone():
            run = _Run(*found)
            run.apart = _apart(cursor)
            return run
        keys = provider()
        epoch, apart = keys.current_epoch(), _apart(cursor)
        if kind == "rewrap":
            cursor.execute(
                "SELECT EXISTS (SELECT FROM vault_datakey WHERE epoch BETWEEN 1 AND %s)", [epoch - 1]
            )
            # A newer key may stand ready (the operator set it): use that before asking for another.
            if not cursor.fetchone()[0]:
                epoch = keys.new_epoch()
            cursor.execute(
                "SELECT EXISTS (SELECT FROM vault_datakey WHERE epoch BETWEEN %s AND -1)", [apart + 1]
            )
            if apart and not cursor.fetchone()[0]:
                apart = keys.new_epoch(apart=True)
        cursor.execute(
            'INSERT INTO vault_rotation (kind, epoch, "cursor", rotated, started_at) '
            "VALUES (%s, %s, %s, 0, %s) RETURNING id",
            [kind, epoch, -(2**63), timezone.now()],
        )
        return _Run(cursor.fetchone()[0], kind, epoch, -(2**63), 0, apart)


def _apart(cursor: Any) -> int:
    """The current epoch of the line kept apart, where any key is in it."""
    cursor.execute("SELECT EXISTS (SELECT FROM vault_datakey WHERE epoch < 0)")
    return provider().current_epoch(apart=True) if cursor.fetchone()[0] else 0


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM vault_datakey")
        return cursor.fetchone()[0]


def _step(run: _Run, result: Rotated, batch: int) -> bool:
    """One batch in one transaction, tried again when it met a writer head-on; False when none is left."""
    for _attempt in range(ATTEMPTS):
        try:
            return _batch(run, result, batch)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
    raise RotationRunning(f"writers kept the batch after customer {run.cursor} busy; rotate again to go on")


def _batch(run: _Run, result: Rotated, batch: int) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        within_act(cursor, "vault:keys:rotate")
        # A key made meanwhile by a process that still held the old epoch keeps it until the next rotation.
        cursor.execute(
            "SELECT customer_id FROM vault_datakey WHERE customer_id > %s AND (%s OR epoch NOT IN (%s, %s)) "
            "ORDER BY customer_id LIMIT %s",
            [run.cursor, run.kind == "reseal", run.epoch, run.apart, batch],
        )
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return False
        if run.kind == "reseal":
            # File first, key second: the order in which an act takes them.
            lock_rows(cursor, ids)
        cursor.execute(
            f"SELECT {', '.join(COLUMNS)}, previous FROM {TABLE} "  # noqa: S608 (constants only)
            "WHERE customer_id = ANY(%s) ORDER BY customer_id FOR UPDATE",
            [ids],
        )
        found = Rotated(run.kind, run.epoch, 0)
        rows = cursor.fetchall()
        present = _keys(rows, found)
        apart = {row[0] for row in rows if row[1] < 0}
        if run.kind == "rewrap":
            _store(cursor, run, apart, list(present.values()))
            done = len(present)
        else:
            done = _reseal(cursor, run, apart, present, found)
        cursor.execute(
            'UPDATE vault_rotation SET "cursor" = %s, rotated = rotated + %s WHERE id = %s',
            [ids[-1], done, run.id],
        )
    run.cursor, run.rotated = ids[-1], run.rotated + done
    result.rotated = run.rotated
    result.old_key += found.old_key
    result.tampered += found.tampered
    return True


def _keys(rows: Sequence[Any], result: Rotated) -> dict[int, DataKey]:
    """The keys of a batch; those that cannot be had are named in the result."""
    try:
        return unwrapped(rows)
    except VaultError:
        found: dict[int, DataKey] = {}
    for row in rows:
        try:
            found.update(unwrapped([row]))
        except KeyUnavailable:
            result.old_key.append(row[0])
        except Tampered:
            result.tampered.append(row[0])
    return found


def _reseal(cursor: Any, run: _Run, apart: set[int], present: dict[int, DataKey], result: Rotated) -> int:
    fresh = {customer_id: key.successor(suite()) for customer_id, key in present.items()}
    for customer_id, problem in reseal_rows(cursor, present, fresh).items():
        fresh.pop(customer_id)
        (result.old_key if isinstance(problem, KeyRetired) else result.tampered).append(customer_id)
    _store(cursor, run, apart, list(fresh.values()))
    return len(fresh)


def _store(cursor: Any, run: _Run, apart: set[int], keys: Sequence[DataKey]) -> None:
    """Each key goes on in its own line."""
    store_wrapped(cursor, run.epoch, [key for key in keys if key.customer_id not in apart])
    if moved := [key for key in keys if key.customer_id in apart]:
        store_wrapped(cursor, run.apart, moved)


def _drop_previous(batch: int = 20_000) -> None:
    """Forgets the replaced keys, a batch at a time."""
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            within_act(cursor, "vault:keys:rotate")
            cursor.execute(
                "UPDATE vault_datakey SET previous = NULL WHERE customer_id IN "
                "(SELECT customer_id FROM vault_datakey WHERE previous IS NOT NULL LIMIT %s)",
                [batch],
            )
            if not cursor.rowcount:
                return

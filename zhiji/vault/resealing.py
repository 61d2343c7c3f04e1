"""Where blobs live, so that a full re-seal reaches all of them. Owning rooms register their tables once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from zhiji.vault.errors import KeyRetired, Tampered
from zhiji.vault.keys import DataKey
from zhiji.vault.sealing import header_of, seal, unseal


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with blobs.

    Attributes:
        pk: its primary key, a bigint column.
        customer: the column that holds the customer id (may be the primary key itself).
        columns: column → compartment.
    """

    table: str
    pk: str
    customer: str
    columns: Mapping[str, int]


resealers: dict[str, SealedTable] = {}


def register_resealer(table: str, *, pk: str, customer: str, columns: Mapping[str, int]) -> None:
    """Tells re-sealing of a table; call it in the owning app's ``ready()``. Registering twice replaces.

    The table must allow UPDATE within an act. Its writers lock the file's row first and then take the key with
    ``for_sealing=True``; register the file's own table before those that hang on it.
    """
    resealers[table] = SealedTable(table, pk, customer, dict(columns))


def lock_rows(cursor: Any, customer_ids: Sequence[int]) -> None:
    """Holds these customers' rows in all registered tables until the transaction ends."""
    quote = connection.ops.quote_name
    for table in resealers.values():
        cursor.execute(
            f"SELECT FROM {quote(table.table)} WHERE {quote(table.customer)} = ANY(%s) "
            f"ORDER BY {quote(table.pk)} FOR UPDATE",
            [list(customer_ids)],
        )


def reseal_rows(
    cursor: Any, present: Mapping[int, DataKey], fresh: Mapping[int, DataKey]
) -> dict[int, KeyRetired | Tampered]:
    """Seals all blobs of these customers with their fresh keys, in the caller's transaction.

    Answers with the customers left untouched and why: all of a customer's blobs are done or none is.
    """
    problems: dict[int, KeyRetired | Tampered] = {}
    done: list[tuple[SealedTable, list[tuple]]] = []
    for table in resealers.values():
        cursor.execute(_select(table), [list(present)])
        changed: list[tuple] = []
        for pk, customer_id, *blobs in cursor.fetchall():
            if customer_id in problems:
                continue
            try:
                sealed = [
                    None
                    if blob is None
                    else _again(present[customer_id], fresh[customer_id], number, bytes(blob))
                    for number, blob in zip(table.columns.values(), blobs, strict=True)
                ]
            except (KeyRetired, Tampered) as problem:
                problems[customer_id] = problem
                continue
            changed.append((pk, customer_id, *sealed))
        done.append((table, changed))
    for table, changed in done:
        sound = [row for row in changed if row[1] not in problems]
        if sound:
            cursor.execute(_update(table), [list(column) for column in _columns(sound)])
    return problems


def _again(old: DataKey, new: DataKey, compartment: int, blob: bytes) -> bytes:
    header = header_of(blob)
    return seal(new, compartment, header.version, header.revision, unseal(old, compartment, blob))


def _columns(rows: list[tuple]) -> list[tuple]:
    pks, _customers, *blobs = zip(*rows, strict=True)
    return [pks, *blobs]


def _select(table: SealedTable) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, (table.pk, table.customer, *table.columns)))
    return (
        f"SELECT {columns} FROM {quote(table.table)} "  # noqa: S608 (quoted names)
        f"WHERE {quote(table.customer)} = ANY(%s)"
    )


def _update(table: SealedTable) -> str:
    quote = connection.ops.quote_name
    names = [quote(column) for column in table.columns]
    assignments = ", ".join(f"{name} = n.{name}" for name in names)
    arrays = ", ".join(["%s::bigint[]", *["%s::bytea[]"] * len(names)])
    return (
        f"UPDATE {quote(table.table)} AS t SET {assignments} "  # noqa: S608 (quoted names)
        f"FROM unnest({arrays}) AS n(pk, {', '.join(names)}) WHERE t.{quote(table.pk)} = n.pk"
    )

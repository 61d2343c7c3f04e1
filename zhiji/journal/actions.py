"""Writing to the journal. An entry commits with the caller's transaction; outside one it is durable on return."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection, transaction

from zhiji.journal.entry import Entry, canonical, storable, subject_hash, subject_list

_COLUMNS = 'actor, phrase, outcome, customer, subject_count, subject_hash, purpose, rule, reason, "grant", channel, facts'
_PLACES = ", ".join(["%s"] * 12)


@cache
def _insert(after: str, subjects: bool) -> str:
    rows = f"SELECT {_PLACES} FROM {after}" if after else f"VALUES ({_PLACES})"  # noqa: S608 (our own constants)
    insert = f"INSERT INTO journal_entry ({_COLUMNS}) {rows} RETURNING id"
    if not subjects:
        return insert
    return (
        f"WITH e AS ({insert}), s AS (INSERT INTO journal_subject (entry, customer) "  # noqa: S608 (our own constants)
        "SELECT e.id, customer FROM e, unnest(%s::bigint[]) AS customer) SELECT id FROM e"
    )


def write(entry: Entry, *, after: str = "", given: Sequence[Any] = ()) -> int:
    """Store the entry and return its id. One statement: also outside a transaction it is all there or not at all.

    ``after`` calls a function of the database that runs before, in the same statement, with ``given``: if it fails there is
    no entry, and without the entry nothing of what it did.

    Raises ``django.db.Error`` when it cannot be stored; the caller must then show or change nothing.
    """
    subjects = subject_list(entry.subjects)
    values = [*_values(entry, subjects), *given, *([subjects] if subjects else [])]
    with connection.cursor() as cursor:
        cursor.execute(_insert(after, bool(subjects)), values)
        return int(cursor.fetchone()[0])


def write_many(entries: Iterable[Entry]) -> list[int]:
    """Store many entries (an import, a nightly job) by COPY, in one transaction; their ids in the same order."""
    rows = list(entries)
    if not rows:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('journal_entry', 'id')) FROM generate_series(1, %s)",
            [len(rows)],
        )
        ids = [int(id_) for (id_,) in cursor.fetchall()]
        with cursor.copy(f"COPY journal_entry (id, {_COLUMNS}) FROM STDIN") as copy:
            for id_, entry in zip(ids, rows, strict=True):
                copy.write_row([id_, *_values(entry, subject_list(entry.subjects))])
        if any(entry.subjects for entry in rows):
            with cursor.copy("COPY journal_subject (entry, customer) FROM STDIN") as copy:
                for id_, entry in zip(ids, rows, strict=True):
                    for customer in subject_list(entry.subjects):
                        copy.write_row([id_, customer])
    return ids


def _values(entry: Entry, subjects: list[int]) -> list[Any]:
    return [
        entry.actor,
        storable(entry.phrase),
        entry.outcome,
        entry.customer,
        len(subjects),
        subject_hash(subjects) if subjects else None,
        storable(entry.purpose),
        storable(entry.rule),
        storable(entry.reason),
        entry.grant,
        entry.channel,
        canonical(entry.facts),
    ]

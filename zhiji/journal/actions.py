"""Writing to the journal. An entry commits with the caller's transaction; outside one it is durable on return."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from zhiji.journal.entry import Entry, canonical, storable, subject_hash, subject_list

_COLUMNS = 'actor, phrase, outcome, customer, subject_count, subject_hash, purpose, rule, reason, "grant", channel, facts'
_INSERT = f"INSERT INTO journal_entry ({_COLUMNS}) VALUES ({', '.join(['%s'] * 12)}) RETURNING id"  # noqa: S608 (our own constants)
_INSERT_WITH_SUBJECTS = (
    f"WITH e AS ({_INSERT}), s AS (INSERT INTO journal_subject (entry, customer) "  # noqa: S608 (our own constants)
    "SELECT e.id, customer FROM e, unnest(%s::bigint[]) AS customer) SELECT id FROM e"
)


def write(entry: Entry) -> int:
    """Store the entry and return its id. One statement: also outside a transaction it is all there or not at all.

    Raises ``django.db.Error`` when it cannot be stored; the caller must then show or change nothing.
    """
    with connection.cursor() as cursor:
        if entry.subjects:
            subjects = subject_list(entry.subjects)
            cursor.execute(_INSERT_WITH_SUBJECTS, [*_values(entry, subjects), subjects])
        else:
            cursor.execute(_INSERT, _values(entry, []))
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

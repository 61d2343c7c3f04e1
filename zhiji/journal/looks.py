"""Reading the journal: the reader ledger of one file, and pages of entries. Newest first, by cursor, never a count."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from zhiji.journal.entry import SELECT

MOST = 500
"""The most lines one page may hold."""


@dataclass(frozen=True, slots=True)
class Line:
    """One stored entry. ``subject_count`` > 0: a look over many, which returned that many files."""

    id: int
    at: datetime
    actor: int | None
    phrase: str
    outcome: str
    customer: int | None
    subject_count: int
    purpose: str
    rule: str
    reason: str
    grant: int | None
    channel: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Lines newest first. ``next`` is the cursor of the following page, None on the last."""

    lines: tuple[Line, ...]
    next: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a page shows; what is None does not narrow. ``phrase`` ending in ``:`` means all that begin with it."""

    actor: int | None = None
    customer: int | None = None
    phrase: str | None = None
    outcome: str | None = None
    channel: str | None = None
    purpose: str | None = None
    grant: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def readers(customer_id: int, limit: int = 50, before: int | None = None) -> Page:
    """Every act and look that concerned the file, refused ones included, also those that returned it among others."""
    return page(Filters(customer=customer_id), before, limit)


def page(filters: Filters | None = None, cursor: int | None = None, limit: int = 50) -> Page:
    """The entries older than ``cursor`` (an entry id) that pass the filters."""
    filters = filters or Filters()
    limit = max(1, min(limit, MOST))
    where, values = _where(filters, cursor)
    if filters.customer is None:
        sql = f"SELECT {SELECT} FROM journal_entry e WHERE {where} ORDER BY e.id DESC LIMIT %s"  # noqa: S608 (our own constants)
        parameters = [*values, limit + 1]
    else:
        # Two index scans, each already in order, merged: an OR over both tables would read the whole journal.
        sql = (
            f"SELECT * FROM (SELECT {SELECT} FROM journal_entry e "  # noqa: S608 (our own constants)
            f"WHERE e.customer = %s AND {where} ORDER BY e.id DESC LIMIT %s) own UNION SELECT * FROM ("
            f"SELECT {SELECT} FROM journal_subject s JOIN journal_entry e ON e.id = s.entry "
            f"WHERE s.customer = %s AND {where.replace('e.id <', 's.entry <')} ORDER BY s.entry DESC LIMIT %s) among "
            "ORDER BY id DESC LIMIT %s"
        )
        parameters = [filters.customer, *values, limit + 1] * 2 + [limit + 1]
    with connection.cursor() as database:
        database.execute(sql, parameters)
        rows = database.fetchall()
    lines = tuple(_line(row) for row in rows[:limit])
    return Page(lines, lines[-1].id if len(rows) > limit else None)


def entry(entry_id: int) -> Line | None:
    """One entry, or None."""
    with connection.cursor() as database:
        database.execute(f"SELECT {SELECT} FROM journal_entry e WHERE e.id = %s", [entry_id])  # noqa: S608 (our own constants)
        row = database.fetchone()
    return _line(row) if row else None


def under_grants(actors: Collection[int], since: datetime, limit: int = 10_000) -> list[Line]:
    """What these colleagues did under grants since then, newest first. A look that rests on several names the first in
    ``grant`` and all of them in its facts."""
    with connection.cursor() as database:
        database.execute(
            f'SELECT {SELECT} FROM journal_entry e WHERE e.actor = ANY(%s) AND e."grant" IS NOT NULL '  # noqa: S608 (our own constants)
            "AND e.at >= %s ORDER BY e.id DESC LIMIT %s",
            [list(actors), since, limit],
        )
        return [_line(row) for row in database.fetchall()]


def subjects(entry_id: int, limit: int = 1000) -> list[int]:
    """The ids of the files that a look over many returned, ascending."""
    with connection.cursor() as database:
        database.execute(
            "SELECT customer FROM journal_subject WHERE entry = %s ORDER BY customer LIMIT %s",
            [entry_id, limit],
        )
        return [customer for (customer,) in database.fetchall()]


def _where(filters: Filters, cursor: int | None) -> tuple[str, list[Any]]:
    terms, values = ["true"], []
    for column in ("actor", "outcome", "channel", "purpose", "grant"):
        if (value := getattr(filters, column)) is not None:
            terms.append(f'e."{column}" = %s')
            values.append(value)
    if filters.phrase is not None and filters.phrase.endswith(":"):
        terms.append("e.phrase >= %s AND e.phrase < %s")
        values += [
            filters.phrase,
            filters.phrase[:-1] + ";",
        ]  # ';' follows ':' in the C.UTF-8 order of the database
    elif filters.phrase is not None:
        terms.append("e.phrase = %s")
        values.append(filters.phrase)
    if filters.since is not None:
        terms.append("e.at >= %s")
        values.append(filters.since)
    if filters.until is not None:
        terms.append("e.at < %s")
        values.append(filters.until)
    if cursor is not None:
        terms.append("e.id < %s")
        values.append(cursor)
    return " AND ".join(terms), values


def _line(row: tuple[Any, ...]) -> Line:
    (
        id_,
        _xid,
        at,
        actor,
        phrase,
        outcome,
        customer,
        count,
        _hash,
        purpose,
        rule,
        reason,
        grant,
        channel,
        facts,
    ) = row
    return Line(
        id_,
        at,
        actor,
        phrase,
        outcome,
        customer,
        count,
        purpose,
        rule,
        reason,
        grant,
        channel,
        orjson.loads(facts),
    )

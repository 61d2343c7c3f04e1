"""What the journal knows of who was shown what: for a leak, a complaint, and the watch. Ids, times and codes only.

Each question names the purposes whose looks it leaves out (``unspoken``): those that the asker may not learn of.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

# Two cuts, not a pattern: over ten million entries a pattern costs half a minute.
_CLEAR = """coalesce(nullif(split_part(split_part(e.facts, '"clear":[', 2), ']', 1), ''), '?' || e.rule)"""
_SEEN = f"""
SELECT customer, array_agg(actor), array_agg(clear), sum(times)::bigint, min(first), max(last) FROM (
    SELECT e.customer, e.actor, {_CLEAR} AS clear, count(*) AS times, min(e.at) AS first, max(e.at) AS last
    FROM journal_entry e
    WHERE e.customer IS NOT NULL AND e.outcome = 'granted' AND {{where}} AND {{own}}
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT s.customer, e.actor, {_CLEAR}, count(*), min(e.at), max(e.at)
    FROM journal_entry e JOIN journal_subject s ON s.entry = e.id
    WHERE e.subject_count > 0 AND e.outcome = 'granted' AND {{where}} AND {{among}}
    GROUP BY 1, 2, 3
) seen GROUP BY customer ORDER BY customer
"""  # noqa: S608 (our own constants)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries a trace reads: granted looks of these phrases within [since, until), for none of the unspoken
    purposes, by these colleagues (all when empty) on these customers (all when empty)."""

    since: datetime
    until: datetime
    phrases: Sequence[str]
    unspoken: Sequence[str]
    actors: Sequence[int] = ()
    customers: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was shown of one customer: by whom, which compartments and single fields in the clear, how often and when.

    An entry of the time before receipts named what was clear gives ``"?rule,rule"``: the rows of the policy it rested on.
    """

    customer: int
    actors: tuple[int, ...]
    clear: tuple[str, ...]
    times: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """One file opened: by whom, whose, when, and the grant it cited."""

    actor: int
    customer: int
    at: datetime
    grant: int | None
    entry: int


def seen(sought: Sought) -> Iterator[Seen]:
    """Every customer of whom something was shown, ascending. The database groups; memory here stays bounded."""
    where, values = _where(sought)
    own, among = "true", "true"
    if sought.customers:
        own, among = "e.customer = ANY(%s)", "s.customer = ANY(%s)"
    named = [list(sought.customers)] if sought.customers else []
    sql = _SEEN.format(where=where, own=own, among=among)
    with transaction.atomic(), connection.cursor() as database:
        # Grouping ten million rows wants room; SET LOCAL ends with the transaction (or with the act it runs in).
        database.execute("SET LOCAL work_mem = '256MB'")
        database.execute(sql, [*values, *named, *values, *named])
        while rows := database.fetchmany(10_000):
            for customer, actors, clear, times, first, last in rows:
                found = tuple(sorted({actor for actor in actors if actor is not None}))
                yield Seen(customer, found, _names(clear), times, first, last)


def entries(sought: Sought, limit: int) -> list[int]:
    """The ids of the entries a trace rests on, oldest first, at most ``limit``: what an extract proves."""
    where, values = _where(sought)
    about = "e.subject_count > 0 OR e.customer IS NOT NULL"
    if sought.customers:
        about = "e.customer = ANY(%s) OR e.id IN (SELECT entry FROM journal_subject WHERE customer = ANY(%s))"
        values = [*values, list(sought.customers), list(sought.customers)]
    with connection.cursor() as database:
        database.execute(
            f"SELECT e.id FROM journal_entry e WHERE e.outcome = 'granted' AND {where} AND ({about}) "  # noqa: S608
            "ORDER BY e.id LIMIT %s",
            [*values, limit],
        )
        return [number for (number,) in database.fetchall()]


def openings(
    since: datetime,
    until: datetime,
    phrases: Sequence[str],
    unspoken: Sequence[str],
    customers: Sequence[int] = (),
) -> Iterator[tuple[Opening, tuple[str, ...]]]:
    """Single files opened within [since, until), by colleague and time, each with what was clear."""
    named = "AND e.customer = ANY(%s)" if customers else ""
    with connection.cursor() as database:
        database.execute(
            f'SELECT e.actor, e.customer, e.at, e."grant", e.id, {_CLEAR} FROM journal_entry e '  # noqa: S608
            "WHERE e.customer IS NOT NULL AND e.actor IS NOT NULL AND e.outcome = 'granted' AND e.at >= %s AND e.at < %s "
            f"AND e.phrase = ANY(%s) AND e.purpose <> ALL(%s) {named} ORDER BY e.actor, e.at, e.id",
            [since, until, list(phrases), list(unspoken), *([list(customers)] if customers else [])],
        )
        while rows := database.fetchmany(10_000):
            for actor, customer, at, grant, entry, clear in rows:
                yield Opening(actor, customer, at, grant, entry), _names([clear])


def files_by_day(
    since: datetime, until: datetime, phrases: Sequence[str], unspoken: Sequence[str], zone: str
) -> list[tuple[int, date, int]]:
    """Colleague, day (in ``zone``) and how many different files were opened on it."""
    with connection.cursor() as database:
        database.execute(
            "SELECT e.actor, (e.at AT TIME ZONE %s)::date AS day, count(DISTINCT e.customer) FROM journal_entry e "
            "WHERE e.customer IS NOT NULL AND e.actor IS NOT NULL AND e.outcome = 'granted' AND e.at >= %s AND e.at < %s "
            "AND e.phrase = ANY(%s) AND e.purpose <> ALL(%s) GROUP BY 1, 2",
            [zone, since, until, list(phrases), list(unspoken)],
        )
        return [(actor, day, count) for actor, day, count in database.fetchall()]


def touches(name: str, value: int | str, phrases: Sequence[str]) -> list[dict[str, Any]]:
    """The entries of these phrases whose facts give ``name`` this value, oldest first: a chain of custody."""
    with connection.cursor() as database:
        database.execute(
            "SELECT e.id, e.at, e.actor, e.phrase, e.facts::jsonb FROM journal_entry e WHERE e.phrase = ANY(%s) "
            "AND e.outcome IN ('granted', 'done') AND e.facts::jsonb ->> %s = %s ORDER BY e.id",
            [list(phrases), name, str(value)],
        )
        return [
            {"entry": entry, "at": at, "actor": actor, "phrase": phrase, "facts": _object(facts)}
            for entry, at, actor, phrase, facts in database.fetchall()
        ]


def _object(facts: Any) -> dict[str, Any]:
    import orjson

    return orjson.loads(facts) if isinstance(facts, str | bytes) else facts


def _where(sought: Sought) -> tuple[str, list[Any]]:
    terms, values = (
        ["e.at >= %s", "e.at < %s", "e.phrase = ANY(%s)", "e.purpose <> ALL(%s)"],
        [sought.since, sought.until, list(sought.phrases), list(sought.unspoken)],
    )
    if sought.actors:
        terms.append("e.actor = ANY(%s)")
        values.append(list(sought.actors))
    return " AND ".join(terms), values


def _names(texts: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts:
        if text.startswith("?"):
            found[text] = None
            continue
        for name in text.split(","):
            if name := name.strip('"'):
                found[name] = None
    return tuple(found)

"""Follows the journal as it grows: every entry once, soon after its transaction, in whatever order they commit.

    place = here()
    found, place = follow(place, phrases)     # again and again

A transaction may commit long after one that began later. So a place is a transaction number below which all were over, with
the entries of later ones that were read already.
"""

from collections.abc import Collection
from dataclasses import dataclass

import orjson
from django.db import connection

_HERE = "SELECT system_identifier::text, pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM pg_control_system()"
_SINCE = (
    "SELECT e.id, e.xid::text::bigint, e.actor, e.phrase, e.customer, e.subject_count, e.facts FROM journal_entry e "
    "WHERE e.xid >= %s::text::xid8 AND e.actor IS NOT NULL AND (e.phrase = ANY(%s) OR strpos(e.facts, '\"sought\":') > 0) "
    "ORDER BY e.xid, e.id LIMIT %s"
)
MOST = 20_000
"""Entries read in one go; more are read in the next."""


@dataclass(frozen=True, slots=True)
class Place:
    """Up to where a reader came. ``system``: the database cluster, whose transaction numbers mean nothing in another."""

    system: str
    xmin: int
    seen: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Followed:
    """An entry by a colleague: of which phrase, about which customer, or about how many (``subjects_of`` names them).

    ``sought``: the keyed marks of customer numbers that were asked for and may be no file's.
    """

    entry: int
    actor: int
    phrase: str
    customer: int | None
    subjects: int
    sought: tuple[str, ...] = ()


def here() -> Place:
    """The place of a reader who has read all that stands in the journal now."""
    with connection.cursor() as cursor:
        cursor.execute(_HERE)
        system, xmin = cursor.fetchone()
        cursor.execute("SELECT id FROM journal_entry WHERE xid >= %s::text::xid8", [xmin])
        return Place(system, xmin, frozenset(number for (number,) in cursor.fetchall()))


def follow(place: Place, phrases: Collection[str]) -> tuple[list[Followed], Place]:
    """Entries by colleagues since ``place``, of these phrases or with something ``sought``, and the place after them. In another cluster there is nothing
    to go on from: then it begins anew."""
    with connection.cursor() as cursor:
        cursor.execute(_HERE)  # before the rows: whatever was over by now, they show
        system, xmin = cursor.fetchone()
        if system != place.system:
            return [], here()
        limit = MOST + len(place.seen)
        cursor.execute(_SINCE, [place.xmin, list(phrases), limit])
        rows = cursor.fetchall()
    if len(rows) == limit:  # more of the same transaction may follow
        xmin = min(xmin, rows[-1][1])
    found = [
        Followed(entry, actor, phrase, customer, subjects, tuple(orjson.loads(facts).get("sought", ())))
        for entry, _xid, actor, phrase, customer, subjects, facts in rows if entry not in place.seen
    ]  # fmt: skip
    return found, Place(system, xmin, frozenset(row[0] for row in rows if row[1] >= xmin))


def subjects_of(entry: int) -> list[int]:
    """The customers that a look over many returned."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT customer FROM journal_subject WHERE entry = %s ORDER BY customer", [entry])
        return [number for (number,) in cursor.fetchall()]

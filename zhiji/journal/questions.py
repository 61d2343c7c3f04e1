"""How many different questions about many customers a colleague asked: counted from the looks' own entries.

A look whose answer may be narrowed by asking again and again puts ``asked`` into its entry: the digest of what makes the question
this one. The same question in another form (a page, a file, the API) has the same digest.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

ASKED = "asked"
ASIDE = (ASKED, "form", "clear")
"""Facts of an entry that are no part of the question."""
_DIGEST = """substr(split_part(e.facts, '"asked":"', 2), 1, 16)"""
# The constant is the condition of the index journal_entry_asked, letter by letter.
_QUESTIONS = """e.actor = %s AND e.at >= %s AND e.outcome = 'granted' AND e.facts LIKE '%%"asked":"%%'"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Different questions since the beginning of the day and of the days before; whether this one is among them."""

    today: int
    lately: int
    again_today: bool
    again: bool


def parts_of(facts: Mapping[str, Any]) -> frozenset[str]:
    """What a question consists of: each of its facts, each member of a list by itself; the order does not count.

    >>> sorted(parts_of({"night": "2026-11-30", "signs": ["aum >= 5", "tier = 1"], "form": "page"}))
    ['night=2026-11-30', 'signs=aum >= 5', 'signs=tier = 1']
    """
    told = ((name, value) for name, value in facts.items() if name not in ASIDE)
    return frozenset(
        f"{name}={one}" for name, value in told for one in (value if isinstance(value, list) else [value])
    )


def digest_of(facts: Mapping[str, Any]) -> str:
    """The sixteen signs by which a question is known again."""
    return hashlib.sha256("\n".join(sorted(parts_of(facts))).encode()).hexdigest()[:16]


def asked(actor: int, digest: str, *, day: datetime, since: datetime) -> Asked:
    """How many different questions a colleague asked since the beginning of ``day``, and since ``since`` before it."""
    with connection.cursor() as database:
        database.execute(
            "SELECT count(DISTINCT q) FILTER (WHERE at >= %s), count(DISTINCT q), "  # noqa: S608 (our own constants)
            "coalesce(bool_or(q = %s) FILTER (WHERE at >= %s), false), coalesce(bool_or(q = %s), false) "
            f"FROM (SELECT {_DIGEST} AS q, e.at FROM journal_entry e WHERE {_QUESTIONS}) asked",
            [day, digest, day, digest, actor, since],
        )
        return Asked(*database.fetchone())


def questions(since: datetime, until: datetime) -> Iterator[tuple[int, list[frozenset[str]]]]:
    """Every colleague who asked within [since, until), with the parts of each different question."""
    found: dict[int, set[frozenset[str]]] = defaultdict(set)
    with connection.cursor() as database:
        database.execute(
            "SELECT e.actor, e.facts FROM journal_entry e WHERE e.actor IS NOT NULL AND e.at >= %s AND e.at < %s "
            "AND e.outcome = 'granted' AND e.facts LIKE '%%\"asked\":\"%%'",
            [since, until],
        )
        for actor, facts in database.fetchall():
            found[actor].add(parts_of(orjson.loads(facts)))
    yield from ((actor, sorted(several, key=sorted)) for actor, several in found.items())

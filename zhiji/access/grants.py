"""Finds and uses live grants. A grant is judged alone: it never lengthens or shortens another."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import orjson
from django.db import DatabaseError, connection

from zhiji.access import policy
from zhiji.access.policy import COMPARTMENTS
from zhiji.access.refusals import Refused
from zhiji.access.rules import Actor, Decision
from zhiji.journal.actions import Entry, write
from zhiji.staff.rules import ROLES

# The statements stand in the database, which plans them once a connection (migration 0005).
BESIDE = "access_live_grants(%s, {customer}, %s, %s)"
"""The live grants on a file beside its row: an expression for ``Gate.asking``, whose answer ``Gate.bring`` takes."""
_LIVE = f"SELECT {BESIDE.format(customer='%s')}"
_LIVE_ON_MANY = "SELECT id, compartments, customer_id FROM access_live_grants_on(%s, %s::bigint[], %s, %s)"
_USE = "access_use_grants(%s::bigint[])"
_GONE_STATE = "ZJ004"


class LiveGrant(NamedTuple):
    """A grant in force: its id and the compartments it opens."""

    pk: int
    compartments: frozenset[str]


def may_help(phrase: str, by: Actor, decision: Decision) -> bool:
    """Whether a grant can matter: a look on files, by a role that may meet customer data, which is not refused for its phrase
    and does not see all of the file already."""
    wanted = policy.phrases()[phrase]
    if wanted.subject != "file" or by.role not in ROLES or not ROLES[by.role].sees_customers:
        return False
    if decision.code not in ("", "level", "relation", "secrecy"):
        return False
    return any(decision.levels.get(name) != "clear" for name in COMPARTMENTS)


def live(
    by: Actor, customers: Sequence[int], purpose: str, at: datetime
) -> Mapping[int, Sequence[LiveGrant]]:
    """The colleague's grants in force at ``at`` for this purpose, by customer, the oldest first. One query."""
    with connection.cursor() as cursor:
        if len(customers) == 1:
            cursor.execute(_LIVE, [by.pk or 0, customers[0], purpose, at])
            return {customers[0]: read(cursor.fetchone()[0])}
        found: dict[int, list[LiveGrant]] = {}
        cursor.execute(_LIVE_ON_MANY, [by.pk or 0, list(customers), purpose, at])
        for pk, opens, customer in cursor.fetchall():
            found.setdefault(customer, []).append(LiveGrant(pk, frozenset(opens)))
        return found


def read(answer: str | None) -> Sequence[LiveGrant]:
    """What the database answered for one file: ``[[id, [compartments]], …]``, or None for none."""
    return [LiveGrant(pk, frozenset(opens)) for pk, opens in orjson.loads(answer)] if answer else ()


def write_using(entry: Entry, grants: Sequence[int]) -> int:
    """Write a receipt and count one use of each grant it rests on, in one statement: all of it stands, or nothing.

    Raises ``Refused`` when the last use of one was taken, or it was ended, since it was found.
    """
    try:
        return write(entry, after=_USE, given=[list(grants)])
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == _GONE_STATE:
            raise Refused(Decision("access:grant:use", False, "level")) from None
        raise

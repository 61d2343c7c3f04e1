"""How files stand towards their retention: read from the register, the moves, the holdings, the holds and the appraisals."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate
from zhiji.custody.models import Case, DestructionItem
from zhiji.custody.rules.retention import Standing, rules_of, standing
from zhiji.vault.lasting import reference_token

HOLDS_OPEN = ("account", "card", "loan", "credit_line")
"""Holdings that keep a relationship alive while they are open, whatever the file's state says."""

_TO_RESTRICT = """
SELECT f.customer_id, f.store_only FROM customers_file f
LEFT JOIN LATERAL (SELECT true AS open FROM holdings_holding h
    WHERE h.customer_id = f.customer_id AND h.closed_on IS NULL AND h.kind = ANY(%s) LIMIT 1) h ON true
WHERE f.state = 'closed' AND f.store_only = (h.open IS TRUE)
AND NOT EXISTS (SELECT 1 FROM custody_restriction r WHERE f.store_only AND r.customer_id = f.customer_id)
ORDER BY f.customer_id LIMIT 1000
"""
_ENDS = """
SELECT f.customer_id, f.state,
       (SELECT max(m.at) FROM customers_statemove m WHERE m.customer_id = f.customer_id AND m.state_to = 'closed'),
       EXISTS (SELECT 1 FROM customers_statemove m WHERE m.customer_id = f.customer_id
               AND m.state_from = 'prospect' AND m.state_to = 'closed'),
       (SELECT max(h.closed_on) FROM holdings_holding h WHERE h.customer_id = f.customer_id),
       EXISTS (SELECT 1 FROM holdings_holding h WHERE h.customer_id = f.customer_id),
       EXISTS (SELECT 1 FROM holdings_holding h WHERE h.customer_id = f.customer_id AND h.closed_on IS NULL AND h.kind = ANY(%s))
FROM customers_file f WHERE f.customer_id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class End:
    """When a relationship ended (None: it has not, or nobody wrote down when), and what it is kept as.

    ``still_open``: a holding is open on a closed file. ``undated``: it was taken over as closed and the day is not recorded.
    """

    customer_id: int
    ended: date | None
    kept_as: str
    still_open: bool
    undated: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A file's end and how it stands on the day asked about."""

    end: End
    standing: Standing
    holds: tuple[int, ...]


def ends_of(ids: Sequence[int]) -> dict[int, End]:
    """When the relationships ended. A file taken over as closed has no dated move: it is kept until somebody who knows the day
    records it (``actions.keeping.date_end``); a period never begins with a guess.

    The period runs from the end of the relationship or of the last business, whichever is later (art. 34: both).
    """
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, [list(HOLDS_OPEN), list(ids)])
        for customer, state, closed, from_prospect, last_closed, held_any, still_open in cursor.fetchall():
            ended: date | None = None
            if state == "closed" and closed is not None and not still_open:
                ended = _day(closed)
                if last_closed is not None:
                    ended = max(ended, last_closed)
            kept_as = "prospect" if from_prospect and not held_any else "relationship"
            shut = state == "closed"
            found[customer] = End(customer, ended, kept_as, shut and still_open, shut and closed is None)
    return found


def to_restrict(at: datetime) -> tuple[list[int], list[int]]:
    """Closed files to be only stored from now on, and those to be freed because a holding is open; a thousand at a time."""
    if "ended" not in norms.on(timezone.localdate(at)).rights.store_only_when:
        return [], []
    with connection.cursor() as cursor:
        cursor.execute(_TO_RESTRICT, [list(HOLDS_OPEN)])
        rows = cursor.fetchall()
    return [pk for pk, stored in rows if not stored], [pk for pk, stored in rows if stored]


def standings(ids: Sequence[int], on: date) -> dict[int, Kept]:
    """How each of these files stands on a day."""
    held, reviews = holds_on(ids), reviews_of(ids)
    return {
        customer: Kept(
            end,
            standing(
                end.ended, on, rules_of(end.kept_as), held=customer in held, review_on=reviews.get(customer)
            ),
            held.get(customer, ()),
        )
        for customer, end in ends_of(ids).items()
    }


def holds_on(ids: Iterable[int]) -> Mapping[int, tuple[int, ...]]:
    """Holds in force: customer → numbers of the cases."""
    found: dict[int, tuple[int, ...]] = {}
    rows = Case.objects.filter(kind="hold", closed_at=None, files__customer_id__in=list(ids))
    for customer, case in rows.order_by("pk").values_list("files__customer_id", "pk"):
        found[customer] = (*found.get(customer, ()), case)
    return found


def held_now() -> list[int]:
    """Every customer under a hold: what is kept of them outlasts its years."""
    rows = Case.objects.filter(kind="hold", closed_at=None, files__customer_id__isnull=False)
    return list(rows.values_list("files__customer_id", flat=True).distinct())


_ask_quietly: dict[Callable[[Gate], Collection[int]], Callable[[], str]] = {}


def ask_quietly(answer: Callable[[Gate], Collection[int]], rests_on: Callable[[], str]) -> None:
    """Let a room above name customers whose files outlast their period without anybody here learning that they are named, or why.

    ``rests_on``: another text whenever the answer may be another, for one statement and without opening anything.
    """
    _ask_quietly[answer] = rests_on


def named_quietly(gate: Gate) -> set[int]:
    """Customers whose files nothing destroys now. For the acts that destroy and drop: it stands in no page, count or entry."""
    return {customer for answer in _ask_quietly for customer in answer(gate)}


class Quietly:
    """Who is named quietly, for as long as one destruction is carried out: reckoned with its first file, and again only when
    something it rests on has changed. It is held by the hand that carries out, and stands nowhere else."""

    def __init__(self) -> None:
        self._named: set[int] = set()
        self._rested_on: list[str] | None = None

    def names(self, gate: Gate, customer_id: int) -> bool:
        """Whether this file outlasts its period now."""
        now = [rests_on() for rests_on in _ask_quietly.values()]
        if now != self._rested_on:
            self._named, self._rested_on = named_quietly(gate), now
        return customer_id in self._named


def drawn(order: str, customer_id: int, percent: int) -> bool:
    """Whether the lot sets a file apart from this destruction: keyed, so nobody can foresee it, and the same whenever it is asked."""
    return reference_token("set apart", f"{order}:{customer_id}") % 100 < percent


def is_set_apart(gate: Gate, order: str, customer_id: int, today: date, quietly: Quietly) -> bool:
    """Whether a file is set apart from a destruction: drawn by lot, as so many in a hundred are, or named quietly.

    The two look alike to everybody, and both are reckoned for every file (norm ``house.set-apart``).
    """
    lot = drawn(order, customer_id, norms.on(today).retention.set_apart_percent)
    named = quietly.names(gate, customer_id)
    return lot or named


def reviews_of(ids: Iterable[int]) -> dict[int, date]:
    """The day on which each file that an appraisal kept, or a refusal spared, is looked at again."""
    rows = DestructionItem.objects.filter(customer_id__in=list(ids), review_on__isnull=False)
    rows = rows.exclude(outcome="").order_by("customer_id", "-pk").distinct("customer_id")
    return {
        customer: day for customer, day in rows.values_list("customer_id", "review_on") if day is not None
    }


def proposed(ids: Iterable[int]) -> dict[int, int]:
    """Files in a destruction that is not settled yet: customer → number of the case."""
    rows = DestructionItem.objects.filter(customer_id__in=list(ids), outcome="", case__closed_at=None)
    return dict(rows.values_list("customer_id", "case_id"))


def closed_files(bound: date) -> list[Any]:
    """(customer, custodian, secrecy) of every file that was closed by ``bound``, by custodian."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.customer_id, f.custodian_id, f.secrecy FROM customers_file f WHERE f.state = 'closed' AND "
            "(SELECT max(m.at) FROM customers_statemove m WHERE m.customer_id = f.customer_id AND m.state_to = 'closed') <= %s "
            "ORDER BY f.custodian_id, f.customer_id",
            [_end_of(bound)],
        )
        return cursor.fetchall()


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))

"""Whose manager is told that a customer may fall silent: the highest chance times worth first, so many a manager (norm ``house.leaving``).

Some of those chosen are held back: nobody is told of them. Who, a seeded hash says, not a person and not the score; so what becomes of the
told and of the held back can be compared honestly. Pure: tables in, choices out.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

PERMILLE = 1000


@dataclass(frozen=True, slots=True)
class Candidate:
    """One customer whose chance calls for a word, and the manager. ``customer`` is the lake's key or the file's, as the caller has it."""

    customer: int
    manager: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """A candidate with its arm: ``told`` or ``held``."""

    customer: int
    manager: int
    arm: str


def in_order(standings: pa.Table, least_permille: int) -> list[Candidate]:
    """Who has at least that chance, by chance times lifetime value, the highest first; equals by chance, then by the lake's key.

    A customer who brings nothing or costs counts as worth nothing; where nobody has a value yet, the chance alone decides. Top-secret
    files and those without a manager are not among them.
    """
    found = [
        one
        for one in standings.select(["customer", "manager", "hidden", "silence", "clv"]).to_pylist()
        if one["silence"] is not None
        and one["silence"] >= least_permille
        and one["manager"]
        and not one["hidden"]
    ]
    found.sort(key=lambda one: (-one["silence"] * max(one["clv"] or 0, 0), -one["silence"], one["customer"]))
    return [Candidate(one["customer"], one["manager"]) for one in found]


def arm_of(customer: int, on: date, rule: Any) -> str:
    """``held`` for ``held_permille`` of a thousand, by a hash of seed, customer and day: the same each time it is asked."""
    said = hashlib.sha256(f"{rule.seed}:{customer}:{on.isoformat()}".encode()).digest()
    return "held" if int.from_bytes(said[:8], "big") % PERMILLE < rule.held_permille else "told"


def chosen(
    candidates: Iterable[Candidate], spent: Mapping[int, int], barred: Collection[int], on: date, rule: Any
) -> Iterator[Chosen]:
    """Down the order until each manager has been told of ``budget`` within the days. ``spent``: told already, by manager; ``barred``: whose
    turn was lately, or who wants no picture drawn. The held back cost a manager nothing."""
    told = Counter(spent)
    for one in candidates:
        if one.customer in barred or told[one.manager] >= rule.budget:
            continue
        arm = arm_of(one.customer, on, rule)
        told[one.manager] += arm == "told"
        yield Chosen(one.customer, one.manager, arm)

"""A block of customers with everything that happened to them, in order, every balance the one before plus the amount."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .accounts import Maturity, open_accounts
from .daily_life import usual
from .lives import Lives, lives
from .moves import COLUMNS, KIND, Moves
from .seasons import Town
from .spikes import spikes

CUSTOMERS = 5_000
"""Of a block: some half a million movements, a hundred megabytes at the most."""


@dataclass(frozen=True)
class Block:
    """Customers ``start`` … of the town. ``accounts``, ``moves`` and ``steps`` are columns by name.

    accounts: ordered by customer. moves: ordered by account and booking, with ``seq`` (from 1 within the day) and ``balance``.
    steps: account, day, balance at the day's end, on days that moved, and on the first day for what was there before.
    """

    start: int
    held: Lives
    accounts: dict[str, Any]
    moves: dict[str, Any]
    steps: dict[str, Any]
    matured: Maturity


def blocks(town: Town) -> Iterator[Block]:
    """All blocks of a town, each drawn from the seed and its own place."""
    for place, start in enumerate(range(0, town.customers, CUSTOMERS)):
        yield block(
            town, start, min(CUSTOMERS, town.customers - start), np.random.default_rng([town.seed, place])
        )


def block(town: Town, start: int, count: int, draw: Any) -> Block:
    """One block."""
    held, moves = lives(town, count, draw), Moves()
    accounts, main, matured = open_accounts(town, held, moves, draw)
    usual(town, held, main, moves, draw)
    spikes(held, main, moves, draw)
    owned = accounts.columns()
    ordered = np.argsort(owned["customer"], kind="stable")
    owned = {name: column[ordered] for name, column in owned.items()}
    place = np.empty(len(ordered), np.int32)
    place[ordered] = np.arange(len(ordered), dtype=np.int32)
    moved = dict(zip(COLUMNS, moves.columns(), strict=True))
    moved["account"] = place[moved["account"]]
    moved = _in_order(moved)
    _balances(owned, moved)
    matured = Maturity(matured.customer, place[matured.account], matured.day, matured.renewed)
    return Block(start, held, owned, moved, _steps(owned, moved), matured)


def _in_order(moved: dict[str, Any]) -> dict[str, Any]:
    """By account, day, rank and time; equal ones as they were drawn. ``seq`` counts them within the account's day."""
    key = ((moved["account"].astype(np.int64) << 12 | moved["day"]) << 2 | moved["rank"]) << 17 | moved[
        "second"
    ]
    ordered = np.argsort(key, kind="stable")
    moved = {name: column[ordered] for name, column in moved.items()}
    day = key[ordered] >> 19
    begins = np.flatnonzero(np.r_[True, day[1:] != day[:-1]])
    rows = np.arange(len(day))
    moved["seq"] = (rows - np.repeat(begins, np.diff(np.r_[begins, len(day)])) + 1).astype(np.int32)
    return moved


def _balances(owned: dict[str, Any], moved: dict[str, Any]) -> None:
    """Reckons ``lift``, ``balance``, and the amounts of openings and closings, which follow from the rest."""
    account, amount = moved["account"], moved["amount"]
    begins = np.flatnonzero(np.r_[True, account[1:] != account[:-1]])
    whose = account[begins]
    summed = np.cumsum(amount)
    before = np.repeat(summed[begins] - amount[begins], np.diff(np.r_[begins, len(account)]))
    summed -= before
    least = np.minimum(np.minimum.reduceat(summed, begins), 0)
    lift = owned["lift"]
    lift[whose] += np.where(owned["found"][whose] == 1, -least, 0)
    balance = summed + lift[account]
    opening = begins[(moved["rank"][begins] == 0)]
    amount[opening] = lift[account[opening]]
    emptied = np.flatnonzero((moved["kind"] == KIND["closing"]) & (amount == 0))
    amount[emptied] = -balance[emptied]
    balance[emptied] = 0
    moved["balance"] = balance


def _steps(owned: dict[str, Any], moved: dict[str, Any]) -> dict[str, Any]:
    account, day = moved["account"], moved["day"]
    last = np.flatnonzero(np.r_[(account[1:] != account[:-1]) | (day[1:] != day[:-1]), True])
    known = np.zeros(len(owned["lift"]), bool)
    known[account[day == 0]] = True
    quiet = np.flatnonzero((owned["opened"] < 0) & ~known).astype(np.int32)
    accounts = np.r_[quiet, account[last]]
    days = np.r_[np.zeros(len(quiet), np.int32), day[last]]
    balances = np.r_[owned["lift"][quiet], moved["balance"][last]]
    ordered = np.lexsort((days, accounts))
    return {"account": accounts[ordered], "day": days[ordered], "balance": balances[ordered]}

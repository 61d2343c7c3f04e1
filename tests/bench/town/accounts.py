"""The accounts of a block, and what moves between them: time deposits that mature, loans that are paid, funds, foreign currency."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .lives import DORMANT, NEVER, PENSIONER, SALARIED, SAVER, STUDENT, TRADER, Lives
from .moves import FIRST, LAST, Moves, around
from .seasons import Town

FAMILIES = ("savings", "current", "time_deposit", "mortgage", "loan", "fund", "wealth", "fx")
SAVINGS, CURRENT, TIME_DEPOSIT, MORTGAGE, LOAN, FUND, WEALTH, FX = range(8)
CURRENCIES = ("CNY", "USD", "EUR", "HKD")
RATES = {"CNY": 1_000_000, "USD": 7_123_456, "EUR": 7_780_001, "HKD": 912_345}
"""Millionths of a yuan for one unit."""
TERMS = (91, 182, 365, 730)
RENEWED = 0.7
_DEPOSITORS = {SALARIED: 0.22, PENSIONER: 0.45, TRADER: 0.20, STUDENT: 0.02, SAVER: 0.85, DORMANT: 0.0}
_COLUMNS = (
    "customer",
    "family",
    "currency",
    "opened",
    "closed",
    "lift",
    "found",
    "term",
    "rate",
    "granted",
    "instalment",
    "months",
    "overdue",
)


@dataclass
class Accounts:
    """Columns that grow. ``lift``: the balance before the first day or of the opening; where ``found`` is 1 it is the least that
    keeps the account above that. ``term`` in days, ``rate`` in hundredths of a percent; ``granted`` and the rest of loans."""

    parts: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    def add(self, customer: Any, **given: Any) -> Any:
        """New accounts of these customers; their numbers."""
        size = len(customer)
        usual = dict.fromkeys(_COLUMNS, 0) | {"closed": NEVER, "customer": customer} | given
        self.parts.append(
            {name: np.array(np.broadcast_to(np.asarray(usual[name], np.int64), size)) for name in _COLUMNS}
        )
        self.count += size
        return np.arange(self.count - size, self.count)

    def columns(self) -> dict[str, Any]:
        return {name: np.concatenate([part[name] for part in self.parts]) for name in _COLUMNS}


@dataclass(frozen=True)
class Maturity:
    """Maturities within the days: customer, account, day, and whether the deposit was renewed (else it left)."""

    customer: Any
    account: Any
    day: Any
    renewed: Any


def open_accounts(town: Town, held: Lives, moves: Moves, draw: Any) -> tuple[Accounts, Any, Maturity]:
    """All accounts of the block, with the movements between them; the main accounts; what became of maturities."""
    accounts = Accounts()
    everybody = np.arange(held.count)
    cushion = around(draw, held.income / 2, 1.0, held.count)
    main = accounts.add(
        everybody, family=np.where(held.life == TRADER, CURRENT, SAVINGS), opened=held.joined, lift=cushion, found=1,
        closed=np.where(held.closes, held.leave, NEVER), rate=5,
    )  # fmt: skip
    _open(moves, main, held.joined)
    closing = np.flatnonzero(held.closes)
    moves.add(main[closing], held.leave[closing], 0, "closing", "counter", rank=LAST)
    matured = _deposits(town, held, accounts, main, moves, draw)
    _loans(town, held, accounts, main, moves, draw)
    _funds(town, held, accounts, main, moves, draw)
    _foreign(town, held, accounts, moves, draw)
    return accounts, main, matured


def _open(moves: Moves, account: Any, opened: Any, kind: str = "opening") -> None:
    """An opening within the days; its amount is the account's lift."""
    within = opened >= 0
    moves.add(account[within], opened[within], 0, kind, "counter", rank=FIRST)


def _deposits(town: Town, held: Lives, accounts: Accounts, main: Any, moves: Moves, draw: Any) -> Maturity:
    chances = np.array([_DEPOSITORS[life] for life in sorted(_DEPOSITORS)])[held.life]
    who = np.repeat(np.arange(held.count), draw.random(held.count) < chances)
    who = np.concatenate([who, who[held.life[who] == SAVER]])  # a saver has two
    term = np.array(TERMS)[draw.choice(4, len(who), p=(0.3, 0.2, 0.35, 0.15))]
    opened = np.maximum(
        (draw.random(len(who)) * (town.days + term)).astype(np.int64) - term, held.joined[who] + 1
    )
    fits = (opened < np.minimum(town.days - 1, held.fade[who])) & (opened != 0)
    who, term, opened = who[fits], term[fits], opened[fits]
    principal = around(draw, held.income[who] * 6.0, 0.7, len(who), whole=1_000_00)
    rate = np.select([term == 91, term == 182, term == 365], [105, 125, 145], 165)
    interest = principal * rate * term // 365 // 10_000
    closed, credited = np.full(len(who), NEVER), np.zeros(len(who), np.int64)
    first = accounts.count
    account = np.arange(first, first + len(who))
    found = []
    for turn in range(1, town.days // TERMS[0] + 2):
        day = opened + turn * term
        due = np.flatnonzero(
            (day >= 0) & (day < np.minimum(town.days, held.leave[who] - 1)) & (closed == NEVER)
        )
        renewed = (draw.random(len(due)) < RENEWED) & (day[due] < held.fade[who[due]])
        credited[due] += 1
        closed[due[~renewed]] = day[due[~renewed]]
        moves.add(account[due], day[due], interest[due], "interest", "batch", second=3600)
        found.append((who[due], account[due], day[due], renewed))
    gone = (closed == NEVER) & (held.leave[who] != NEVER)  # broken before its time, by who leaves the bank
    closed[gone] = held.leave[who[gone]] - 1
    accounts.add(who, family=TIME_DEPOSIT, opened=opened, closed=closed, lift=principal, term=term, rate=rate)
    _open(moves, account, opened)
    new = opened >= 0
    moves.add(
        main[who[new]], opened[new], -principal[new], "transfer_out", "mobile", pool="own", second=11 * 3600
    )
    left = closed != NEVER
    everything = (principal + credited * interest)[left]
    moves.add(account[left], closed[left], -everything, "closing", "batch", rank=LAST)
    moves.add(main[who[left]], closed[left], everything, "transfer_in", "batch", pool="own", second=4000)
    away = closed + draw.integers(1, 6, len(who))
    taken = left & (draw.random(len(who)) < 0.6) & (away < np.minimum(town.days, held.leave[who]))
    moves.add(main[who[taken]], away[taken], -(principal[taken] * 9 // 10), "transfer_out", "mobile", bank=1 + who[taken] % 7,
              pool="own", second=15 * 3600)  # fmt: skip
    return Maturity(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _loans(town: Town, held: Lives, accounts: Accounts, main: Any, moves: Moves, draw: Any) -> None:
    able = (held.fade == NEVER) & (held.joined < -10) & ((held.life == SALARIED) | (held.life == TRADER))
    who = np.flatnonzero(able & (draw.random(held.count) < 0.12))
    size = len(who)
    house = draw.random(size) < 0.45
    granted = np.maximum(draw.integers(-1_500, town.days - 100, size), held.joined[who] + 1)
    months = np.where(house, 240, 84 + 12 * draw.integers(0, 4, size))
    amount = around(draw, held.income[who] * np.where(house, 70.0, 12.0), 0.3, size, whole=1_000_00)
    part, interest = amount // months, amount * np.where(house, 330, 480) // 120_000
    owed = amount - part * np.maximum(-granted * 12 // 365, 0)
    overdue = draw.random(size) < 0.03
    account = accounts.add(
        who, family=np.where(house, MORTGAGE, LOAN), opened=granted, lift=-owed, rate=np.where(house, 330, 480), granted=amount,
        instalment=part + interest, months=months, overdue=overdue,
    )  # fmt: skip
    _open(moves, account, granted, "loan_payout")
    new = granted >= 0
    moves.add(main[who[new]], granted[new], amount[new], "loan_payout", "counter", pool="own")
    row = np.repeat(np.arange(size), len(town.on(20)))
    day = np.tile(town.on(20), size)
    paid = (day > granted[row]) & ~(overdue[row] & (day > town.days - 75))
    row, day = row[paid], day[paid]
    moves.add(main[who[row]], day, -(part + interest)[row], "loan_payment", "batch", pool="own", second=5000)
    moves.add(account[row], day, part[row], "loan_payment", "batch", pool="own", second=5001)


def _funds(town: Town, held: Lives, accounts: Accounts, main: Any, moves: Moves, draw: Any) -> None:
    able = (held.fade == NEVER) & (held.life != DORMANT) & (held.joined < -10)
    who = np.flatnonzero(able & (draw.random(held.count) < 0.10))
    size = len(who)
    opened = np.maximum(draw.integers(-1_000, -1, size), held.joined[who] + 1)
    bought = around(draw, held.income[who] * 4.0, 0.8, size, whole=100_00)
    account = accounts.add(
        who, family=np.where(draw.random(size) < 0.5, FUND, WEALTH), opened=opened, lift=bought
    )
    steady = np.flatnonzero(draw.random(size) < 0.5)
    row, day = np.repeat(steady, len(town.on(8))), np.tile(town.on(8), len(steady))
    each = held.income[who[row]] // 10
    moves.add(main[who[row]], day, -each, "transfer_out", "batch", pool="own", second=6000)
    moves.add(account[row], day, each, "transfer_in", "batch", pool="own", second=6001)


def _foreign(town: Town, held: Lives, accounts: Accounts, moves: Moves, draw: Any) -> None:
    able = (held.fade == NEVER) & (held.life != DORMANT) & (draw.random(held.count) < 0.04)
    who = np.flatnonzero(able)
    size = len(who)
    opened = np.maximum(draw.integers(-1_000, town.days - 100, size), held.joined[who] + 1)
    cushion = around(draw, held.income[who] / 10, 0.7, size)
    account = accounts.add(
        who, family=FX, currency=draw.integers(1, 4, size), opened=opened, lift=cushion, found=1
    )
    _open(moves, account, opened)
    row = np.repeat(np.arange(size), draw.poisson(12 * town.days / 731, size))
    day = draw.integers(0, town.days, len(row))
    after = day > opened[row]
    row, day = row[after], day[after]
    amount = around(draw, held.income[who[row]] / 40, 0.6, len(row), whole=10_00)
    came = draw.random(len(row)) < 0.5
    for there, sign, kind in ((came, 1, "transfer_in"), (~came, -1, "transfer_out")):
        moves.add(account[row[there]], day[there], sign * amount[there], kind, "online", bank=4, pool="person", party=who[row[there]],
                  second=16 * 3600)  # fmt: skip

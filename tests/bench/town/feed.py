"""The town's bank as a feed by the contract: tables as Parquet with their manifest, for tests, the demo, and the feed's own bench.

Customers are numbered in the feeding system ``core`` as the bench's invented people are: place + 1, ten digits.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhiji.holdings.feed.contract import CHANNELS, CONTRACT, TRANSACTION_KINDS
from zhiji.holdings.feed.mapping import PLAIN
from zhiji.holdings.feed.promising import write_manifest

from .accounts import CURRENCIES, FAMILIES, LOAN, MORTGAGE, TIME_DEPOSIT
from .block import Block, blocks
from .daily_life import rents
from .lives import NEVER, SALARIED
from .moves import BANKS
from .names import PRODUCTS, number, other_accounts, other_names, product, purposes
from .seasons import Town

SYSTEM = "core"
MOST = 20_000
"""Customers of a feed: it takes names for every counterparty, made one by one."""


def customer_number(place: int) -> str:
    """A customer's number in the feeding system.

    >>> customer_number(0)
    '0000000001'
    """
    return f"{place + 1:010d}"


def write_feed(
    folder: Path, town: Town, first: date | None = None, last: date | None = None, *,
    system: str = SYSTEM, numbers: Callable[[int], str] = customer_number,
) -> Path:  # fmt: skip
    """One feed of the days from ``first`` to ``last`` (the town's): what is open then, what moved within.

    ``numbers``: a customer's number in the system by place in the town; with ``system`` "zhiji", our own numbers.
    """
    if town.customers > MOST:
        raise ValueError(f"a feed is for at most {MOST:,} customers; write_lake takes any number")
    folder.mkdir(parents=True, exist_ok=True)
    first, last = first or town.first, last or town.last
    days = ((first - town.first).days, (last - town.first).days)
    writers: dict[str, pq.ParquetWriter] = {}
    try:
        for one in blocks(town):
            for name, rows in _tables(town, one, days, numbers):
                if name not in writers:
                    writers[name] = pq.ParquetWriter(folder / f"{name}.parquet", rows.schema)
                writers[name].write_table(rows)
    finally:
        for writer in writers.values():
            writer.close()
    pq.write_table(pa.Table.from_pylist(PRODUCTS), folder / "products.parquet")
    return write_manifest(folder, PLAIN, first, last, system).parent


def _tables(
    town: Town, one: Block, days: tuple[int, int], numbers: Callable[[int], str]
) -> Iterator[tuple[str, pa.Table]]:
    owned, held, last = one.accounts, one.held, days[1]
    all_numbers = number(one.start, range(len(owned["customer"])))
    known = np.flatnonzero(owned["opened"] <= last)
    whose = [numbers(one.start + int(place)) for place in owned["customer"]]
    family, currency = owned["family"], owned["currency"]
    opened, closed = (
        _days(town, owned["opened"]),
        _days(town, np.where(owned["closed"] <= last, owned["closed"], NEVER)),
    )
    matures = _days(town, _maturing(owned, last))

    def picked(column: Any, rows: Any) -> list[Any]:
        return [column[place] for place in rows]

    yield "accounts", pa.table({
        "account": picked(all_numbers, known), "customer": picked(whose, known),
        "product": [product(family[place], currency[place]) for place in known],
        "family": [FAMILIES[family[place]] for place in known], "currency": [CURRENCIES[currency[place]] for place in known],
        "opened_on": _dates(picked(opened, known)), "closed_on": _dates(picked(closed, known)), "matures_on": _dates(picked(matures, known)),
        "rate": pa.array([f"{owned['rate'][place] / 100:.2f}" if owned["rate"][place] else None for place in known], pa.string()),
    })  # fmt: skip
    now = _balances_on(one, last)
    lent = known[np.isin(family[known], (LOAN, MORTGAGE))]
    main = np.flatnonzero(np.r_[True, owned["customer"][1:] != owned["customer"][:-1]])
    yield "loans", pa.table({
        "loan": [f"L{all_numbers[place]}" for place in lent], "account": [all_numbers[main[owned["customer"][place]]] for place in lent],
        "customer": picked(whose, lent), "currency": ["CNY"] * len(lent), "amount": _money(owned["granted"][lent]),
        "outstanding": _money(-now[lent]), "rate": [f"{owned['rate'][place] / 100:.2f}" for place in lent],
        "instalment": _money(owned["instalment"][lent]), "months": owned["months"][lent].astype(np.int32),
        "granted_on": _dates(picked(opened, lent)), "state": ["overdue" if owned["overdue"][place] else "regular" for place in lent],
    })  # fmt: skip
    homes = lent[family[lent] == MORTGAGE]
    yield "collateral", pa.table({
        "collateral": [f"C{all_numbers[place]}" for place in homes], "customer": picked(whose, homes),
        "loan": [f"L{all_numbers[place]}" for place in homes], "type": ["real_estate"] * len(homes),
        "value": _money(owned["granted"][homes] * 10 // 7), "currency": ["CNY"] * len(homes), "appraised_on": _dates(picked(opened, homes)),
    })  # fmt: skip
    there = main[owned["opened"][main] <= last]
    carded = there[owned["customer"][there] % 20 != 0]
    yield "cards", pa.table({
        "card": [f"6228{all_numbers[place][3:]}" for place in carded], "account": picked(all_numbers, carded), "type": ["debit"] * len(carded),
        "level": ["gold" if held.income[owned["customer"][place]] > 1_500_000 else "classic" for place in carded],
        "issued_on": _dates(picked(opened, carded)), "closed_on": _dates(picked(closed, carded)),
    })  # fmt: skip
    lined = there[(held.life[owned["customer"][there]] == SALARIED) & (owned["customer"][there] % 8 == 3)]
    limit = held.income[owned["customer"][lined]] * 5 // 1_000_00 * 1_000_00 + 1_000_00
    yield "credit_lines", pa.table({
        "line": [f"K{all_numbers[place]}" for place in lined], "customer": picked(whose, lined), "currency": ["CNY"] * len(lined),
        "limit": _money(limit), "used": _money(limit * (owned["customer"][lined] % 11) // 12), "granted_on": _dates(picked(opened, lined)),
    })  # fmt: skip
    paying, amount = rents(town, held)
    ordered = [place for place in range(len(paying)) if owned["opened"][main[paying[place]]] <= last]
    yield "standing_orders", pa.table({
        "order": [f"S{all_numbers[main[paying[place]]]}" for place in ordered],
        "account": [all_numbers[main[paying[place]]] for place in ordered], "amount": _money(amount[ordered]),
        "purpose": ["房租"] * len(ordered),
    })  # fmt: skip
    yield "balances", _balance_rows(town, one, days, all_numbers)
    yield "transactions", _transaction_rows(town, one, days, all_numbers)


def _maturing(owned: dict[str, Any], last: int) -> Any:
    """The first maturity after ``last`` of deposits that stand then; NEVER for the rest, and the day itself for those closed."""
    term = np.maximum(owned["term"], 1)
    following = owned["opened"] + ((np.maximum(last - owned["opened"], 0)) // term + 1) * term
    return np.where(
        owned["family"] == TIME_DEPOSIT, np.where(owned["closed"] <= last, owned["closed"], following), NEVER
    )


def _balances_on(one: Block, last: int) -> Any:
    """Every account's balance at the end of a day; before its first step, what it opened with."""
    found = one.accounts["lift"].copy()
    within = one.steps["day"] <= last
    found[one.steps["account"][within]] = one.steps["balance"][within]  # in order of day: the last one stays
    return found


def _balance_rows(town: Town, one: Block, days: tuple[int, int], numbers: list[str]) -> pa.Table:
    """Balances on the first day, for what is open, and on the last: the first tells of accounts that do not move."""
    rows = [], [], []
    for day in sorted(set(days)):
        owned = one.accounts
        told = np.flatnonzero((owned["opened"] <= day) & (owned["closed"] > day))
        rows[0].extend(numbers[place] for place in told)
        rows[1].append(np.full(len(told), town.epoch + day, np.int32))
        rows[2].append(_balances_on(one, day)[told])
    return pa.table(
        {
            "account": pa.array(rows[0], pa.string()),
            "day": _dates(np.concatenate(rows[1])),
            "balance": _money(np.concatenate(rows[2])),
        }
    )


def _transaction_rows(town: Town, one: Block, days: tuple[int, int], numbers: list[str]) -> pa.Table:
    within = np.flatnonzero((one.moves["day"] >= days[0]) & (one.moves["day"] <= days[1]))
    moved = {name: column[within] for name, column in one.moves.items()}
    second = moved["second"].tolist()
    columns = {
        "transaction": [f"T{one.start:08d}{place:08d}" for place in within.tolist()],
        "account": [numbers[place] for place in moved["account"].tolist()],
        "day": _dates(moved["day"] + town.epoch),
        "time": [f"{one_ // 3600:02d}:{one_ // 60 % 60:02d}:{one_ % 60:02d}" for one_ in second],
        "amount": _money(moved["amount"]), "balance": _money(moved["balance"]),
        "kind": worded(moved["kind"], TRANSACTION_KINDS), "channel": worded(moved["channel"], CHANNELS), "bank": worded(moved["bank"], BANKS),
        "counter_account": pa.array(other_accounts(moved["pool"], moved["party"]), pa.string()),
        "counter_name": pa.array(other_names(moved["pool"], moved["party"]), pa.string()),
        "purpose": pa.array(purposes(moved["pool"]), pa.string()),
    }  # fmt: skip
    assert set(columns) <= set(CONTRACT["transactions"].names)
    return pa.table(columns)


def worded(places: Any, words: tuple[str | None, ...]) -> pa.Array:
    """Places as their words."""
    return pa.array(words, pa.string()).take(pa.array(places))


def _days(town: Town, offsets: Any) -> list[int | None]:
    return [None if day >= NEVER else town.epoch + day for day in offsets.tolist()]


def _dates(days: Any) -> pa.Array:
    return pa.array(days, pa.int32()).cast(pa.date32())


def _money(hundredths: Any) -> pa.Array:
    """Whole hundredths as decimals, exactly: the same number with its point moved."""
    low = np.ascontiguousarray(hundredths, np.int64)
    both = np.column_stack([low, low >> 63])
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(low), [None, pa.py_buffer(both.tobytes())])

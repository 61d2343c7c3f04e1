"""A customer's statement for any period, and one transaction rebuilt in full (L03, L05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from zhiji.access.gateway import Gate, look
from zhiji.access.permits import FilePermit
from zhiji.customers.finding import file_by_number
from zhiji.holdings.lake.manifest import current
from zhiji.holdings.lake.reading import rows_of
from zhiji.holdings.lake.shapes import PRIVATE
from zhiji.holdings.looks.shown import Held, held_by, lasting_key, permit_wealth
from zhiji.holdings.models import Feed
from zhiji.vault.lasting import open_rows

PAGE = 200
_CLEAR = ("account", "day", "seq", "ref", "amount", "balance", "currency", "kind", "channel", "bank")


@dataclass(frozen=True, slots=True)
class Movement:
    """One transaction as it was fed. ``ref`` stands for it in addresses; amounts in hundredths, more than 0 is in."""

    account_key: int
    account: str
    day: date
    seq: int
    ref: int
    amount: int
    balance: int
    currency: str
    kind: str
    channel: str
    bank: str
    transaction: str
    time: str
    counter_account: str
    counter_name: str
    purpose: str
    remark: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Movements of a period, oldest first. ``count`` is of the whole period; ``after`` and ``next`` are places within it.

    ``inflow`` and ``outflow`` (both 0 or more) by currency, of the whole period.
    """

    number: str
    customer_id: int
    first: date
    last: date
    account: int | None
    accounts: tuple[Held, ...]
    movements: tuple[Movement, ...]
    count: int
    inflow: Mapping[str, int]
    outflow: Mapping[str, int]
    after: int
    next: int | None
    at: datetime
    receipt: int


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One transaction with what it hangs on: its account, the balance before it, the feed that brought it, the file it lies in."""

    number: str
    customer_id: int
    movement: Movement
    held: Held | None
    before: int
    feed: int | None
    fed_at: datetime | None
    file: str
    sha256: str
    at: datetime


class NoSuchTransaction(LookupError):
    """The customer has no transaction under this reference."""


@look("holdings:statement:read")
def statement(
    gate: Gate,
    number: str,
    first: date,
    last: date,
    *,
    account: int | None = None,
    after: int = 0,
    limit: int = PAGE,
) -> Statement:
    """Movements from ``first`` to ``last`` (both included), of one account or all; ``after`` so many of them."""
    file = file_by_number(gate, number)
    asked = {"first": first.isoformat(), "last": last.isoformat(), "account": account, "after": after}
    permit = permit_wealth(gate, file, asked)
    accounts = [one for one in held_by(file.customer_id, permit) if one.kind == "account"]
    table = rows_of(lasting_key(file.customer_id).opaque, "transactions", first, last)
    if account is not None:
        table = table.filter(pc.equal(table["account"], account))
    else:
        table = table.sort_by([("day", "ascending"), ("account", "ascending"), ("seq", "ascending")])
    limit = max(1, min(limit, PAGE))
    shown = movements(file.customer_id, table.slice(after, limit), permit, accounts)
    more = after + limit if after + limit < table.num_rows else None
    return Statement(
        file.number, file.customer_id, first, last, account, tuple(accounts), tuple(shown), table.num_rows,
        _sums(table, 1), _sums(table, -1), after, more, gate.at, permit.vault.receipt,
    )  # fmt: skip


@look("holdings:transaction:open")
def open_transaction(gate: Gate, number: str, ref: int) -> Rebuilt:
    """One transaction, whole. Raises ``NoSuchTransaction``."""
    file = file_by_number(gate, number)
    permit = permit_wealth(gate, file, {"ref": ref})
    state, key = current(), lasting_key(file.customer_id)
    table = rows_of(key.opaque, "transactions", state=state)
    found = table.filter(pc.equal(table["ref"], ref))
    if not found.num_rows:
        raise NoSuchTransaction(ref)
    accounts = [one for one in held_by(file.customer_id, permit) if one.kind == "account"]
    movement = movements(file.customer_id, found, permit, accounts)[0]
    lying = next(
        one
        for one in state.of("transactions", movement.day, movement.day)
        if one.lowest <= key.opaque <= one.highest
    )
    fed = Feed.objects.filter(first_day__lte=movement.day, last_day__gte=movement.day).order_by("-pk").first()
    return Rebuilt(
        file.number, file.customer_id, movement,
        next((one for one in accounts if one.account_key == movement.account_key), None), movement.balance - movement.amount,
        fed.pk if fed else None, fed.loaded_at if fed else None, lying.name, lying.sha256, gate.at,
    )  # fmt: skip


def movements(customer_id: int, table: pa.Table, permit: FilePermit, accounts: list[Held]) -> list[Movement]:
    """Rows of the lake opened: what the permit must cover is the wealth compartment."""
    rows = [
        dict(zip(_CLEAR, values, strict=True))
        for values in zip(*(table[n].to_pylist() for n in _CLEAR), strict=True)
    ]
    sealed = [
        (row["account"], row["ref"], blob)
        for row, blob in zip(rows, table["sealed"].to_pylist(), strict=True)
    ]
    opened = open_rows(lasting_key(customer_id), sealed, permit.vault)
    numbers = {one.account_key: one.number for one in accounts}
    return [_movement(row, orjson.loads(blob), numbers) for row, blob in zip(rows, opened, strict=True)]


def _movement(
    row: Mapping[str, Any], values: list[str | None], numbers: Mapping[int | None, str]
) -> Movement:
    private = dict(zip(PRIVATE, values, strict=True))
    return Movement(
        row["account"], numbers.get(row["account"], ""), row["day"], row["seq"], row["ref"], row["amount"], row["balance"],
        row["currency"], row["kind"] or "", row["channel"] or "", row["bank"] or "",
        *(private[name] or "" for name in PRIVATE if name != "direction"),
    )  # fmt: skip


def _sums(table: pa.Table, sign: int) -> dict[str, int]:
    """What came in (1) or went out (-1), by currency. In Python: a statement's rows are few, and Arrow would load pandas for it."""
    sums: dict[str, int] = {}
    for currency, amount in zip(table["currency"].to_pylist(), table["amount"].to_pylist(), strict=True):
        if sign * amount > 0:
            sums[currency] = sums.get(currency, 0) + sign * amount
    return sums

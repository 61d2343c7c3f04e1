"""The town straight into the lake: the product's writer and files as a bank's lake has them, without feed, journal or database.

Past years, quarters and months, tens of days of the last month, its last days alone, each in files of half a million rows: what
``zhiji lake merge`` leaves. All periods are written at once, a block of customers after the other, so that memory holds a few
row groups of each.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhiji.holdings.feed.contract import CHANNELS, TRANSACTION_KINDS
from zhiji.holdings.lake.files import ROWS_IN_FILE, Segment, write
from zhiji.holdings.lake.manifest import Manifest
from zhiji.holdings.lake.merging import period
from zhiji.holdings.lake.shapes import BALANCES, SETS, TRANSACTIONS
from zhiji.vault import suites
from zhiji.vault.keys import DataKey
from zhiji.vault.lasting import LastingKey

from .accounts import CURRENCIES, FAMILIES, RATES
from .block import Block, blocks
from .feed import worded
from .lives import NEVER
from .moves import BANKS
from .names import product
from .seasons import Town

SEALED = 29 + 92
"""Bytes of a sealed row: what the vault adds, and a private part as the town's feed has it."""
PRIVATE = b'["T0000000000000042","09:30:00","6223104729183746","\\u949f","",null,null]'
HOLDINGS = pa.schema([
    ("customer", pa.int64()), ("account", pa.int64()), ("kind", pa.string()), ("family", pa.string()), ("product", pa.string()),
    ("currency", pa.string()), ("opened_on", pa.date32()), ("closed_on", pa.date32()), ("matures_on", pa.date32()),
])  # fmt: skip
_END = None


@dataclass(frozen=True)
class Written:
    """What lies there: the lake's manifest, the file of today's holdings, and the keys of a few customers whose rows open."""

    manifest: Manifest
    holdings: Path
    asked: Sequence[LastingKey]


def write_lake(town: Town, folder: Path, asked: int = 200) -> Written:
    """Write transactions, balances (encrypted, under ``settings.ZHIJI_LAKE``) and holdings (plain, in ``folder``)."""
    keys, draw = keys_of(town, asked, folder), np.random.default_rng([town.seed, 1 << 20])
    opaque = _opaque(town, draw, keys)
    known = {key.opaque: key for key in keys}
    files = [
        _File(name, first, last) for name in ("transactions", "balances") for first, last in periods(town)
    ]
    holdings = folder / "holdings.parquet"
    with pq.ParquetWriter(holdings, HOLDINGS) as held:
        for one in blocks(town):
            customers = opaque[one.start : one.start + one.held.count][one.accounts["customer"]]
            accounts = draw.integers(0, 1 << 63, len(customers), np.int64)
            accounts = accounts[
                np.lexsort((accounts, customers))
            ]  # rising within the customer, as the lake is sorted
            _share(
                _moves(town, one, customers, accounts, draw), files, lambda rows: _sealed(rows, known, draw)
            )
            _share(_steps(town, one, customers, accounts), files, lambda rows: rows)
            held.write_table(_holdings(town, one, customers, accounts))
    segments = [segment for file in files for segment in file.closed()]
    return Written(Manifest(1, tuple(segments)), holdings, keys)


def keys_of(town: Town, asked: int, folder: Path | None = None) -> list[LastingKey]:
    """The keys of the few customers whose rows open: those of a bank, where ``folder`` holds some (``keys.json``), else drawn, the
    same for the same town."""
    suite = suites.AES256GCM_SHA256
    if folder is not None and (kept := folder / "keys.json").exists():
        given = [
            (one, suites.numbered(of), generation, bytes.fromhex(text))
            for one, of, generation, text in json.loads(kept.read_text())
        ]
        return [LastingKey(DataKey(*each), each[1]) for each in given]
    draw = np.random.default_rng([town.seed, 1 << 21])
    return [LastingKey(DataKey(number, suite, 1, draw.bytes(64)), suite) for number in range(asked)]


def rates() -> pa.Table:
    """The night's rates."""
    return pa.table(
        {
            "currency": pa.array(list(RATES), pa.string()),
            "millionths": pa.array(list(RATES.values()), pa.int64()),
        }
    )


def periods(town: Town) -> list[tuple[date, date]]:
    """First and last day that every file's rows may have, oldest first."""
    found: dict[Any, tuple[date, date]] = {}
    for n in range((town.last - town.first).days + 1):
        day = town.first + timedelta(days=n)
        span = period(day, day, town.last) or day
        found[span] = (found.get(span, (day,))[0], day)
    return list(found.values())


def _share(rows: pa.Table, files: Sequence["_File"], finished: Callable[[pa.Table], pa.Table]) -> None:
    """Each file its days' rows, in the order they came, copied so that nobody holds on to the whole block."""
    name = "transactions" if "ref" in rows.schema.names else "balances"
    fitting = [file for file in files if file.set == name]
    days = np.asarray(rows["day"].cast(pa.int32()))
    place = np.searchsorted([file.days[0] for file in fitting], days, side="right").astype(np.int16)
    ordered = np.argsort(place, kind="stable")
    ends = np.searchsorted(place[ordered], np.arange(len(fitting) + 1), side="right")
    for file, begin, end in zip(fitting, ends[:-1], ends[1:], strict=True):
        if begin < end:
            file.add(finished(rows.take(pa.array(ordered[begin:end]))))


class _File:
    """A period's file that grows: rows come in whole row groups to a thread that writes them; a full file is followed by another."""

    def __init__(self, name: str, first: date, last: date) -> None:
        self.set, self.first, self.last = name, first, last
        self.days = tuple((day - date(1970, 1, 1)).days for day in (first, last))
        self.waiting: list[pa.Table] = []
        self.found: list[Segment] = []
        self.failed: list[BaseException] = []
        self.rows = self.handed = 0
        self.group = SETS[name].group
        self.queue: Queue[pa.Table | None] = Queue(1)
        self.thread: Thread | None = None

    def add(self, rows: pa.Table) -> None:
        """Rows of whole customers, after all that came before."""
        if self.handed + self.rows >= ROWS_IN_FILE:
            self._end()
        self.waiting.append(rows)
        self.rows += rows.num_rows
        if self.rows >= self.group:
            self._hand_over(self.rows // self.group * self.group)

    def closed(self) -> list[Segment]:
        self._end()
        return self.found

    def _end(self) -> None:
        if self.rows:
            self._hand_over(self.rows)
        if self.thread is not None:
            self.queue.put(_END)
            self.thread.join()
            self.thread, self.handed, self.waiting = None, 0, []
        if self.failed:
            raise RuntimeError("the file could not be written") from self.failed[0]

    def _hand_over(self, count: int) -> None:
        if self.thread is None:
            self.thread = Thread(target=self._write, daemon=True)
            self.thread.start()
        if self.failed:
            raise RuntimeError("the file could not be written") from self.failed[0]
        together = pa.concat_tables(self.waiting).combine_chunks()
        self.queue.put(together.slice(0, count))
        self.waiting, self.rows = [together.slice(count)], self.rows - count
        self.handed += count

    def _write(self) -> None:
        try:
            self.found.append(write(self.set, self.first, self.last, iter(self.queue.get, _END)))
        except BaseException as error:
            self.failed.append(error)
            while self.queue.get() is not _END:
                pass


def _opaque(town: Town, draw: Any, keys: Sequence[LastingKey]) -> Any:
    """The lake's keys of all customers, rising with their place; those of ``keys`` among them."""
    found = np.unique(
        np.r_[draw.integers(0, 1 << 63, town.customers - len(keys), np.int64), [key.opaque for key in keys]]
    )
    assert len(found) == town.customers
    return found


def _moves(town: Town, one: Block, customers: Any, accounts: Any, draw: Any) -> pa.Table:
    """The rows without their sealed part; words as dictionaries, which the writer resolves."""
    moved = one.moves
    owner, account = customers[moved["account"]], accounts[moved["account"]]
    refs = draw.integers(0, 1 << 63, len(owner), np.int64)
    columns = [
        owner, account, pa.array(moved["day"] + town.epoch, pa.int32()).cast(pa.date32()), moved["seq"], refs, moved["amount"],
        moved["balance"], _words(one.accounts["currency"][moved["account"]], CURRENCIES), _words(moved["kind"], TRANSACTION_KINDS),
        _words(moved["channel"], CHANNELS), _words(moved["bank"], BANKS), owner ^ draw.integers(0, 32, len(owner), np.int64),
    ]  # fmt: skip
    return pa.table(columns, names=TRANSACTIONS.names[:-1])


def _sealed(rows: pa.Table, known: dict[int, LastingKey], draw: Any) -> pa.Table:
    """The rows with their sealed part: chance bytes, but for those customers whose keys are known."""
    owner = np.asarray(rows["customer"])
    offsets = np.arange(len(owner) + 1, dtype=np.int32) * SEALED
    blob: Any = draw.bytes(int(offsets[-1]))
    if len(asked := np.flatnonzero(np.isin(owner, np.array(list(known), np.int64)))):
        blob = bytearray(blob)
        for row in asked:
            key, account, ref = known[int(owner[row])], rows["account"][row].as_py(), rows["ref"][row].as_py()
            blob[offsets[row] : offsets[row + 1]] = key.seal(account, ref, PRIVATE.ljust(SEALED - 29))
    sealed = pa.Array.from_buffers(pa.binary(), len(owner), [None, pa.py_buffer(offsets), pa.py_buffer(blob)])
    return rows.append_column("sealed", sealed)


def _words(places: Any, words: tuple[str | None, ...]) -> pa.DictionaryArray:
    held = [word for word in words if word is not None]
    absent = len(words) - len(held)  # None stands first
    return pa.DictionaryArray.from_arrays(
        pa.array(places.astype(np.int8) - np.int8(absent), mask=places < absent), pa.array(held, pa.string())
    )


def _steps(town: Town, one: Block, customers: Any, accounts: Any) -> pa.Table:
    stood = one.steps
    return pa.table([
        customers[stood["account"]], accounts[stood["account"]], pa.array(stood["day"] + town.epoch, pa.int32()).cast(pa.date32()),
        stood["balance"], _words(one.accounts["currency"][stood["account"]], CURRENCIES),
    ], names=BALANCES.names)  # fmt: skip


def _holdings(town: Town, one: Block, customers: Any, accounts: Any) -> pa.Table:
    """Accounts, and a card for nearly every customer, as the database keeps them."""
    owned, last = one.accounts, town.days - 1
    carded = np.flatnonzero(np.r_[True, owned["customer"][1:] != owned["customer"][:-1]])
    carded = carded[owned["customer"][carded] % 20 != 0]
    rows = np.r_[np.arange(len(customers)), carded]
    card = np.arange(len(rows)) >= len(customers)
    family = np.where(card, len(FAMILIES), owned["family"][rows])
    products = [
        product(place, currency)
        for place, currency in zip(owned["family"].tolist(), owned["currency"].tolist(), strict=True)
    ]
    closed = np.where(owned["closed"][rows] <= last, owned["closed"][rows], NEVER)
    matures = np.where((owned["term"][rows] > 0) & ~card, owned["opened"][rows] + owned["term"][rows], NEVER)
    return pa.table([
        customers[rows], accounts[rows], worded(card.astype(np.int8), ("account", "card")), worded(family, (*FAMILIES, "card")),
        pa.array(products, pa.string()).take(pa.array(rows)), worded(owned["currency"][rows], CURRENCIES), _dates(town, owned["opened"][rows]),
        _dates(town, closed), _dates(town, matures),
    ], schema=HOLDINGS)  # fmt: skip


def _dates(town: Town, offsets: Any) -> pa.Array:
    return pa.array((offsets + town.epoch).astype(np.int32), pa.int32(), mask=offsets >= NEVER).cast(
        pa.date32()
    )

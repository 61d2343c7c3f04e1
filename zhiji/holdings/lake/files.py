"""One file of the lake: Parquet, encrypted as its standard says (AES-256-GCM, footer included), sorted by customer.

Row groups are small and of one page each: a customer's rows stand in one or two of them, and every reader of encrypted
Parquet that was tried reads such files (docs/design/lake.md). Files are small too, cut between customers: what says where
the groups lie is read in a moment. Each file has a key of its own, wrapped by the vault.
"""

import hashlib
import os
import secrets
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as encryption
from django.conf import settings

from zhiji.holdings.lake.shapes import SETS
from zhiji.vault.lasting import file_key, new_file_key

ROWS_IN_FILE = 500_000
"""About how many rows a file has at most; more of the same days go into the next one, of the customers after them."""
FOOTERS = 64
"""How many footers a process remembers: each is a megabyte, and read in a few milliseconds."""
_ONE_PAGE: dict[str, Any] = {"data_page_size": 1 << 28, "max_rows_per_page": 1 << 20}
_WORDS = ["currency", "kind", "channel", "bank"]


@dataclass(frozen=True, slots=True)
class Segment:
    """One file: its set, its name, the days it covers, how many rows, their sum, its SHA-256, its wrapped key.

    ``currencies`` of its rows; None in files written before they were noted, and in sets that have none.
    """

    set: str
    name: str
    first: date
    last: date
    rows: int
    total: int
    lowest: int
    highest: int
    size: int
    sha256: str
    key: str
    currencies: tuple[str, ...] | None = None

    @property
    def path(self) -> Path:
        return home() / self.set / self.name


def home() -> Path:
    """Where the lake lies."""
    return Path(settings.ZHIJI_LAKE)


def write(name: str, first: date, last: date, tables: Iterable[pa.Table]) -> Segment:
    """Write rows in the set's order, durably. ``tables`` are consecutive pieces, sorted within and among themselves."""
    folder = home() / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept_as = SETS[name]
    schema = kept_as.schema
    file_name = f"{first:%Y%m%d}-{last:%Y%m%d}-{secrets.token_hex(6)}.parquet"
    secret, kept = new_file_key(file_name)
    rows = total = 0
    lowest = highest = 0
    currencies: set[str] = set()
    path = folder / file_name
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with pq.ParquetWriter(
            file, schema, compression="zstd", encryption_properties=encryption.create_encryption_properties(secret),
            use_dictionary=[word for word in _WORDS if word in schema.names], write_statistics=["customer", "day"],
            column_encoding={one: "DELTA_BINARY_PACKED" for one in ("customer", "account") if one in schema.names}, **_ONE_PAGE,
        ) as writer:  # fmt: skip
            for table in tables:
                if not table.num_rows:
                    continue
                if not rows:
                    lowest = table["customer"][0].as_py()
                highest = table["customer"][-1].as_py()
                ready = table.select(schema.names).cast(schema)
                rows += ready.num_rows
                if "currency" in schema.names:
                    currencies |= words(ready, "currency")
                total += pc.sum(table[kept_as.total]).as_py() or 0
                writer.write_table(ready, row_group_size=kept_as.group)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder)
    with path.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    return Segment(
        name, file_name, first, last, rows, total, lowest, highest, path.stat().st_size, digest, kept,
        tuple(sorted(currencies)) if "currency" in schema.names else None,
    )  # fmt: skip


def words(table: pa.Table, column: str) -> set[str]:
    """The words that stand in a column."""
    return {word for word in pc.unique(table[column]).to_pylist() if word is not None}


def in_order(name: str, table: pa.Table) -> pa.Table:
    """The rows sorted as the set asks for."""
    return table.sort_by(SETS[name].order)


def whole(segment: Segment, columns: Sequence[str] | None = None) -> pa.Table:
    """All rows of a file, in memory."""
    return _opened(segment, words=False).read(columns=columns)


def cut(table: pa.Table) -> Iterator[pa.Table]:
    """The rows (in order) as pieces of at most about ``ROWS_IN_FILE``, cut between customers."""
    pieces = -(-table.num_rows // ROWS_IN_FILE)
    keys = _numbers(table["customer"])
    places = [bisect_left(keys, keys[n * table.num_rows // pieces]) for n in range(1, pieces)]
    for begin, end in pairwise([0, *places, table.num_rows]):
        if begin < end:
            yield table.slice(begin, end - begin)


def of_customer(segment: Segment, customer: int, columns: Sequence[str]) -> pa.Table | None:
    """One customer's rows of a file, words as places in a dictionary; None where there are none.

    Only row groups whose statistics admit the key are read, and of these first who has rows there: so it is with most days'
    files that what is sealed, most of a row, is not read for nothing.
    """
    file = _opened(segment)
    if not (groups := groups_between(file.metadata, customer, customer)):
        return None
    keys = _numbers(file.read_row_groups(groups, columns=["customer"], use_threads=False)["customer"])
    begin, end = bisect_left(keys, customer), bisect_left(keys, customer + 1)
    if begin == end:
        return None
    schema = pa.schema([_as_read(SETS[segment.set].schema.field(column)) for column in columns])
    lying = [column for column in columns if column in file.schema_arrow.names]
    found = file.read_row_groups(groups, columns=lying, use_threads=False).slice(begin, end - begin)
    for column in set(columns) - set(lying):  # a set that has grown since the file was written
        found = found.append_column(column, pa.nulls(found.num_rows, schema.field(column).type))
    return found.select(columns).cast(schema)


def between(segment: Segment, low: int | None, high: int | None) -> pa.Table:
    """The rows of the customers from ``low`` up to before ``high`` (None: all), reading only the row groups they stand in."""
    file = _opened(segment, words=False)
    first, last = segment.lowest if low is None else low, segment.highest if high is None else high - 1
    table = file.read_row_groups(groups_between(file.metadata, first, last))
    return table.filter(
        pc.and_(pc.greater_equal(table["customer"], first), pc.less_equal(table["customer"], last))
    )


def starts(segment: Segment) -> Iterator[tuple[int, int]]:
    """The lowest key and the number of rows of every row group."""
    footer = _footer(segment.path, segment.name, segment.key)
    for place in range(footer.num_row_groups):
        group = footer.row_group(place)
        yield group.column(0).statistics.min, group.num_rows


def groups_between(footer: pq.FileMetaData, low: int, high: int) -> list[int]:
    """The row groups that may hold a key from ``low`` to ``high``; they lie in the order of the keys."""

    def keys(place: int) -> Any:
        return footer.row_group(place).column(0).statistics

    first = last = bisect_left(range(footer.num_row_groups), low, key=lambda place: keys(place).max)
    while last < footer.num_row_groups and keys(last).min <= high:
        last += 1
    return list(range(first, last))


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def decryption(segment: Segment) -> Any:
    """What pyarrow needs to open the file."""
    return encryption.create_decryption_properties(file_key(segment.name, segment.key))


def _numbers(column: pa.ChunkedArray) -> memoryview:
    """Whole numbers of 64 bits, none of them null. (Arrow's own ways to numpy load pandas: a second at a worker's first look.)"""
    held = column.combine_chunks()
    return memoryview(held.buffers()[1]).cast("q")[held.offset : held.offset + len(held)]


def _as_read(field: pa.Field) -> pa.Field:
    """Words stay places in a dictionary: quicker, where few rows are kept."""
    return field.with_type(pa.dictionary(pa.int32(), pa.string())) if field.name in _WORDS else field


def _opened(segment: Segment, *, words: bool = True) -> pq.ParquetFile:
    footer = _footer(segment.path, segment.name, segment.key)
    return pq.ParquetFile(
        pa.OSFile(str(segment.path)),
        metadata=footer,
        decryption_properties=decryption(segment),
        read_dictionary=[word for word in _WORDS if word in footer.schema.names] if words else None,
    )


@lru_cache(maxsize=FOOTERS)
def _footer(path: Path, name: str, key: str) -> pq.FileMetaData:
    properties = encryption.create_decryption_properties(file_key(name, key))
    with pq.ParquetFile(path, decryption_properties=properties) as file:
        return file.metadata

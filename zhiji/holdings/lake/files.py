"""One file of the lake: Parquet, encrypted as its standard says (AES-256-GCM, footer included), sorted by customer.

Row groups are small and of one page each: a customer's rows stand in one or two of them, and every reader of encrypted
Parquet that was tried reads such files (docs/design/lake.md). Each file has a key of its own, wrapped by the vault.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as encryption
from django.conf import settings

from zhiji.holdings.lake.shapes import SETS
from zhiji.vault.lasting import file_key, new_file_key

ROWS_IN_GROUP = 16_384
_ONE_PAGE: dict[str, Any] = {"data_page_size": 1 << 28, "max_rows_per_page": 1 << 20}
_WORDS = ["currency", "kind", "channel", "bank"]


@dataclass(frozen=True, slots=True)
class Segment:
    """One file: its set, its name, the days it covers, how many rows, their sum, its SHA-256, its wrapped key."""

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
                rows += table.num_rows
                total += pc.sum(table[kept_as.total]).as_py() or 0
                writer.write_table(table.select(schema.names).cast(schema), row_group_size=ROWS_IN_GROUP)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder)
    with path.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    return Segment(
        name, file_name, first, last, rows, total, lowest, highest, path.stat().st_size, digest, kept
    )


def in_order(name: str, table: pa.Table) -> pa.Table:
    """The rows sorted as the set asks for."""
    return table.sort_by(SETS[name].order)


def whole(segment: Segment, columns: Sequence[str] | None = None) -> pa.Table:
    """All rows of a file, in memory."""
    return _opened(segment).read(columns=columns)


def of_customer(segment: Segment, customer: int, columns: Sequence[str]) -> pa.Table:
    """One customer's rows of a file: the row groups whose statistics admit the key, then the rows themselves."""
    groups = [
        place
        for place, (low, high) in enumerate(_ranges(segment.path, segment.name, segment.key))
        if low <= customer <= high
    ]
    if not groups:
        return SETS[segment.set].schema.empty_table().select(columns)
    schema = pa.schema([SETS[segment.set].schema.field(column) for column in columns])
    file = _opened(segment, words=True)
    keys = file.read_row_groups(groups, columns=["customer"], use_threads=False)["customer"]
    here = pc.equal(keys, customer)
    if not pc.any(
        here
    ).as_py():  # so it is with most days' files; what is sealed, most of a row, is not read for nothing
        return schema.empty_table()
    found = file.read_row_groups(groups, columns=list(columns), use_threads=False).filter(here)
    for column in set(columns) - set(found.column_names):  # a set that has grown since the file was written
        found = found.append_column(column, pa.nulls(found.num_rows, schema.field(column).type))
    return found.select(columns).cast(schema)


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


def _opened(segment: Segment, *, words: bool = False) -> pq.ParquetFile:
    """``words``: words stay places in a dictionary, which is quicker where few rows are kept."""
    footer = _footer(segment.path, segment.name, segment.key)
    return pq.ParquetFile(
        segment.path,
        metadata=footer,
        decryption_properties=decryption(segment),
        read_dictionary=[word for word in _WORDS if word in footer.schema.names] if words else None,
    )


@lru_cache(maxsize=512)
def _footer(path: Path, name: str, key: str) -> pq.FileMetaData:
    properties = encryption.create_decryption_properties(file_key(name, key))
    with pq.ParquetFile(path, decryption_properties=properties) as file:
        return file.metadata


@lru_cache(maxsize=512)
def _ranges(path: Path, name: str, key: str) -> tuple[tuple[int, int], ...]:
    """The lowest and highest customer key of every row group."""
    footer = _footer(path, name, key)
    found = (footer.row_group(place).column(0).statistics for place in range(footer.num_row_groups))
    return tuple((one.min, one.max) for one in found)

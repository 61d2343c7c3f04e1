"""One customer's rows, and all rows for an engine. Nothing here opens what is sealed in a row."""

import struct
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import fs

from zhiji.holdings.lake.files import Segment, decryption, of_customer, whole, words
from zhiji.holdings.lake.manifest import LakeBroken, Manifest, current
from zhiji.holdings.lake.shapes import SETS

if (
    TYPE_CHECKING
):  # datasets bring pandas with them, which no command and no worker needs until one is asked for
    import pyarrow.dataset as ds


def rows_of(
    customer: int, name: str, first: date | None = None, last: date | None = None,
    columns: Sequence[str] | None = None, state: Manifest | None = None,
) -> pa.Table:  # fmt: skip
    """One customer's rows from ``first`` to ``last`` (both included), by account, day and order within the day.

    Raises ``LakeBroken`` when a file they stand in was changed, cut off or taken away.
    """
    kept_as = SETS[name]
    wanted = list(columns or kept_as.schema.names)
    read = list(dict.fromkeys([*wanted, *kept_as.sorted_by[1:]]))
    here = (
        one for one in (state or current()).of(name, first, last) if one.lowest <= customer <= one.highest
    )
    parts = [part for one in here if (part := _part(one, customer, read)) is not None]
    if not parts:
        return kept_as.schema.empty_table().select(wanted)
    table = pa.concat_tables(parts)
    if first is not None:
        table = table.filter(pc.greater_equal(table["day"], _day(first)))
    if last is not None:
        table = table.filter(pc.less_equal(table["day"], _day(last)))
    shown = pa.schema([kept_as.schema.field(column) for column in wanted])
    return table.sort_by(kept_as.order[1:]).select(wanted).cast(shown)


def _part(segment: Segment, customer: int, columns: Sequence[str]) -> pa.Table | None:
    try:
        return of_customer(segment, customer, columns)
    except (OSError, pa.ArrowException) as error:
        message = f"{segment.set}/{segment.name} cannot be read: restore the lake from its backup"
        raise LakeBroken(message) from error


def every_row(
    name: str, first: date | None = None, last: date | None = None, state: Manifest | None = None
) -> "ds.Dataset":
    """All rows of the files that touch these days, as a dataset: DuckDB reads it by name, columns and filters pushed down.

    >>> lake = every_row("transactions"); duckdb.sql("SELECT sum(amount) FROM lake")  # doctest: +SKIP
    """
    import pyarrow.dataset as ds

    found = (state or current()).of(name, first, last)
    if not found:
        return ds.dataset(SETS[name].schema.empty_table())
    return ds.dataset([_dataset(one) for one in found])


def currencies(name: str, last: date, state: Manifest) -> set[str]:
    """The currencies of a set's rows in files that begin by ``last``: as the manifest notes them; only files of earlier versions are read."""
    found: set[str] = set()
    for one in state.of(name, None, last):
        found |= (
            words(whole(one, ["currency"]), "currency") if one.currencies is None else set(one.currencies)
        )
    return found


def batches(name: str, state: Manifest | None = None) -> Iterator[pa.RecordBatch]:
    """All rows of a set, batch by batch in bounded memory."""
    for one in (state or current()).of(name):
        yield from _dataset(one).to_batches()


def _day(day: date) -> pa.Scalar:
    """A day as Arrow compares it. Made from its bytes: Arrow's own way from Python loads pandas, a second at a worker's first look."""
    held = pa.py_buffer(struct.pack("<i", day.toordinal() - date(1970, 1, 1).toordinal()))
    return pa.Array.from_buffers(pa.date32(), 1, [None, held])[0]


def _dataset(segment: Segment) -> "ds.Dataset":
    """One file, of which the customers it holds are known: who asks for others does not open it."""
    import pyarrow.dataset as ds

    options = ds.ParquetFragmentScanOptions(decryption_properties=decryption(segment))
    form = ds.ParquetFileFormat(default_fragment_scan_options=options)
    customer = ds.field("customer")
    held = (customer >= segment.lowest) & (customer <= segment.highest)
    file = form.make_fragment(str(segment.path), fs.LocalFileSystem(), partition_expression=held)
    return ds.FileSystemDataset([file], SETS[segment.set].schema, form, fs.LocalFileSystem())

"""All measures for everybody, in ranges of customers: memory is bounded by a range, cost grows with the rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhiji.insight.engines import duckdb_engine
from zhiji.insight.measures import MEASURES, Measure, Tables

CUSTOMERS_AT_ONCE = 125_000
"""A range of so many customers, with a hundred transactions each, stays under a gigabyte."""
COLUMNS = {
    "transactions": ("customer", "account", "day", "amount", "currency", "kind", "bank"),
    "balances": ("customer", "account", "day", "balance", "currency"),
}
"""What measures may read of the lake: what is sealed in a row is never even loaded."""


def reckon(
    given: Mapping[str, Any], customers: Sequence[int] | pa.ChunkedArray, on: date,
    measures: Mapping[str, Measure] = MEASURES, told: Callable[[int], None] = lambda _: None, *, at_once: int = CUSTOMERS_AT_ONCE,
) -> pa.Table:  # fmt: skip
    """Every measure of these customers: ``customer`` in ascending order, and one int64 column a measure, null where none exists.

    ``given``: the night's tables by name (``measures.Tables``), Arrow tables or datasets.
    """
    ordered = pc.unique(pa.chunked_array([pa.array(customers)]) if isinstance(customers, list) else customers)
    ordered = ordered.sort()
    found, done = [], 0
    for part in _ranges(ordered, at_once):
        found.append(_range(given, part, on, measures))
        done += len(part)
        told(done)
    schema = pa.schema([("customer", pa.int64()), *((name, pa.int64()) for name in measures)])
    return pa.concat_tables([schema.empty_table(), *found])


def _ranges(ordered: pa.Array, at_once: int) -> Iterator[pa.Array]:
    for start in range(0, len(ordered), at_once):
        yield ordered.slice(start, at_once)


def _range(given: Mapping[str, Any], part: pa.Array, on: date, measures: Mapping[str, Measure]) -> pa.Table:
    low, high = part[0].as_py(), part[-1].as_py()
    with duckdb_engine(given, between=(low, high), columns=COLUMNS) as tables:
        return together(tables, part, on, measures)


def together(tables: Tables, customers: pa.Array, on: date, measures: Mapping[str, Measure]) -> pa.Table:
    """The measures side by side, one query each."""
    columns = {"customer": customers}
    for name, measure in measures.items():
        found = measure.build(tables, on).to_pyarrow()
        where = pc.index_in(customers, found["customer"].combine_chunks())
        columns[name] = found["value"].combine_chunks().take(where).cast(pa.int64())
    return pa.table(columns)

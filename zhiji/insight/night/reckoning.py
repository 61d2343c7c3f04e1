"""All measures for everybody, in ranges of customers: memory is bounded by a range, cost grows with the rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhiji.insight.engines import duckdb_engine
from zhiji.insight.measures import MEASURES, Measure, Tables
from zhiji.insight.measures.combined import Combined
from zhiji.insight.measures.measure import Summed

CUSTOMERS_AT_ONCE = 125_000
"""A range of so many customers, with a hundred transactions each, stays under a gigabyte."""
COLUMNS = {
    "transactions": ("customer", "account", "day", "amount", "currency", "kind", "channel", "bank"),
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
    for part in ranges(ordered, at_once):
        found.append(_range(given, part, on, measures))
        done += len(part)
        told(done)
    schema = pa.schema([("customer", pa.int64()), *((name, pa.int64()) for name in measures)])
    return pa.concat_tables([schema.empty_table(), *found])


def ranges(ordered: pa.Array, at_once: int) -> Iterator[pa.Array]:
    """Consecutive ranges of ``at_once`` customers."""
    for start in range(0, len(ordered), at_once):
        yield ordered.slice(start, at_once)


def _range(given: Mapping[str, Any], part: pa.Array, on: date, measures: Mapping[str, Measure]) -> pa.Table:
    low, high = part[0].as_py(), part[-1].as_py()
    with duckdb_engine(given, between=(low, high), columns=COLUMNS) as tables:
        return together(tables, part, on, measures)


def together(tables: Tables, customers: pa.Array, on: date, measures: Mapping[str, Measure]) -> pa.Table:
    """The measures side by side: one query for all sums over the same rows, one for every other measure."""
    found: dict[str, pa.Array] = {}
    parted = {name: one.build for name, one in measures.items() if isinstance(one.build, Combined)}
    asked = {name: one for name, one in measures.items() if name not in parted}
    asked |= {part.measure.id: part.measure for build in parted.values() for part in build.parts}
    for names in _groups(asked):
        rows = _query(tables, on, {name: asked[name] for name in names}).to_pyarrow()
        where = pc.index_in(customers, rows["customer"].combine_chunks())
        found |= {name: rows[name].combine_chunks().take(where).cast(pa.int64()) for name in names}
    found |= {name: build.of(found) for name, build in parted.items()}
    return pa.table({"customer": customers} | {name: found[name] for name in measures})


def _groups(measures: Mapping[str, Measure]) -> list[list[str]]:
    """Names of measures that are sums over the same rows; every other one alone."""
    groups: dict[Any, list[str]] = {}
    for name, measure in measures.items():
        build = measure.build
        groups.setdefault(build.rows if isinstance(build, Summed) else name, []).append(name)
    return list(groups.values())


def _query(tables: Tables, on: date, group: Mapping[str, Measure]) -> Any:
    several = {name: one.build for name, one in group.items() if isinstance(one.build, Summed)}
    if not several:
        ((name, measure),) = group.items()
        return measure.build(tables, on).rename({name: "value"})
    rows = next(iter(several.values())).rows(tables, on)
    sums: dict[str, Any] = {}
    for build in several.values():
        for name, one in build.sums(rows, on).items():
            if not sums.setdefault(name, one).equals(one):
                raise ValueError(f"two sums over the same rows are both called {name}")
    summed = rows.group_by("customer").agg(**sums)
    return summed.select("customer", **{name: build.value(summed, on) for name, build in several.items()})

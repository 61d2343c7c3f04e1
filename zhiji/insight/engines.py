"""Where expressions run: DuckDB in this process, or Spark. Each engine turns the night's tables into Ibis tables.

with duckdb_engine(arrow_tables) as tables:
    found = MEASURES["recency"].build(tables, on).to_pyarrow()
"""

# ruff: noqa: S608  (every name in a statement is this file's; values are numbers)

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from zhiji.insight.measures.measure import Tables

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow.dataset as ds

NAMES = ("transactions", "balances", "holdings", "rates")
MEMORY = "6GB"
"""What DuckDB may take. It does not spill: what it would put into a temporary folder is not encrypted."""
THREADS = 2
"""Of a worker's engine, for all its pages together."""


@contextmanager
def duckdb_engine(
    given: Mapping[str, Any], *, between: tuple[int, int] | None = None, columns: Mapping[str, Sequence[str]] | None = None,
    spill: str = "", threads: int = 0,
) -> Iterator[Tables]:  # fmt: skip
    """Tables over Arrow tables or datasets: datasets are read column by column with filters pushed down, never whole.

    ``between``: only customers from one opaque key to another, both included, and of the lake's sets only ``columns``. They are
    views: each query reads and decrypts what it needs, row groups of other customers are left alone. Copying the rows into the
    engine first costs more than a few queries save (docs/benchmarks-scale.md). ``spill``: a folder that is itself encrypted.
    """
    import duckdb
    import ibis

    config: dict[str, Any] = {"memory_limit": MEMORY, "temp_directory": spill}
    connection = ibis.duckdb.from_connection(
        duckdb.connect(config=config | ({"threads": threads} if threads else {}))
    )
    try:
        for name in NAMES:
            if between is None or name == "rates":
                connection.con.register(name, given[name])
                continue
            low, high = map(int, between)
            chosen = ", ".join((columns or {}).get(name, ("*",)))
            connection.con.register(f"all_{name}", given[name])
            connection.con.execute(
                f"CREATE TEMP VIEW {name} AS SELECT {chosen} FROM all_{name} WHERE customer BETWEEN {low} AND {high}"
            )
        yield Tables(
            *(
                table_of(
                    connection, name, _read(given[name].schema, None if between is None else columns, name)
                )
                for name in NAMES
            )
        )
    finally:
        connection.disconnect()


def table_of(connection: Any, name: str, schema: pa.Schema) -> Any:
    """A table of the connection whose columns are known: asking the engine for them takes longer than a small question."""
    from ibis.expr import operations

    kept = operations.DatabaseTable(name, schema=_as_ibis(schema), source=connection)
    return kept.to_expr()


@lru_cache(maxsize=64)
def _as_ibis(schema: pa.Schema) -> Any:
    import ibis

    return ibis.schema(schema)


def _read(schema: pa.Schema, columns: Mapping[str, Sequence[str]] | None, name: str) -> pa.Schema:
    """The columns that are read of a table, in the order they are asked for."""
    chosen = (columns or {}).get(name)
    return pa.schema([schema.field(one) for one in chosen]) if chosen else schema


@cache
def _instance(_process: int) -> Any:
    """One DuckDB of this process, with nothing in it: what a question reads belongs to its own connection and goes with it. To
    start one takes as long as a question does. It does not spill, either."""
    import duckdb

    return duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": "", "threads": THREADS})


@contextmanager
def rows_engine(given: "ds.Dataset") -> "Iterator[ir.Table]":
    """Rows of one set (``standings``) for a page's question, read column by column; the connection lives as long as the block."""
    import ibis

    connection = ibis.duckdb.from_connection(_instance(os.getpid()).cursor())
    try:
        connection.con.register("standings", given)
        yield table_of(connection, "standings", given.schema)
    finally:
        connection.con.unregister("standings")
        connection.disconnect()


@contextmanager
def spark_engine(session: Any, given: Mapping[str, pa.Table]) -> Iterator[Tables]:
    """Tables on a Spark session of the caller's (an extra: a bank that uses it installs ``pyspark``)."""
    import ibis

    connection = ibis.pyspark.connect(session)
    for name in NAMES:
        frame = session.createDataFrame(
            given[name].to_pandas(date_as_object=True, integer_object_nulls=True),
            schema=spark_schema(given[name].schema),
        )
        frame.createOrReplaceTempView(name)
    yield Tables(*(connection.table(name) for name in NAMES))


def spark_schema(schema: pa.Schema) -> str:
    """An Arrow schema in Spark's words, for the types the lake uses."""
    words = {
        pa.int64(): "bigint",
        pa.int32(): "int",
        pa.string(): "string",
        pa.date32(): "date",
        pa.binary(): "binary",
    }
    return ", ".join(f"{field.name} {words[field.type]}" for field in schema)

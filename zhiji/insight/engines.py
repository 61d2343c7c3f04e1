"""Where expressions run: DuckDB in this process, or Spark. Each engine turns the night's tables into Ibis tables.

with duckdb_engine(arrow_tables) as tables:
    found = MEASURES["recency"].build(tables, on).to_pyarrow()
"""

# ruff: noqa: S608  (every name in a statement is this file's; values are numbers)

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from zhiji.insight.measures.measure import Tables

NAMES = ("transactions", "balances", "holdings", "rates")
MEMORY = "6GB"
"""What DuckDB may take. It does not spill: what it would put into a temporary folder is not encrypted."""


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
    import ibis

    connection = ibis.duckdb.connect()
    try:
        connection.raw_sql(f"SET memory_limit = '{MEMORY}'")
        connection.raw_sql(f"SET temp_directory = '{spill.replace(chr(39), chr(39) * 2)}'")
        if threads:
            connection.raw_sql(f"SET threads = {int(threads)}")
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
        yield Tables(*(connection.table(name) for name in NAMES))
    finally:
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

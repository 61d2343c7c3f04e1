"""From tables of texts to typed columns, in DuckDB: what the mapping says, written as SQL.

Of every table ``t`` of the contract come two: ``text_t`` (the mapped texts) and ``t`` (typed; a value that is not of its type
is NULL there and a problem in ``checks``). Money is whole hundredths.
"""

# ruff: noqa: S608  (every name in a statement is the contract's or quoted; values are dates and numbers)

from collections.abc import Mapping
from pathlib import Path

import duckdb

from zhiji.customers.intake.recipes import Value
from zhiji.holdings.feed.contract import CONTRACT, Column, Table
from zhiji.holdings.feed.deriving import DERIVED
from zhiji.holdings.feed.manifest import FeedManifest
from zhiji.holdings.feed.mapping import FeedMapping, Join, TableMapping
from zhiji.holdings.feed.problems import FeedRefused, Problem
from zhiji.holdings.feed.reading import ROW, read_table

MONEY = r"^[+-]?[0-9]{1,15}(\.[0-9]{1,2}0*)?$"
RATE = r"^[+-]?[0-9]{1,4}(\.[0-9]{1,6})?$"


def open_engine() -> duckdb.DuckDBPyConnection:
    """An engine of its own in memory: it writes nothing to disk, loads no extension, asks no network."""
    return duckdb.connect(
        ":memory:",
        config={
            "threads": 2, "autoinstall_known_extensions": False, "autoload_known_extensions": False,
            "temp_directory": "", "python_enable_replacements": False,
        },
    )  # fmt: skip


def shape(
    engine: duckdb.DuckDBPyConnection, folder: Path, manifest: FeedManifest, mapping: FeedMapping
) -> None:
    """Make both tables of every table of the contract; one that was not sent is empty.

    Raises FeedRefused with the columns that are missing, counts that differ, files that cannot be read.
    """
    problems: list[Problem] = []
    read: dict[str, tuple[str, ...]] = {}
    for table in CONTRACT.values():
        promise = manifest.tables.get(table.name)
        if promise is None:
            engine.execute(f"CREATE TABLE text_{table.name} ({', '.join(_declared(table))})")
            engine.execute(_typed(table))
            continue
        own = mapping.table(table)
        try:
            for file in (promise.file, *(join.file for join in own.joins.values())):
                if file not in manifest.files:
                    raise FeedRefused([Problem(manifest.name, "manifest", detail=f"{file} is not named")])
                if file not in read:
                    read[file] = _register(engine, folder / file, mapping)
        except FeedRefused as refused:
            problems += refused.problems
            continue
        missing = _missing(table, own, promise.file, read)
        problems += missing
        if missing:
            continue
        held = engine.execute(f"SELECT count(*) FROM {_name(promise.file)}").fetchone()
        if held is None or held[0] != promise.rows:
            problems.append(
                Problem(promise.file, "count", detail=f"{held[0] if held else 0:,} ≠ {promise.rows:,}")
            )
        engine.execute(_mapped(table, own, promise.file, read[promise.file]))
        engine.execute(_typed(table))
    if problems:
        raise FeedRefused(problems)


def _register(engine: duckdb.DuckDBPyConnection, path: Path, mapping: FeedMapping) -> tuple[str, ...]:
    table = read_table(path, mapping.layout)
    engine.register(f"read {path.name}", table)
    engine.execute(f"CREATE TABLE {_name(path.name)} AS SELECT * FROM {_quoted(f'read {path.name}')}")
    engine.unregister(f"read {path.name}")
    return tuple(table.column_names)


def _name(file: str) -> str:
    return _quoted(f"file {file}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _declared(table: Table) -> list[str]:
    return ["row BIGINT", *(f"{_quoted(one.name)} VARCHAR" for one in table.columns)]


def _missing(
    table: Table, own: TableMapping, file: str, read: Mapping[str, tuple[str, ...]]
) -> list[Problem]:
    """Columns the mapping names that are not in their files. Unmapped tables may lack what is not needed."""
    found = []
    for name, value in own.columns.items():
        if value.column is None:
            continue
        source, column = _place(value.column, own, file)
        plain = value == Value(column=name)
        if column not in read[source] and (table.column(name).needed or not plain):
            found.append(Problem(source, "column", column=column))
    for join in own.joins.values():
        found += [Problem(file, "column", column=join.column)] if join.column not in read[file] else []
        found += [Problem(join.file, "column", column=join.key)] if join.key not in read[join.file] else []
        found += [
            Problem(join.file, "column", column=one) for one in join.where if one not in read[join.file]
        ]
    return found + [Problem(file, "column", column=one) for one in own.where if one not in read[file]]


def _place(column: str, own: TableMapping, file: str) -> tuple[str, str]:
    """File and column that a mapping's ``column`` or ``join.column`` means."""
    home, dot, rest = column.partition(".")
    return (own.joins[home].file, rest) if dot and home in own.joins else (file, column)


def _mapped(table: Table, own: TableMapping, file: str, held: tuple[str, ...]) -> str:
    chosen = []
    for one in table.columns:
        value = own.columns.get(one.name)
        absent = value is None or (value == Value(column=one.name) and one.name not in held)
        made = "NULL" if absent or value is None else _expression(value, own)
        chosen.append(f"CAST({made} AS VARCHAR) AS {_quoted(one.name)}")
    joins = "".join(_joined(name, join) for name, join in own.joins.items())
    where = _filter("own", own.where)
    return (
        f"CREATE TABLE text_{table.name} AS SELECT own.{ROW} AS row, {', '.join(chosen)} "
        f"FROM {_name(file)} AS own{joins}{f' WHERE {where}' if where else ''}"
    )


def _joined(name: str, join: Join) -> str:
    where = _filter("picked", join.where)
    rows = f"(SELECT * FROM {_name(join.file)} AS picked{f' WHERE {where}' if where else ''})"
    return f" LEFT JOIN {rows} AS {_quoted(name)} ON {_quoted(name)}.{_quoted(join.key)} = own.{_quoted(join.column)}"


def _filter(alias: str, where: Mapping[str, str]) -> str:
    return " AND ".join(
        f"trim({alias}.{_quoted(column)}) = {_text(value)}" for column, value in where.items()
    )


def _expression(value: Value, own: TableMapping) -> str:
    if value.column is None:
        return _text(str(value.constant))
    home, dot, rest = value.column.partition(".")
    joined = dot and home in own.joins
    column = f"{_quoted(home)}.{_quoted(rest)}" if joined else f"own.{_quoted(value.column)}"
    made = f"nullif(trim({column}), '')"
    if value.empty:
        made = f"CASE WHEN {made} IN ({', '.join(map(_text, value.empty))}) THEN NULL ELSE {made} END"
    if value.codes:
        cases = " ".join(
            f"WHEN {_text(str(code))} THEN {_text(str(means))}" for code, means in value.codes.items()
        )
        made = f"CASE {made} {cases} ELSE {made} END"
    if value.date:
        made = f"coalesce(strftime(try_strptime({made}, {_text(value.date)}), '%Y-%m-%d'), {made})"
    if value.derive:
        made = DERIVED[value.derive].format(made)
    return made if value.default is None else f"coalesce({made}, {_text(str(value.default))})"


def _typed(table: Table) -> str:
    chosen = [f"{_cast(one)} AS {_quoted(one.name)}" for one in table.columns]
    return f"CREATE TABLE {table.name} AS SELECT row, {', '.join(chosen)} FROM text_{table.name}"


def _cast(column: Column) -> str:
    name = _quoted(column.name)
    if column.type == "date":
        return f"try_strptime({name}, '%Y-%m-%d')::DATE"
    if column.type == "money":
        # Texts with more decimals would be rounded silently: only what fits exactly is cast.
        return f"CASE WHEN regexp_matches({name}, '{MONEY}') THEN (CAST({name} AS DECIMAL(18, 2)) * 100)::BIGINT END"
    if column.type == "rate":
        return f"CASE WHEN regexp_matches({name}, '{RATE}') THEN {name} END"
    if column.type == "whole":
        return f"try_cast({name} AS INTEGER)"
    if column.type == "choice":
        return f"CASE WHEN {name} IN ({', '.join(map(_text, column.choices))}) THEN {name} END"
    if column.type == "currency":
        return f"CASE WHEN regexp_matches({name}, '^[A-Z]{{3}}$') THEN {name} END"
    return name

"""The checks of a feed's own tables, as SQL: each answers the rows that break it. No row is believed before all have run."""

# ruff: noqa: S608  (every name in a statement is the contract's or quoted; values are dates and numbers)

from collections.abc import Iterator

import duckdb
from babel.numbers import get_currency_precision, list_currencies

from zhiji.holdings.feed.contract import CONTRACT, Table
from zhiji.holdings.feed.manifest import FeedManifest
from zhiji.holdings.feed.problems import MOST, FeedRefused, Problem

_PAIRS = (
    ("opened_on", "closed_on"), ("opened_on", "matures_on"), ("issued_on", "expires_on"), ("issued_on", "closed_on"),
    ("granted_on", "matures_on"), ("granted_on", "closed_on"),
)  # fmt: skip
_BEGINNINGS = ("opened_on", "issued_on", "granted_on", "since", "appraised_on")


class Findings:
    """Gathers problems: at most ``MOST`` rows of one rule on one column are listed, all are counted."""

    def __init__(self, engine: duckdb.DuckDBPyConnection) -> None:
        self.engine = engine
        self.problems: list[Problem] = []
        self.counts: dict[str, int] = {}

    def rows(self, file: str, rule: str, query: str, column: str = "") -> None:
        """``query`` selects the row numbers that break a rule."""
        found = [row for (row,) in self.engine.execute(query).fetchall()]
        self.given(file, rule, found, column)

    def given(self, file: str, rule: str, rows: list[int], column: str = "") -> None:
        if rows:
            self.counts[rule] = self.counts.get(rule, 0) + len(rows)
            self.problems += [Problem(file, rule, row, column) for row in sorted(rows)[:MOST]]

    def whole(self, file: str, rule: str, column: str = "", detail: str = "") -> None:
        self.counts[rule] = self.counts.get(rule, 0) + 1
        self.problems.append(Problem(file, rule, None, column, detail))

    def refuse(self) -> None:
        """Raise FeedRefused if anything was found."""
        if self.problems:
            raise FeedRefused(self.problems, self.counts)


def check_tables(engine: duckdb.DuckDBPyConnection, manifest: FeedManifest) -> None:
    """Types, codes, keys, references, days, dates, signs, currencies and sums. Raises FeedRefused with all of them."""
    found = Findings(engine)
    for table, file in _sent(manifest):
        _check_values(found, table, file)
        _check_keys(found, table, file)
        _check_days(found, table, file, manifest)
    _check_currencies(found, manifest)
    _check_signs(found, manifest)
    for table, file in _sent(manifest):
        for column, promised in manifest.tables[table.name].sums.items():
            got = engine.execute(f'SELECT coalesce(sum("{column}"), 0) FROM {table.name}').fetchone()
            if got is None or int(got[0]) != promised:
                found.whole(file, "sum", column)
    found.refuse()


def _sent(manifest: FeedManifest) -> Iterator[tuple[Table, str]]:
    for name, promise in manifest.tables.items():
        yield CONTRACT[name], promise.file


def _check_values(found: Findings, table: Table, file: str) -> None:
    texts = f"text_{table.name}"
    for column in table.columns:
        name = f'"{column.name}"'
        if column.needed:
            found.rows(file, "needed", f"SELECT row FROM {texts} WHERE {name} IS NULL", column.name)
        if column.type != "text":
            rule = "choice" if column.type == "choice" else "type"
            query = f"SELECT x.row FROM {texts} x JOIN {table.name} t USING (row) WHERE x.{name} IS NOT NULL AND t.{name} IS NULL"
            found.rows(file, rule, query, column.name)


def _check_keys(found: Findings, table: Table, file: str) -> None:
    keys = ", ".join(f'"{key}"' for key in table.keys)
    query = f"SELECT row FROM {table.name} QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY row) > 1"
    found.rows(file, "key", query, ", ".join(table.keys))
    for column in table.columns:
        if column.to:
            key = CONTRACT[column.to].keys[0]
            query = (
                f'SELECT row FROM {table.name} WHERE "{column.name}" IS NOT NULL '
                f'AND "{column.name}" NOT IN (SELECT "{key}" FROM {column.to} WHERE "{key}" IS NOT NULL)'
            )
            found.rows(file, "reference", query, column.name)


def _check_days(found: Findings, table: Table, file: str, manifest: FeedManifest) -> None:
    names = set(table.names)
    if not table.snapshot:
        query = f"SELECT row FROM {table.name} WHERE day NOT BETWEEN DATE '{manifest.first}' AND DATE '{manifest.last}'"
        found.rows(file, "day", query, "day")
    for name in _BEGINNINGS:
        if name in names:
            found.rows(
                file, "day", f"SELECT row FROM {table.name} WHERE {name} > DATE '{manifest.last}'", name
            )
    for begins, ends in _PAIRS:
        if {begins, ends} <= names:
            found.rows(file, "dates", f"SELECT row FROM {table.name} WHERE {ends} < {begins}", ends)


def _check_currencies(found: Findings, manifest: FeedManifest) -> None:
    fitting = ", ".join(
        f"'{code}'" for code in sorted(list_currencies()) if get_currency_precision(code) <= 2
    )
    for table, file in _sent(manifest):
        if "currency" in table.names:
            query = f"SELECT row FROM {table.name} WHERE currency NOT IN ({fitting})"
            found.rows(file, "currency", query, "currency")


def _check_signs(found: Findings, manifest: FeedManifest) -> None:
    """An amount with a direction is written without sign; from here on every amount has its sign."""
    if (promise := manifest.tables.get("transactions")) is None:
        return
    query = "SELECT row FROM transactions WHERE direction IS NOT NULL AND amount < 0"
    found.rows(promise.file, "sign", query, "amount")
    found.engine.execute("UPDATE transactions SET amount = -amount WHERE direction = 'out' AND amount > 0")

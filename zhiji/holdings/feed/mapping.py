"""The mapping of a feed: TOML that says which column of the bank's tables is which column of the contract.

    system = "core"                    # whose customer numbers these are; "zhiji": our own
    order = "given"                    # rows of an account's day stand in the order of booking; "balance": find it
    tolerance = "0.00"                 # how far a running balance may be off, where the bank rounds

    [file]
    delimiter = ";"
    [tables.accounts.columns]
    account = "ACCT_NO"
    family = { column = "TYPE", codes = { S = "savings", C = "current" } }
    [tables.accounts.join.owner]       # a second file: its columns are owner.<column>
    file = "disp.csv"
    column = "ACCT_NO"
    key = "ACCT_NO"
    where = { ROLE = "OWNER" }

A table that is not mapped has the contract's own column names. Every word: docs/how-to/feed.md.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhiji.customers.intake.recipes import MappingError, Value, known_words, tables_of, text_of
from zhiji.holdings.feed.contract import CONTRACT, Table
from zhiji.holdings.feed.deriving import DERIVED
from zhiji.holdings.feed.manifest import cents

OWN_SYSTEM = "zhiji"
_TOP = ("title", "system", "order", "tolerance", "file", "tables")
_FILE = ("format", "encoding", "delimiter", "quote")
_WORDS = ("column", "constant", "codes", "date", "empty", "derive", "default")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the files are laid out."""

    format: str = ""
    encoding: str = "utf8"
    delimiter: str = ","
    quote: str = '"'


@dataclass(frozen=True, slots=True)
class Join:
    """A second file whose row with ``key`` equal to our ``column`` lends its columns; ``where`` picks among its rows."""

    file: str
    column: str
    key: str
    where: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How one table is filled. ``file``: where it usually stands, for who writes a manifest; the manifest decides."""

    columns: Mapping[str, Value]
    where: Mapping[str, str] = field(default_factory=dict)
    joins: Mapping[str, Join] = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True, slots=True)
class FeedMapping:
    """A mapping that was read and checked against the contract. ``tolerance`` in hundredths."""

    system: str
    order: str
    tolerance: int
    layout: Layout
    tables: Mapping[str, TableMapping]
    digest: str

    def table(self, table: Table) -> TableMapping:
        """The table's own mapping, or the contract's names."""
        return self.tables.get(table.name) or TableMapping({name: Value(column=name) for name in table.names})


PLAIN = FeedMapping("", "given", 0, Layout(), {}, "")
"""A feed that speaks the contract's own words."""


def read_feed_mapping(path: Path) -> FeedMapping:
    """The mapping in a file. Raises MappingError, naming table, key and mend."""
    return parse_feed_mapping(text_of(path))


def parse_feed_mapping(text: str) -> FeedMapping:
    """The mapping written in ``text``."""
    data = tables_of(text)
    known_words("", data, _TOP)
    order = data.get("order", "given")
    if order not in ("given", "balance"):
        raise MappingError("", "order", _("there is no such order."), _("Use given or balance."))
    try:
        tolerance = cents(data.get("tolerance", "0"))
    except (ArithmeticError, ValueError) as error:
        raise MappingError("", "tolerance", f"{error}.", _('Write an amount, tolerance = "0.10".')) from error
    layout = data.get("file", {})
    known_words("file", layout, _FILE)
    tables = {name: _table(name, given) for name, given in data.get("tables", {}).items()}
    digest = hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()
    return FeedMapping(
        str(data.get("system", "")),
        order,
        tolerance,
        Layout(**{key: str(each) for key, each in layout.items()}),
        tables,
        digest,
    )


def _table(name: str, given: Mapping[str, Any]) -> TableMapping:
    place = f"tables.{name}"
    if name not in CONTRACT:
        known = ", ".join(CONTRACT)
        raise MappingError(
            "tables", name, _("there is no such table."), _("The tables are: %(words)s.") % {"words": known}
        )
    known_words(place, given, ("file", "columns", "where", "join"))
    table = CONTRACT[name]
    columns = {}
    for column, recipe in given.get("columns", {}).items():
        if column not in table.names:
            known = ", ".join(table.names)
            mend = _("Its columns are: %(columns)s.") % {"columns": known}
            raise MappingError(f"{place}.columns", column, _("the contract has no such column."), mend)
        columns[column] = _value(f"{place}.columns", column, recipe)
    for column in table.columns:
        if column.needed and column.name not in columns:
            raise MappingError(
                f"{place}.columns", column.name, _("this is missing."), _("Name its column, or a constant.")
            )
    joins = {joined: _join(f"{place}.join.{joined}", each) for joined, each in given.get("join", {}).items()}
    return TableMapping(columns, _where(place, given), joins, str(given.get("file", "")))


def _join(place: str, given: Mapping[str, Any]) -> Join:
    known_words(place, given, ("file", "column", "key", "where"))
    for word in ("file", "column", "key"):
        if not isinstance(given.get(word), str):
            raise MappingError(place, word, _("this is missing."), _("Write file, column and key."))
    return Join(given["file"], given["column"], given["key"], _where(place, given))


def _where(place: str, given: Mapping[str, Any]) -> Mapping[str, str]:
    where = given.get("where", {})
    if not isinstance(where, Mapping) or not all(isinstance(each, str) for each in where.values()):
        raise MappingError(
            place, "where", _("this must be a table of texts."), _('Write where = { TYPE = "OWNER" }.')
        )
    return where


def _value(place: str, key: str, given: Any) -> Value:
    recipe = given if isinstance(given, Mapping) else {"column": given}
    known_words(f"{place}.{key}", recipe, _WORDS)
    if ("column" in recipe) == ("constant" in recipe):
        mend = _('Write { column = "…" } or { constant = "…" }.')
        raise MappingError(place, key, _("it needs a column or a constant, and not both."), mend)
    derive = recipe.get("derive")
    if derive is not None and derive not in DERIVED:
        known = ", ".join(sorted(DERIVED))
        mend = _("These are known: %(words)s.") % {"words": known}
        raise MappingError(place, key, _("there is no function %(name)s.") % {"name": derive}, mend)
    constant = recipe.get("constant")
    return Value(
        recipe.get("column"), None if constant is None else str(constant), recipe.get("codes"), recipe.get("date"),
        tuple(map(str, recipe.get("empty", []))), derive, recipe.get("default"),
    )  # fmt: skip

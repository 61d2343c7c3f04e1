"""From the cells of a row to raw values by field, as the mapping says. Compiled once, run a million times."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Any

from zhiji.customers.intake.derive import DERIVATIONS
from zhiji.customers.intake.mapping import ImportMapping, Join
from zhiji.customers.intake.reading import open_table
from zhiji.customers.intake.reasons import reason
from zhiji.customers.intake.recipes import REFERENCE_FIELD, MappingError, Value
from zhiji.customers.intake.sheets import LONG_NUMBER
from zhiji.customers.intake.table import Unreadable

JOINED_MOST = 200_000
"""Most rows of a joined table: every worker holds it in memory."""

Cells = list[str]
Reader = Callable[[Cells], Any]


class CellWrong(ValueError):
    """A cell that cannot be read; carries the reason to give the row back with."""

    def __init__(self, stored: dict[str, Any]) -> None:
        super().__init__(stored["r"])
        self.stored = stored


@dataclass(frozen=True, slots=True)
class Joined:
    """A second table in memory: its columns, and its rows by key."""

    columns: tuple[str, ...]
    rows: Mapping[str, Cells]


@dataclass(slots=True)
class Shape:
    """What one row says. ``raw`` goes to ``fields.clean_file``; the others are codes and names as the file has them."""

    kind: str
    state: str
    unit: str | None
    people: dict[str, str | None]
    learned: str | None
    raw: dict[str, Any] = field(default_factory=dict)


def load_joins(mapping: ImportMapping) -> dict[str, Joined]:
    """The joined tables. Raises Unreadable or MappingError."""
    return {name: _load(name, join) for name, join in mapping.joins.items()}


def _load(name: str, join: Join) -> Joined:
    from django.utils.translation import gettext as _

    table = open_table(join.path, join.layout)
    if join.key not in table.columns:
        message = _("the joined file has no column %(column)s.") % {"column": join.key}
        mend = _("Its columns are: %(columns)s.") % {"columns": ", ".join(table.columns)}
        raise MappingError(f"join.{name}", "key", message, mend)
    if table.row_count > JOINED_MOST:
        message = _("a joined file may have %(most)s rows at most.") % {"most": JOINED_MOST}
        raise Unreadable(join.path.name, message, _("Join the columns before the import."))
    place = table.columns.index(join.key)
    return Joined(
        table.columns, {cells[place].strip(): cells for _row, cells in table.rows() if len(cells) > place}
    )


class Shaper:
    """The mapping compiled for one file's columns."""

    def __init__(
        self, mapping: ImportMapping, columns: tuple[str, ...], joined: Mapping[str, Joined]
    ) -> None:
        self._columns, self._joined, self._mapping = columns, joined, mapping
        self.width = len(columns)
        self._kind, self._state = self._reader(mapping.kind), self._reader(mapping.state)
        self._unit = self._reader(mapping.unit) if mapping.unit else None
        self._learned = self._reader(mapping.learned) if mapping.learned else None
        self._people = {name: self._reader(value) for name, value in mapping.people.items()}
        self._key = [columns.index(column) for column in mapping.key_columns]
        self._steps = [
            (_steps(path), self._reader(value, ".".join(path))) for path, value in mapping.values.items()
        ]
        self._column_of = {".".join(path): value.column or "" for path, value in mapping.values.items()}
        if mapping.key_columns:
            self._column_of[REFERENCE_FIELD] = "+".join(mapping.key_columns)

    def column_of(self, where: str) -> str:
        """The column a place of the register is filled from, or "" (a constant, or several columns)."""
        while where:
            if where in self._column_of:
                return self._column_of[where]
            below = {
                column for path, column in self._column_of.items() if path.startswith(f"{where}.") and column
            }
            if len(below) == 1:
                return below.pop()
            where = where.rpartition(".")[0]
        return ""

    def shape(self, cells: Cells) -> tuple[Shape, list[dict[str, Any]]]:
        """The row's values, and the reasons why some cells could not be read."""
        wrong: list[dict[str, Any]] = []

        def read(reader: Reader | None) -> Any:
            if reader is None:
                return None
            try:
                return reader(cells)
            except CellWrong as error:
                wrong.append(error.stored)
                return None

        shape = Shape(
            read(self._kind) or "",
            read(self._state) or "",
            read(self._unit),
            {name: read(reader) for name, reader in self._people.items()},
            read(self._learned),
        )
        raw = shape.raw
        for path, reader in self._steps:
            try:
                value = reader(cells)
            except CellWrong as error:
                wrong.append(error.stored)
                continue
            if value is None or value == "":
                continue
            if len(path) == 1:
                raw[path[0]] = value
            else:
                _put(raw, path, value)
        self._drop_bare_constants(raw)
        if self._key:
            parts = [cells[place].strip() for place in self._key]
            if all(parts):
                raw[REFERENCE_FIELD] = [f"{self._mapping.key_system}:{'-'.join(parts)}"]
        for name, value in raw.items():
            if isinstance(value, _Items):
                raw[name] = value.in_order()
        return shape, wrong

    def _drop_bare_constants(self, raw: dict[str, Any]) -> None:
        """An entry of which only the constants stand (a paper's type without its number) says nothing: left out."""
        for group, names in self._constants:
            holder: Any = raw
            for step in group[:-1]:
                holder = holder.get(step, {})
            item = holder.get(group[-1])
            if item is not None and names.issuperset(item):
                del holder[group[-1]]

    @cached_property
    def _constants(self) -> list[tuple[tuple[Any, ...], set[Any]]]:
        """Entries that mix constants and columns, the deepest first, with the names of their constants."""
        constants: dict[tuple[Any, ...], set[Any]] = {}
        filled: set[tuple[Any, ...]] = set()
        for path, value in self._mapping.values.items():
            steps = _steps(path)
            if value.column is not None:
                filled.update(steps[:depth] for depth in range(1, len(steps)))
            elif len(steps) > 1:
                constants.setdefault(steps[:-1], set()).add(steps[-1])
        groups = [(group, names) for group, names in constants.items() if group in filled]
        return sorted(groups, key=lambda each: -len(each[0]))

    # -- compiling one recipe -----------------------------------------------------------------------------------

    def _reader(self, value: Value, where: str = "") -> Reader:
        if value.column is None:
            constant = value.constant
            return lambda cells: constant
        fetch = self._fetch(value.column)
        if not (value.codes or value.date or value.empty or value.derive or value.default is not None):
            column = value.column

            def plain(cells: Cells) -> str | None:
                text = fetch(cells)
                if text == LONG_NUMBER:
                    raise CellWrong(reason("cell.rounded", where=where, column=column))
                return text

            return plain
        return _recipe(value, fetch, where)

    def _fetch(self, column: str) -> Callable[[Cells], str]:
        if column in self._columns:
            place = self._columns.index(column)
            return lambda cells: cells[place].strip()
        name, _dot, rest = column.partition(".")
        joined = self._joined[name]
        ours, theirs = self._columns.index(self._mapping.joins[name].column), joined.columns.index(rest)
        rows = joined.rows

        def fetch(cells: Cells) -> str:
            row = rows.get(cells[ours].strip())
            return row[theirs].strip() if row is not None and len(row) > theirs else ""

        return fetch


def _recipe(value: Value, fetch: Callable[[Cells], str], where: str) -> Reader:
    empty, codes, form, default = frozenset(value.empty), value.codes, value.date, value.default
    derive = DERIVATIONS[value.derive] if value.derive else None
    column = value.column or ""

    def read(cells: Cells) -> Any:
        text: Any = fetch(cells)
        if text == LONG_NUMBER:
            raise CellWrong(reason("cell.rounded", where=where, column=column))
        if not text or text in empty:
            return default
        if codes is not None:
            text = codes.get(text, text)
        if form is not None:
            try:
                text = datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 (a day has no zone)
            except ValueError:
                raise CellWrong(reason("cell.date", where=where, column=column, form=form)) from None
        if derive is not None:
            try:
                text = derive(text)
            except ValueError as error:
                raise CellWrong(reason("cell.form", where=where, column=column, form=str(error))) from None
        return text

    return read


class _Items(dict[int, Any]):
    """The numbered entries of a field that holds several, on the way to a list."""

    def in_order(self) -> list[Any]:
        return [self[place] for place in sorted(self)]


def _steps(path: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(int(step) if step.isdigit() else step for step in path)


def _put(raw: dict[str, Any], path: tuple[Any, ...], value: Any) -> None:
    """Set a value deep inside: ("papers", 0, "number") makes {"papers": {0: {"number": value}}}."""
    place: Any = raw
    for step, following in pairwise(path):
        inner = place.get(step)
        if inner is None:
            inner = place[step] = _Items() if isinstance(following, int) else {}
        place = inner
    place[path[-1]] = value

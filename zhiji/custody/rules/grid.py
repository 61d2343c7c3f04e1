"""The figures of a report as a grid: totals, reconciliation, small cells left out, a single change, a fingerprint. Pure.

A small count can point at a person, so counts from 1 to ``least`` - 1 are left out, with as many others as it takes that none
can be worked out from the totals (norm ``house.statistics``).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """Counts by line and column. ``cells`` has one line more than ``rows`` and one column more than ``columns``: the totals,
    with the grand total last of all. None: left out because it is small, or because it would betray a small one."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]

    @property
    def total(self) -> int | None:
        """The grand total."""
        return self.cells[-1][-1]


def grid_of(counts: Mapping[tuple[str, str], int], columns: Sequence[str] = ()) -> Grid:
    """A grid with its totals, lines in the order of ``counts``; ``columns`` fixes the order and the columns without counts.

    >>> grid_of({("a", "x"): 2, ("b", "x"): 3}).cells
    ((2, 2), (3, 3), (5, 5))
    """
    rows = tuple(dict.fromkeys(row for row, _column in counts))
    names = tuple(dict.fromkeys([*columns, *(column for _row, column in counts)]))
    inner = [[counts.get((row, column), 0) for column in names] for row in rows]
    lines = [(*line, sum(line)) for line in inner]
    foot = tuple(sum(line[place] for line in lines) for place in range(len(names) + 1))
    return Grid(rows, names, (*lines, foot))


def is_reconciled(grid: Grid, independent: int) -> bool:
    """Whether the sums of the lines, of the columns, and the independent count are one number (Art. 13)."""
    by_rows = sum(line[-1] or 0 for line in grid.cells[:-1])
    by_columns = sum(count or 0 for count in grid.cells[-1][:-1])
    return by_rows == by_columns == grid.total == independent


def without_small(grid: Grid, least: int) -> Grid:
    """The grid without counts from 1 to ``least`` - 1, nor any from which one of these could be worked out.

    >>> without_small(grid_of({("a", "x"): 2, ("a", "y"): 9, ("b", "x"): 9, ("b", "y"): 9}), 5).cells
    ((None, None, 11), (None, None, 18), (11, 18, 29))
    """
    values = {
        (row, column): count or 0 for row, line in enumerate(grid.cells) for column, count in enumerate(line)
    }
    hidden = {place for place, count in values.items() if 0 < count < least}
    while (more := _betrayed(values, hidden, least)) is not None:
        hidden.add(more)
    return replace(
        grid,
        cells=tuple(
            tuple(None if (row, column) in hidden else values[row, column] for column in range(len(line)))
            for row, line in enumerate(grid.cells)
        ),
    )


def _betrayed(values: Mapping[Place, int], hidden: set[Place], least: int) -> Place | None:
    """The next count to leave out, or None when no hidden one can be worked out any more."""
    for place in sorted(hidden):
        for axis in (0, 1):
            line = [one for one in hidden if one[axis] == place[axis]]
            if (len(line) < 2 or sum(values[one] for one in line) < least) and (
                chosen := _next(values, hidden, axis, place[axis])
            ) is not None:
                return chosen
    for place in sorted(hidden):
        if _pinned(values, hidden, place):
            for axis in (0, 1):
                if (chosen := _next(values, hidden, axis, place[axis])) is not None:
                    return chosen
    return None


def _next(values: Mapping[Place, int], hidden: set[Place], axis: int, line: int) -> Place | None:
    """The smallest count of a line that still shows; one above zero before a zero."""
    shown = [place for place in values if place[axis] == line and place not in hidden]
    return min(shown, key=lambda place: (values[place] == 0, values[place], place), default=None)


def _pinned(values: Mapping[Place, int], hidden: set[Place], place: Place) -> bool:
    """Whether a hidden count can be nothing else than it is, the sums being known and no count below zero.

    It can be one more, or one less, if the difference can be passed on round a way of other hidden counts and back: one
    taken off in its line, one put on in the column met there, and so on. What cannot be taken off a zero ends the way.
    """
    foot, side = max(row for row, _ in values), max(column for _, column in values)

    def takes(one: Place, more: bool) -> bool:
        # A total stands on the other side of its equation: there more is less. The grand total is on the other side twice.
        return values[one] > 0 or more != ((one[0] == foot) != (one[1] == side))

    def passes(up: bool) -> bool:
        reached, edge = {(0, place[0])}, {(0, place[0])}
        while edge:
            step = {
                (1 - axis, one[1 - axis])
                for axis, line in edge
                for one in hidden
                if one != place and one[axis] == line and takes(one, more=(axis == 0) != up)
            }
            edge = step - reached
            reached |= edge
        return (1, place[1]) in reached

    return not any(passes(up) for up in (True, False) if takes(place, more=up))


def with_change(grid: Grid, row: str, column: str, count: int) -> tuple[Grid, int | None]:
    """The grid with one count changed and its totals following, and the count that stood there. Left-out totals stay so."""
    place = grid.rows.index(row), grid.columns.index(column)
    old = grid.cells[place[0]][place[1]]
    by = count - (old or 0)
    cells = [list(line) for line in grid.cells]
    cells[place[0]][place[1]] = count
    for one in ((place[0], -1), (-1, place[1]), (-1, -1)):
        before = cells[one[0]][one[1]]
        cells[one[0]][one[1]] = None if before is None else before + by
    return replace(grid, cells=tuple(tuple(line) for line in cells)), old


def as_data(grid: Grid) -> dict[str, Any]:
    """The grid as plain data, to be kept and sealed by its fingerprint."""
    return {
        "rows": list(grid.rows),
        "columns": list(grid.columns),
        "cells": [list(line) for line in grid.cells],
    }


def from_data(data: Mapping[str, Any]) -> Grid:
    """The grid kept as ``as_data``."""
    return Grid(tuple(data["rows"]), tuple(data["columns"]), tuple(tuple(line) for line in data["cells"]))


def fingerprint(*parts: Any) -> str:
    """SHA-256 over plain data, keys in order: two figures that differ in anything have two fingerprints (Art. 13)."""
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()

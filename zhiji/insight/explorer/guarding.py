"""What of a table may be shown. Pure. Two fences, one behind the other (norms ``house.statistics`` and ``house.explorer``).

Within a table: a cell of few customers is left out, with as many others as it takes that none can be reckoned from the
totals (``custody.rules.grid``, the same as for statistics reports). Across tables: every figure that shows is rounded to a
step that is at least as large as what any single customer adds to it, so that two tables which differ by one customer tell
that customer's amount no closer than to a step as large as the amount itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhiji.custody.rules.grid import Grid, without_small

TOTAL = ""
"""The code of a line's or column's total; with both, the grand total."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One cell before it is guarded: how many customers, the exact figure, and the largest amount one of them has."""

    customers: int
    figure: int
    largest: int


@dataclass(frozen=True, slots=True)
class Guarded:
    """What shows. ``cells`` by line and column code, ``TOTAL`` for totals; None is left out, a cell not there holds nobody."""

    cells: Mapping[tuple[str, str], int | None]
    left_out: int


def guarded(
    reckoned: Mapping[tuple[str, str], Reckoned], rows: Sequence[str], columns: Sequence[str], aggregate: str,
    *, least: int, counts_to: int, digits: int,
) -> Guarded:  # fmt: skip
    """The table as it may be shown. ``columns`` is ``()`` for a table of totals by line only."""
    lines, across = [*rows, TOTAL], [*columns, TOTAL]
    counts = Grid(
        tuple(rows), tuple(columns) or (TOTAL,),
        tuple(tuple(_customers(reckoned, row, column, columns) for column in (across if columns else (TOTAL, TOTAL))) for row in lines),
    )  # fmt: skip
    kept = without_small(counts, least).cells
    shown: dict[tuple[str, str], int | None] = {}
    for place, row in enumerate(lines):
        for other, column in enumerate(across):
            cell = reckoned.get((row, column))
            if (
                kept[place][other] is None
            ):  # a cell of nobody too, where it must hide another: else its place would tell
                shown[row, column] = None
            elif cell is not None and cell.customers:
                shown[row, column] = rounded(cell, aggregate, counts_to, digits)
    return Guarded(shown, sum(value is None for value in shown.values()))


def _customers(
    reckoned: Mapping[tuple[str, str], Reckoned], row: str, column: str, columns: Sequence[str]
) -> int:
    found = reckoned.get((row, column))
    return found.customers if found else 0


def rounded(cell: Reckoned, aggregate: str, counts_to: int, digits: int) -> int:
    """The figure of a cell that shows, rounded so that no single customer can be seen in it.

    >>> rounded(Reckoned(13, 13, 1), "count", 5, 2), rounded(Reckoned(13, 8_049, 900), "sum", 5, 2)
    (15, 8000)
    """
    if aggregate == "count":
        return to_step(cell.customers, counts_to)
    if aggregate == "sum":
        return to_step(cell.figure, round_step(cell.largest))
    if aggregate == "average":
        return to_step(cell.figure, round_step(-(-cell.largest // cell.customers)))
    return to_digits(cell.figure, digits)


def round_step(least: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that is no less.

    >>> [round_step(one) for one in (0, 3, 20, 21, 901)]
    [1, 5, 20, 50, 1000]
    """
    power = 1
    while True:
        for factor in (1, 2, 5):
            if power * factor >= least:
                return power * factor
        power *= 10


def to_step(value: int, step: int) -> int:
    """The nearest multiple, halves away from zero.

    >>> to_step(12, 5), to_step(-13, 5), to_step(15, 10)
    (10, -15, 20)
    """
    sign = -1 if value < 0 else 1
    return sign * (
        (abs(value) + step // 2) // step * step if step % 2 else (abs(value) * 2 + step) // (2 * step) * step
    )


def to_digits(value: int, digits: int) -> int:
    """The value to so many leading digits.

    >>> to_digits(12_549, 2), to_digits(-7, 2), to_digits(0, 2)
    (13000, -7, 0)
    """
    return to_step(value, 10 ** max(0, len(str(abs(value))) - digits))

"""A small chart of columns as SVG shapes. Pure; units are pixels. Colours are the style sheet's, so that it follows the theme and prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 360, 96
TOP, BOTTOM, GAP = 14.0, 16.0, 4.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it stands, how wide and high it is, and what it says."""

    x: float
    y: float
    width: float
    height: float
    until: date
    value: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns from zero, the oldest first; ``most`` is the highest value, ``zero`` the line they stand on."""

    width: int
    height: int
    columns: tuple[Column, ...]
    most: int
    zero: float


def columns_of(values: Sequence[tuple[date, int]]) -> Columns:
    """The values (0 or more) as columns; one above nothing is at least a pixel high.

    >>> columns_of([(date(2026, 1, 31), 0), (date(2026, 2, 28), 5)]).columns[1].height
    66.0
    """
    most, step = max((value for _day, value in values), default=0), WIDTH / max(1, len(values))
    whole = HEIGHT - TOP - BOTTOM
    drawn = []
    for place, (day, value) in enumerate(values):
        high = max(1.0, round(whole * value / most, 1)) if value else 0.0
        drawn.append(
            Column(
                round(place * step + GAP / 2, 1),
                round(TOP + whole - high, 1),
                round(step - GAP, 1),
                high,
                day,
                value,
            )
        )
    return Columns(WIDTH, HEIGHT, tuple(drawn), most, TOP + whole)

"""Small charts as SVG shapes: a line of month-end balances, bars of flows. Pure; units are pixels, amounts hundredths.

Nothing here carries a colour or a style: classes do (holdings.css), so that charts follow the theme and print.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 960.0, 200.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 8.0, 10.0, 24.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: where it stands and what it says (an amount in hundredths, or a day)."""

    at: float
    value: int | date


@dataclass(frozen=True, slots=True)
class LineChart:
    """A line through points, the area under it, and ticks of both axes."""

    width: float
    height: float
    line: str
    area: str
    points: tuple[tuple[float, float, date, int], ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    zero: float


def line_chart(steps: Sequence[tuple[date, int]]) -> LineChart | None:
    """The balances at these days; None for fewer than two.

    >>> line_chart([(date(2026, 1, 31), 0), (date(2026, 2, 28), 100)]).points[1][:2]
    (952.0, 10.0)
    """
    if len(steps) < 2:
        return None
    low, high = min(0, *(amount for _, amount in steps)), max(0, *(amount for _, amount in steps))
    marks = ticks(low, high)
    low, high = min(low, marks[0]), max(high, marks[-1])
    across = (WIDTH - LEFT - RIGHT) / (len(steps) - 1)

    def height(amount: int) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - (amount - low) / ((high - low) or 1)), 1)

    points = tuple(
        (round(LEFT + place * across, 1), height(amount), day, amount)
        for place, (day, amount) in enumerate(steps)
    )
    line = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y, _, _ in points)
    area = f"{line} L{points[-1][0]:.1f} {height(0):.1f} L{points[0][0]:.1f} {height(0):.1f} Z"
    every = max(1, -(-len(points) // 6))
    return LineChart(
        WIDTH, HEIGHT, line, area, points, tuple(Tick(x, day) for x, _, day, _ in points[::-every][::-1]),
        tuple(Tick(height(mark), mark) for mark in marks), height(0),
    )  # fmt: skip


def ticks(low: int, high: int, most: int = 4) -> list[int]:
    """Round amounts that span ``low`` to ``high``.

    >>> ticks(0, 9_300)
    [0, 2500, 5000, 7500, 10000]
    """
    span = max(1, high - low)
    step = 1
    while span / step > most:
        for factor in (2, 2.5, 5, 10):
            if span / (step * factor) <= most:
                return _marks(low, high, int(step * factor))
        step *= 10
    return _marks(low, high, step)


def _marks(low: int, high: int, step: int) -> list[int]:
    first, last = low // step, -(-high // step)
    return [step * place for place in range(first, max(last, first + 1) + 1)]


def share(part: int, whole: int) -> float:
    """A bar's length in percent of the longest.

    >>> share(1, 3)
    33.3
    """
    return round(100 * part / whole, 1) if whole else 0.0

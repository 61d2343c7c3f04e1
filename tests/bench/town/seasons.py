"""The days of the town: how much is spent on each, when wages, rents and interest fall. Days are offsets from the first."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np

FESTIVAL = {2022: date(2022, 2, 1), 2023: date(2023, 1, 22), 2024: date(2024, 2, 10), 2025: date(2025, 1, 29),
            2026: date(2026, 2, 17), 2027: date(2027, 2, 6), 2028: date(2028, 1, 26)}  # fmt: skip
"""New year's day of the lunar calendar."""
_MONTHS = (1.10, 0.95, 0.95, 0.95, 1.02, 1.06, 0.98, 0.97, 1.02, 1.08, 1.22, 1.10)
_WEEK = (0.92, 0.90, 0.92, 0.97, 1.10, 1.22, 1.10)
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Town:
    """What is wanted: ``customers`` and the days from ``first`` to ``last``; the same ``seed``, the same town."""

    customers: int
    seed: int = 7
    first: date = date(2024, 1, 1)
    last: date = date(2025, 12, 31)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def epoch(self) -> int:
        """The first day as Arrow and DuckDB count days."""
        return (self.first - _EPOCH).days

    @cached_property
    def calendar(self) -> list[date]:
        return [self.first + timedelta(days=place) for place in range(self.days)]

    @cached_property
    def spending(self) -> Any:
        """Cumulated shares of the days in what is spent: months, weekdays, the weeks before Spring Festival, the quiet week in it."""
        return _cumulated(
            [_MONTHS[day.month - 1] * _WEEK[day.weekday()] * _festive(day)[0] for day in self.calendar]
        )

    @cached_property
    def giving(self) -> Any:
        """The same for what people send one another: red packets at the festival."""
        return _cumulated([_festive(day)[1] for day in self.calendar])

    def on(self, day_of_month: int, *, working: bool = False) -> Any:
        """This day of every month; ``working``: brought forward to Friday where it falls on a weekend."""
        found = [place for place, day in enumerate(self.calendar) if day.day == day_of_month]
        if working:
            found = [max(0, place - max(0, self.calendar[place].weekday() - 4)) for place in found]
        return np.array(found, np.int32)

    @cached_property
    def quarters(self) -> Any:
        """When interest on current accounts is booked: the 21st that ends a quarter."""
        return np.array(
            [place for place, day in enumerate(self.calendar) if day.day == 21 and day.month % 3 == 0],
            np.int32,
        )

    @cached_property
    def bonus(self) -> Any:
        """Ten days before each Spring Festival within the days."""
        found = [(day - timedelta(days=10) - self.first).days for day in FESTIVAL.values()]
        return np.array([place for place in found if 0 <= place < self.days], np.int32)


def drawn(draw: Any, cumulated: Any, size: int) -> Any:
    """Days by their shares."""
    return np.searchsorted(cumulated, draw.random(size), side="right").astype(np.int32)


def _festive(day: date) -> tuple[float, float]:
    away = (day - FESTIVAL[day.year]).days
    spent = 1.8 if -14 <= away < 0 else 0.55 if 0 <= away < 7 else 1.0
    return spent, 6.0 if -2 <= away < 5 else 1.0


def _cumulated(weights: list[float]) -> Any:
    summed = np.cumsum(weights)
    return summed / summed[-1]

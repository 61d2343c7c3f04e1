"""Lifetime value with its interval (U04, U21): this year's total profit carried on for as long as customers like this one stay.

How long they stay is measured, not assumed: of those of the same tier who moved money in the year before last year's turn, the
share that still did so in the last 365 days, with its Wilson interval. The interval says how unsure that share is; that prices and
habits may change it does not say.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

EARLIEST = 90
"""Before so many days of a year its profit says too little of a whole one: no value is given."""
Z95 = 1.959964
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval (Wilson 1927), which stays within 0 and 1 and is wide where few were seen."""

    value: float
    low: float
    high: float


def wilson(kept: int, among: int) -> Share:
    """The share of ``kept`` among ``among`` > 0.

    >>> share = wilson(8, 10); round(share.value, 2), round(share.low, 2), round(share.high, 2)
    (0.8, 0.49, 0.94)
    """
    value, square = kept / among, Z95 * Z95
    middle = (value + square / (2 * among)) / (1 + square / among)
    half = Z95 / (1 + square / among) * (value * (1 - value) / among + square / (4 * among * among)) ** 0.5
    return Share(value, middle - half, middle + half)


def factor(retention: float, years: int, discount_bp: int) -> float:
    """What one unit a year is worth today, earned at the end of each of ``years`` in which the customer is still there."""
    yearly = retention / (1 + discount_bp / 10_000)
    return float(sum(yearly**year for year in range(1, years + 1)))


def lifetime_values(measured: pa.Table, tiers: pa.ChunkedArray, on: date, rule: Any) -> dict[str, pa.Array]:
    """``clv``, ``clv_low``, ``clv_high`` in hundredths, null where there is no profit yet, too little of the year, or no past."""
    passed = on.timetuple().tm_yday
    profit = measured["profit_total"].combine_chunks()
    places = tiers.combine_chunks().to_numpy(zero_copy_only=False)
    before = pc.greater(pc.fill_null(measured["frequency_before"].combine_chunks(), 0), 0).to_numpy(
        zero_copy_only=False
    )
    now = pc.greater(pc.fill_null(measured["frequency"].combine_chunks(), 0), 0).to_numpy(
        zero_copy_only=False
    )
    factors = np.full((3, len(profit)), np.nan)
    for place in np.unique(places):
        of_tier = places == place
        if among := int((of_tier & before).sum()):
            share = wilson(int((of_tier & before & now).sum()), among)
            for row, one in enumerate((share.value, share.low, share.high)):
                factors[row, of_tier] = factor(one, rule.horizon_years, rule.discount_bp)
    yearly = pc.fill_null(profit, 0).to_numpy(zero_copy_only=False) * (365 / passed)
    given = profit.is_valid().to_numpy(zero_copy_only=False) & ~np.isnan(factors[0]) & (passed >= EARLIEST)
    values = np.sort(
        np.where(given, factors * yearly, 0)[1:], axis=0
    )  # a loss is largest where customers stay
    found = {"clv": np.where(given, factors[0] * yearly, 0), "clv_low": values[0], "clv_high": values[1]}
    return {name: pa.array(np.rint(column).astype(np.int64), mask=~given) for name, column in found.items()}

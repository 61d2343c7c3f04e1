"""Tier and layer of everybody after the night: month by month from where they stood, by the rules of ``insight.tiers``."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiji.insight.engines import duckdb_engine
from zhiji.insight.measures.balances import averages
from zhiji.insight.night.reckoning import COLUMNS, CUSTOMERS_AT_ONCE, ranges
from zhiji.insight.tiers import Tier

MONTHS_BACK = 12
"""How far back the first night of all begins to count: more than the longest watch."""
Whole = npt.NDArray[np.int64]


def months_to_count(counted: date | None, on: date) -> Iterator[tuple[date, date]]:
    """First and last day of every complete month after ``counted`` (a month's first day) that ended by ``on``, oldest first.

    >>> [first.isoformat() for first, _ in months_to_count(date(2026, 8, 1), date(2026, 10, 30))]
    ['2026-09-01']
    """
    after = on + timedelta(days=1)
    months = [(after.year * 12 + after.month - 1) - back for back in range(MONTHS_BACK, 0, -1)]
    for month in months:
        first = date(month // 12, month % 12 + 1, 1)
        if counted is None or first > counted:
            following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
            yield first, following - timedelta(days=1)


def next_months(tier: Whole, short: Whole, averages: Whole, tiers: Sequence[Tier]) -> tuple[Whole, Whole]:
    """``insight.tiers.next_month`` for arrays: place of the tier and short months on end, after one more month."""
    least = np.array([one.least for one in tiers], dtype=np.int64)
    down = np.array([one.down_after for one in tiers], dtype=np.int64)
    place = np.maximum(np.searchsorted(least, averages, side="right") - 1, 0)
    rises = place >= tier
    watched = np.where(rises, 0, short + 1)
    falls = ~rises & (watched >= down[tier])
    return np.where(rises | falls, place, tier), np.where(falls, 0, watched)


def placed(
    measured: pa.Table, given: Mapping[str, Any], before: pa.Table | None, on: date, tiers: Sequence[Tier],
    layers: Sequence[str], permille: Sequence[int],
) -> pa.Table:  # fmt: skip
    """``tier``, ``short``, ``month`` and ``layer`` beside ``customer``, in the order of ``measured`` (by the lake's key).

    ``before``: customer, tier, short, month of the standings of an earlier night, if there are any.
    """
    customers = measured["customer"].combine_chunks()
    tier, short, counted = _stood(customers, before)
    months = list(months_to_count(counted, on))
    for averages_of_month in _averages(given, customers, months):
        tier, short = next_months(tier, short, averages_of_month, tiers)
    last = months[-1][0] if months else counted
    return pa.table(
        {
            "customer": customers, "tier": pa.array(tier, pa.int8()), "short": pa.array(short, pa.int8()),
            "month": pa.array([last] * len(customers), pa.date32()), "layer": pyramid(measured["aum"].combine_chunks(), layers, permille),
        }
    )  # fmt: skip


def _stood(customers: pa.Array, before: pa.Table | None) -> tuple[Whole, Whole, date | None]:
    tier, short = np.zeros(len(customers), np.int64), np.zeros(len(customers), np.int64)
    if before is None or not before.num_rows:
        return tier, short, None
    where = pc.index_in(customers, before["customer"].combine_chunks())
    known = where.is_valid().to_numpy(zero_copy_only=False)
    places = where.drop_null()
    tier[known] = before["tier"].take(places).to_numpy()
    short[known] = before["short"].take(places).to_numpy()
    return tier, short, pc.max(before["month"]).as_py()


def _averages(given: Mapping[str, Any], customers: pa.Array, months: Sequence[tuple[date, date]]) -> Whole:
    """The months' averages of assets under management, a line a month, 0 where there was nothing; all months in one reading,
    range by range, as measures are."""
    if not months:
        return np.zeros((0, len(customers)), np.int64)
    parts = [_averages_of(given, part, months) for part in ranges(customers, CUSTOMERS_AT_ONCE)]
    return np.concatenate([np.zeros((len(months), 0), np.int64), *parts], axis=1)


def _averages_of(given: Mapping[str, Any], customers: pa.Array, months: Sequence[tuple[date, date]]) -> Whole:
    between = (customers[0].as_py(), customers[-1].as_py())
    with duckdb_engine(given, between=between, columns=COLUMNS) as tables:
        found = averages(months, tables, only_assets=True).to_pyarrow()
    result = np.zeros((len(months), len(customers)), np.int64)
    where = pc.index_in(found["customer"].combine_chunks(), customers)
    places, known = where.drop_null().to_numpy(), where.is_valid()
    for month in range(len(months)):
        result[month, places] = pc.fill_null(found[f"average_{month}"], 0).filter(known).to_numpy()
    return result


def pyramid(values: pa.Array, layers: Sequence[str], permille: Sequence[int]) -> pa.Array:
    """The layer of each value (the highest first), null where there is no value. ``values`` in the order of the lake's keys.

    Reproducible: ties are ordered by key, and a layer ends at the count rounded up, so that the top 1 % of 150 customers are 2. Everybody
    with a value is in a layer: the last one ends at 1000 ‰.
    """
    having = np.flatnonzero(values.is_valid().to_numpy(zero_copy_only=False))
    ordered = np.argsort(-values.drop_null().to_numpy(), kind="stable")
    ends = [-(-len(having) * share // 1000) for share in permille]
    layer = np.full(len(values), len(layers), np.int8)
    layer[having[ordered]] = np.searchsorted(ends[:-1], np.arange(len(having)), side="right")
    return pc.take(pa.array([*layers, None], pa.string()), pa.array(layer))

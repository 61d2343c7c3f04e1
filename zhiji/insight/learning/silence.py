"""Who falls silent (churn, R18, U10): what was known on a past day against what came after it.

Definition: of the customers who had money here and had moved some within ``window`` days, those who move none of their own
in the ``window`` days after. Features are the measures as they stood on that day, so nothing of the future can stand
among them; the later days are kept for judging. The simplest rule beside it: who has not moved for longest goes first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiji.insight.learning.scoring import Scored, learn
from zhiji.insight.measures import MEASURES
from zhiji.insight.night.reckoning import reckon

FEATURES = (
    "recency", "frequency", "money", "ticket", "balance", "average_month", "aum", "products", "net_inflow", "inflow_change",
    "tenure", "regularity", "outside",
)  # fmt: skip
CUTS = 4
"""So many past days are learned from and judged by, ``window`` days apart."""
MOST = 200_000
"""Customers drawn for learning: more change nothing but the time it takes."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Past:
    """Rows to learn from: features by name, the outcome (1: fell silent), the day of each."""

    table: Mapping[str, Floats]
    outcomes: Floats
    days: Floats


def cuts(on: date, window: int) -> list[date]:
    """The past days, oldest first; after the last of them a whole window has passed by ``on``."""
    return [on - timedelta(days=window * back) for back in range(CUTS, 0, -1)]


def past(given: Mapping[str, Any], customers: Sequence[int], on: date, window: int) -> Past:
    """The rows of all cuts, from the lake as it was on each of these days."""
    chosen = {name: MEASURES[name] for name in FEATURES}
    tables, outcomes, days = [], [], []
    for cut in cuts(on, window):
        found = eligible(reckon(given, list(customers), cut, chosen), window)
        later = reckon(
            given, found["customer"], cut + timedelta(days=window), {"recency": MEASURES["recency"]}
        )
        quiet = pc.greater_equal(later["recency"], window).to_numpy(zero_copy_only=False)
        tables.append(found)
        outcomes.append(quiet.astype(float))
        days.append(np.full(found.num_rows, float(cut.toordinal())))
    whole = pa.concat_tables(tables)
    return Past(features_of(whole), np.concatenate(outcomes), np.concatenate(days))


def eligible(measured: pa.Table, window: int) -> pa.Table:
    """Who can fall silent at all: has money here and moved some within the window."""
    active = pc.and_kleene(pc.greater(measured["aum"], 0), pc.less(measured["recency"], window))
    return measured.filter(active)


def features_of(measured: pa.Table) -> dict[str, Floats]:
    """The features as columns of floats; a measure that does not exist for a customer is not a number."""
    return {name: measured[name].cast(pa.float64()).to_numpy(zero_copy_only=False) for name in FEATURES}


def learned(rows: Past) -> Scored:
    """The model with its verdict beside the simple rule. Raises ``Unusable``."""
    return learn(rows.table, rows.outcomes, rows.days, simple=rows.table["recency"])

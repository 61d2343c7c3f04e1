"""Will the money of a deposit that falls due stay (B10, U16)? What was known at the end of the month before, against ``insight.maturing``.

The maturities are those the night remembers: of an account that was prolonged the feed tells only the next one, so what stands in today's
holdings alone would show nothing but those that left. The simplest rule beside it: the share of the customer's own earlier
deposits whose money stayed, drawn towards the bank's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from zhiji.insight.engines import duckdb_engine
from zhiji.insight.learning.honesty import Floats
from zhiji.insight.learning.scoring import Scored, Unusable, learn
from zhiji.insight.maturing import due_rows, outcomes
from zhiji.insight.measures import MEASURES
from zhiji.insight.night.reckoning import reckon

FEATURES = (
    "aum",
    "balance",
    "frequency",
    "recency",
    "tenure",
    "products",
    "net_inflow",
    "inflow_change",
    "outside",
)
OWN = ("amount", "earlier_deposits", "earlier_stayed")
"""Besides the measures: what falls due (hundredths), and the customer's deposits known to have ended before."""
LEAST = 200
DRAWN = 2.0
"""A customer's own share counts as if so many more deposits had ended as the bank's do."""
Due = tuple[int, int, date]


@dataclass(frozen=True, slots=True)
class Ended:
    """Rows to learn from: features by name, the outcome (1: the money stayed), the day; ``simple`` is the simplest rule's score."""

    table: Mapping[str, Floats]
    outcomes: Floats
    days: Floats
    simple: Floats


def ended(given: Mapping[str, Any], due: Iterable[Due], on: date, rule: Any) -> Ended:
    """Every remembered maturity whose days have passed, with what was known at the end of the month before. ``Unusable`` for too few."""
    rows = list(due)
    with duckdb_engine(given) as tables:
        every = outcomes(tables, due_rows(rows), on, rule).to_pyarrow() if rows else None
    known = [] if every is None else [one for one in every.to_pylist() if one["over"] and one["amount"] > 0]
    if len(known) < LEAST:
        raise Unusable(
            f"{len(known)} deposits are remembered as matured; {LEAST} are needed", "few_maturities"
        )
    known.sort(key=lambda one: (one["matured_on"], one["customer"], one["account"]))
    measured = _measured(given, known)
    base = sum(one["stayed"] for one in known) / len(known)
    own = [own_past(one, known_of, rule) for one, known_of in _with_earlier(known)]
    table = {
        name: np.array([measured[one["customer"], known_by(one["matured_on"])][name] for one in known])
        for name in FEATURES
    }
    columns = np.array(own, dtype=float)
    table |= {name: columns[:, place] for place, name in enumerate(OWN)}
    many, stayed = columns[:, 1], np.nan_to_num(columns[:, 2]) * columns[:, 1]
    simple = (stayed + DRAWN * base) / (many + DRAWN)
    days = np.array([float(one["matured_on"].toordinal()) for one in known])
    return Ended(table, np.array([float(one["stayed"]) for one in known]), days, simple)


def learned(rows: Ended) -> Scored:
    """The model with its verdict beside the simple rule. Raises ``Unusable``."""
    return learn(rows.table, rows.outcomes, rows.days, simple=rows.simple)


def known_by(matures_on: date) -> date:
    """The last day of which anything may be known to foretell this maturity: the end of the month before.

    >>> known_by(date(2026, 11, 25)).isoformat()
    '2026-10-31'
    """
    return matures_on.replace(day=1) - timedelta(days=1)


def _measured(
    given: Mapping[str, Any], known: Sequence[Mapping[str, Any]]
) -> dict[tuple[int, date], dict[str, float]]:
    """Measures of each customer at the end of the month before the maturity."""
    chosen = {name: MEASURES[name] for name in FEATURES}
    found = {}
    for cut in sorted({known_by(one["matured_on"]) for one in known}):
        customers = sorted({one["customer"] for one in known if known_by(one["matured_on"]) == cut})
        for row in reckon(
            given, pa.chunked_array([pa.array(customers, pa.int64())]), cut, chosen
        ).to_pylist():
            figures = {name: float("nan") if row[name] is None else float(row[name]) for name in FEATURES}
            found[row["customer"], cut] = figures
    return found


def _with_earlier(
    known: Sequence[Mapping[str, Any]],
) -> Iterable[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    by_customer: dict[int, list[Mapping[str, Any]]] = {}
    for one in known:
        yield one, by_customer.setdefault(one["customer"], [])
        by_customer[one["customer"]].append(one)


def own_past(
    one: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]], rule: Any
) -> tuple[float, float, float]:
    """Amount, earlier deposits, share of them that stayed; only those whose days had passed by ``known_by`` are known."""
    cut = known_by(one["matured_on"])
    told = [before for before in earlier if before["matured_on"] + timedelta(days=rule.stay_days) <= cut]
    share = sum(before["stayed"] for before in told) / len(told) if told else float("nan")
    return float(one["amount"]), float(len(told)), share

"""The whole of learning what is taken next: four windows in, the chosen way with its card out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from zhiji.insight.learning.baskets import Episode
from zhiji.insight.learning.honesty import Floats, Interval, Verdict
from zhiji.insight.learning.next_product import Tables, compare, counted, enough, hits
from zhiji.insight.learning.next_trees import FEATURES, fitted, pair_rows, ranked

Measured = Mapping[int, Sequence[float]]


@dataclass(frozen=True, slots=True)
class NextModel:
    """``method``: ``lift`` or ``trees``, which the third window chose; ``tables`` of all windows, for use from now on."""

    method: str
    tables: Tables
    booster: Any
    verdict: Verdict
    chosen_by: Mapping[str, float]
    trained_on: int
    judged_on: int


def learn_next(
    windows: Sequence[Sequence[Episode]], measured: Sequence[Measured], products: Sequence[str], shown: int
) -> NextModel:
    """Learn, choose, judge (``learning.next_product``). ``measured``: of each window, the buyers' measures on its first day.

    Raises ``Unusable``.
    """
    enough(windows)
    first, second, third, last = windows
    early, later = counted(first, products), counted([*first, *second], products)
    trees = fitted(*pair_rows(early, second, measured[1]))
    chosen_by = {
        "lift": float(hits(later.lifted, third, shown).mean()),
        "trees": float(_hits(ranked(trees, later, third, measured[2]), third, shown).mean()),
    }
    method = max(chosen_by, key=lambda name: (chosen_by[name], name == "lift"))
    before = counted([*first, *second, *third], products)
    booster = None
    if method == "trees":
        rows = [pair_rows(early, second, measured[1]), pair_rows(later, third, measured[2])]
        booster = fitted(np.concatenate([one[0] for one in rows]), np.concatenate([one[1] for one in rows]))
        judged = _hits(ranked(booster, before, last, measured[3]), last, shown)
    else:
        judged = hits(before.lifted, last, shown)
    verdict = compare(judged, hits(before.popular, last, shown))
    every = counted([*first, *second, *third, *last], products)
    return NextModel(
        method, every, booster, verdict, chosen_by, len(first) + len(second) + len(third), len(last)
    )


def _hits(orders: Sequence[Sequence[str]], found: Sequence[Episode], shown: int) -> Floats:
    return np.array(
        [float(bool(one.bought & set(order[:shown]))) for one, order in zip(found, orders, strict=True)]
    )


def next_card(made: NextModel, cuts: Sequence[date], window: int, shown: int) -> dict[str, Any]:
    """What the models' page says of it; no count of fewer buyers than a window must have."""
    return {
        "window": window, "shown": shown, "cuts": [day.isoformat() for day in cuts], "method": made.method,
        "chosen_by": {name: round(one, 3) for name, one in made.chosen_by.items()}, "hit": _told(made.verdict.model),
        "simple_hit": _told(made.verdict.simple), "gain": _told(made.verdict.gain), "better": bool(made.verdict.better),
        "trained_on": made.trained_on, "judged_on": made.judged_on, "products": len(made.tables.products),
        "features": list(FEATURES) if made.method == "trees" else [],
    }  # fmt: skip


def _told(one: Interval) -> list[float]:
    return [round(float(value), 3) for value in (one.value, one.low, one.high)]

"""Trees that rank what a buyer takes next, over the tables' rates and lifts and a few measures of the customer."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from zhiji.insight.learning.baskets import Episode
from zhiji.insight.learning.honesty import Floats
from zhiji.insight.learning.next_product import Tables
from zhiji.insight.learning.scoring import NEVER, SETTINGS, Unusable

FEATURES = ("aum", "frequency", "tenure", "recency", "ticket", "products", "net_inflow")
"""Measures of the customer as of the day; none of them is of the personal compartment."""
TREES = 120


def pair_rows(
    tables: Tables, found: Sequence[Episode], measured: Mapping[int, Sequence[float]]
) -> tuple[Floats, Floats]:
    """One row a buyer and product not held: the product's place, rate, mean and strongest lift, products held, measures; and whether
    it was bought."""
    rows, labels = [], []
    places = {product: float(place) for place, product in enumerate(tables.products)}
    unknown = [float("nan")] * len(FEATURES)
    for one in found:
        own = list(measured.get(one.customer, unknown))
        for product in tables.candidates(one.held):
            rate, lifts = tables.rate(product, one.kind), tables.lifts(one.held, product)
            rows.append(
                [
                    places[product],
                    rate,
                    tables.lifted_rate(one, product),
                    lifts[0][1],
                    float(len(one.held)),
                    *own,
                ]
            )
            labels.append(float(product in one.bought))
    return np.array(rows, dtype=float).reshape(len(rows), 5 + len(FEATURES)), np.array(labels)


def fitted(rows: Floats, labels: Floats) -> Any:
    """The trees; raises ``Unusable`` for a feature that is never one."""
    if forbidden := sorted(NEVER & set(FEATURES)):
        raise Unusable(f"these are never features: {', '.join(forbidden)}")
    import lightgbm

    data = lightgbm.Dataset(rows, labels, categorical_feature=[0], free_raw_data=True)
    return lightgbm.train(dict(SETTINGS), data, TREES)


def ranked(
    booster: Any, tables: Tables, found: Sequence[Episode], measured: Mapping[int, Sequence[float]]
) -> list[list[str]]:
    """Each buyer's products by the trees, best first."""
    rows, _labels = pair_rows(tables, found, measured)
    scores = np.asarray(booster.predict(rows)) if len(rows) else np.zeros(0)
    orders, at = [], 0
    for one in found:
        candidates = tables.candidates(one.held)
        mine = scores[at : at + len(candidates)]
        at += len(candidates)
        orders.append([candidates[place] for place in np.argsort(-mine, kind="stable")])
    return orders

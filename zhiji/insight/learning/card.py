"""A model's card: what it foretells, from what, how well, beside what; and how far today's customers are from those it knew."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from zhiji.insight.learning.honesty import Interval
from zhiji.insight.learning.scoring import Scored
from zhiji.insight.learning.silence import Past, cuts

Floats = npt.NDArray[np.float64]
DRIFTED = 0.2
"""A population stability index above this: the customers are no longer those it learnt from; learn it anew (a common bound)."""
SMALLEST = 1e-4


def card_of(scored: Scored, rows: Past, on: date, window: int) -> dict[str, Any]:
    """Everything a reader needs to trust the scores or not; numbers rounded to what they mean."""
    scores = scored.scores(rows.table)
    edges = np.unique(np.quantile(scores, np.linspace(0.1, 0.9, 9)))
    return {
        "window": window, "cuts": [day.isoformat() for day in cuts(on, window)], "rows": len(rows.outcomes),
        "outcomes": int(rows.outcomes.sum()), "trained_on": scored.trained_on, "judged_on": scored.judged_on,
        "auc": _told(scored.verdict.model), "simple_auc": _told(scored.verdict.simple), "gain": _told(scored.verdict.gain),
        "better": bool(scored.verdict.better), "features": list(scored.features),
        "left_out": {name: round(one, 3) for name, one in scored.suspects.items()}, "weights": _weights(scored),
        "edges": [float(one) for one in edges], "shares": _shares(scores, edges),
        "bands": [list(one) for one in scored.bands],
    }  # fmt: skip


def _told(one: Interval) -> list[float]:
    return [round(float(value), 3) for value in (one.value, one.low, one.high)]


def _weights(scored: Scored) -> dict[str, float]:
    """What share of all the trees' gain each feature brought, the largest first."""
    gains = np.asarray(scored.booster.feature_importance("gain"), dtype=float)
    shares = gains / max(gains.sum(), SMALLEST)
    order = np.argsort(-shares)
    return {scored.features[place]: round(float(shares[place]), 3) for place in order}


def _shares(scores: Floats, edges: Floats) -> list[float]:
    counts = np.bincount(np.searchsorted(edges, scores), minlength=len(edges) + 1)
    return [float(one) for one in counts / max(len(scores), 1)]


def like(card: Mapping[str, Any], chance: float) -> tuple[int, int] | None:
    """Of the judged cases with a score like this one: how many, and how many had the outcome. None on a card without bands."""
    fitting = [(cases, struck) for edge, cases, struck in card.get("bands", ()) if edge <= chance]
    return fitting[-1] if fitting else tuple(card["bands"][0][1:]) if card.get("bands") else None


def drift(card: Mapping[str, Any], scores: Floats) -> float:
    """Population stability index of today's scores against those it was learnt with: Σ (now − then) · ln(now / then)."""
    then = np.maximum(np.asarray(card["shares"]), SMALLEST)
    now = np.maximum(np.asarray(_shares(scores, np.asarray(card["edges"]))), SMALLEST)
    return float(((now - then) * np.log(now / then)).sum())

"""What a model must say of itself before its scores are shown: how good, how sure, and whether a simple rule does as well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAK_AUC = 0.90
"""A single feature that tells the outcome apart this well on its own is looked at by a person: it may only be known afterwards."""
MATERIAL = 0.01
"""A gain in AUC below this is not worth a model that nobody can check in the head."""
ROUNDS = 200


def auc(scores: Floats, outcomes: Floats) -> float:
    """The chance that one with the outcome scores above one without it; ties count half. NaN where one kind is missing."""
    positives = float(outcomes.sum())
    negatives = len(outcomes) - positives
    if not positives or not negatives:
        return float("nan")
    from scipy.stats import rankdata  # not before: it takes a second that no page needs

    ranks = rankdata(scores)
    return float((ranks[outcomes > 0].sum() - positives * (positives + 1) / 2) / (positives * negatives))


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval from resampled customers."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The model beside the simple rule on the same customers, by AUC or by the share it hits; ``gain`` is the difference of the two."""

    model: Interval
    simple: Interval
    gain: Interval

    @property
    def better(self) -> bool:
        """Whether the whole interval of the gain is material. If not, the page says: no better than the simple rule."""
        return self.gain.low > MATERIAL


def judge(scores: Floats, simple: Floats, outcomes: Floats, *, seed: int = 353) -> Verdict:
    """AUC of the model's and of the simple rule's scores, resampled together (the same customers for both)."""
    draw = np.random.default_rng(seed)
    rounds = []
    for _ in range(ROUNDS):
        chosen = draw.integers(0, len(outcomes), len(outcomes))
        rounds.append((auc(scores[chosen], outcomes[chosen]), auc(simple[chosen], outcomes[chosen])))
    sampled = np.array(rounds)
    sampled = sampled[~np.isnan(sampled).any(axis=1)]
    here, there = auc(scores, outcomes), auc(simple, outcomes)
    gains = sampled[:, 0] - sampled[:, 1]
    return Verdict(
        interval(here, sampled[:, 0]), interval(there, sampled[:, 1]), interval(here - there, gains)
    )


def interval(value: float, sampled: Floats) -> Interval:
    """The figure with what lies between the 2.5th and the 97.5th of a hundred of its samples."""
    low, high = np.quantile(sampled, [0.025, 0.975])
    return Interval(float(value), float(low), float(high))


def bands(scores: Floats, outcomes: Floats, count: int = 5) -> list[tuple[float, int, int]]:
    """What became of those with a like score: (from this score on, cases, outcomes) for ``count`` bands of as many outcomes each.

    A score is a guess; this says what happened, and so what a score is worth in plain numbers. Bands of as many cases would put the few
    with a high score together with the many whose score is nearly nothing. Bands that ties would empty fall together.
    """
    struck_scores = scores[outcomes > 0]
    inner = np.quantile(struck_scores, np.arange(1, count) / count) if len(struck_scores) else np.zeros(0)
    edges = np.unique(np.r_[scores.min(), inner])
    place = np.maximum(np.searchsorted(edges, scores, side="right") - 1, 0)
    cases = np.bincount(place, minlength=len(edges))
    struck = np.bincount(place, weights=outcomes, minlength=len(edges))
    return [
        (float(edge), int(all_of), int(some))
        for edge, all_of, some in zip(edges, cases, struck, strict=True)
        if all_of
    ]


def split_by_time(
    moments: Sequence[float] | Floats, share: float = 0.7
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(train, test): the earlier ``share`` and what came after; what happened at the moment of the cut is in the test."""
    at = np.asarray(moments, dtype=float)
    cut = np.quantile(at, share)
    return at < cut, at >= cut


def leaks(features: Mapping[str, Floats], outcomes: Floats, *, limit: float = LEAK_AUC) -> dict[str, float]:
    """Features that alone tell the outcome apart at ``limit`` or more (in either direction), the strongest first.

    A value that is missing counts as lower than all others: that it is missing may be what gives the outcome away.
    """
    found = {
        name: max(one, 1 - one)
        for name, values in features.items()
        if not np.isnan(one := auc(_ranked(values), outcomes))
    }
    return dict(
        sorted(((name, one) for name, one in found.items() if one >= limit), key=lambda pair: -pair[1])
    )


def _ranked(values: Floats) -> Floats:
    missing = np.isnan(values)
    return np.where(missing, np.nanmin(values, initial=0.0) - 1, values) if missing.any() else values

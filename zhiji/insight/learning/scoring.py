"""Scores from a table of features: trees fitted on the past, judged on what came after, with reasons for each customer.

LightGBM, with settings that keep it modest on a bank's few thousand outcomes. Features that must never be used (appearance,
observations, anything of the personal compartment that is subjective) are refused by name, not filtered in silence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from zhiji.insight.learning.honesty import Floats, Verdict, bands, judge, leaks, split_by_time

if (
    TYPE_CHECKING
):  # LightGBM brings scikit-learn and pandas: seconds and a hundred megabytes that no page needs
    import lightgbm

NEVER = frozenset({"appearance", "observations", "religion", "ethnic_group", "political_status"})
"""No model may know these: they are subjective, or a person's own affair (requirement A22, M09)."""
SETTINGS: Mapping[str, Any] = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 60, "feature_fraction": 0.8,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "seed": 353, "deterministic": True, "num_threads": 2,
    "verbosity": -1,
}  # fmt: skip
TREES = 150


class Unusable(ValueError):
    """The features or outcomes cannot be learned from; the message names which and why, ``code`` the same for the models' page."""

    def __init__(self, message: str, code: str = "unusable") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Scored:
    """A fitted model with its verdict. ``suspects``: features that alone tell the outcome apart, to be looked at by a person.

    ``bands``: what became of the judged cases, by score (``honesty.bands``).
    """

    booster: "lightgbm.Booster"
    features: tuple[str, ...]
    verdict: Verdict
    suspects: Mapping[str, float]
    trained_on: int
    judged_on: int
    bands: Sequence[tuple[float, int, int]] = ()

    def scores(self, table: Mapping[str, Floats]) -> Floats:
        """The chance of the outcome for each row of a table with the same features."""
        return np.asarray(self.booster.predict(matrix(table, self.features)))

    def reasons(self, table: Mapping[str, Floats], *, most: int = 3) -> list[list[tuple[str, float]]]:
        """For each row the features that moved its score most, with their share in log-odds (above 0: towards the outcome)."""
        return strongest(self.booster, table, self.features, most)


def learn(
    table: Mapping[str, Floats],
    outcomes: Floats,
    moments: Sequence[float] | Floats,
    *,
    simple: Floats,
    allow: Sequence[str] = (),
) -> Scored:
    """Fit on the earlier part and judge on the later one, beside ``simple`` (the score of the simplest rule there is).

    A feature that alone tells the outcome apart is left out unless ``allow`` names it: somebody has looked and found it known
    beforehand. Raises ``Unusable``.
    """
    if forbidden := sorted(NEVER & set(table)):
        raise Unusable(f"these are never features: {', '.join(forbidden)}")
    if not len(outcomes):
        raise Unusable("there is nobody to learn from: a year of transactions must be in first", "nobody")
    train, test = split_by_time(moments)
    if min(outcomes[train].sum(), outcomes[test].sum()) < 30:
        raise Unusable(
            "fewer than 30 outcomes before or after the cut: too few to learn from or to judge by",
            "few_outcomes",
        )
    suspects = leaks({name: values[train] for name, values in table.items()}, outcomes[train])
    features = tuple(name for name in table if name not in suspects or name in allow)
    if not features:
        raise Unusable("every feature alone tells the outcome apart: look at how the outcome is recorded")
    rows = matrix(table, features)
    import lightgbm

    data = lightgbm.Dataset(rows[train], outcomes[train], feature_name=list(features), free_raw_data=True)
    booster = lightgbm.train(dict(SETTINGS), data, TREES)
    judged = np.asarray(booster.predict(rows[test]))
    verdict = judge(judged, np.asarray(simple)[test], outcomes[test])
    told = bands(judged, outcomes[test])
    return Scored(booster, features, verdict, suspects, int(train.sum()), int(test.sum()), told)


def matrix(table: Mapping[str, Floats], features: Sequence[str]) -> Floats:
    """The features as columns, in this order."""
    return np.column_stack([np.asarray(table[name], dtype=float) for name in features])


def strongest(
    booster: Any, table: Mapping[str, Floats], features: Sequence[str], most: int
) -> list[list[tuple[str, float]]]:
    """For each row the ``most`` features that moved its score furthest, with their share in log-odds."""
    parts = np.asarray(booster.predict(matrix(table, features), pred_contrib=True))[:, :-1]
    order = np.argsort(-np.abs(parts), axis=1)[:, :most]
    return [
        [(features[at], float(row[at])) for at in places] for row, places in zip(parts, order, strict=True)
    ]

"""A model says how good it is, how sure that is, what it may have peeped at, and when a simple rule is as good."""

import csv
import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from zhiji.insight.learning.honesty import auc, judge, leaks, split_by_time

DATA = (
    Path(os.environ.get("ZHIJI_SHARED_DATA") or Path(__file__).parents[4] / "shared" / "data")
    / "bank_marketing"
)


def test_the_chance_to_be_above_with_ties_by_halves():
    assert auc(np.array([1.0, 2, 3, 4]), np.array([0.0, 0, 1, 1])) == 1
    assert auc(np.array([1.0, 1, 1, 1]), np.array([0.0, 1, 0, 1])) == 0.5
    assert auc(np.array([1.0, 3, 2]), np.array([1.0, 0, 0])) == 0
    assert np.isnan(auc(np.array([1.0, 2]), np.array([1.0, 1])))


def test_the_same_scores_are_no_better_and_true_ones_are():
    draw = np.random.default_rng(1)
    outcomes = (draw.random(2_000) < 0.2).astype(float)
    noise, good = draw.random(2_000), outcomes + draw.normal(0, 1, 2_000)
    assert not judge(noise, noise, outcomes).better
    assert judge(good, noise, outcomes).better
    verdict = judge(good, noise, outcomes)
    assert verdict.model.low < verdict.model.value < verdict.model.high


def test_the_split_is_by_time_and_nothing_later_trains():
    moments = np.arange(100.0)
    train, test = split_by_time(moments)
    assert moments[train].max() < moments[test].min() and train.sum() + test.sum() == 100
    train, test = split_by_time(np.repeat([1.0, 2.0], 50))
    assert train.sum() == 50 and test.sum() == 50


@pytest.mark.req("U10")
def test_the_call_that_lasts_gives_the_answer_away():
    """Bank marketing (UCI, Moro et al. 2014): ``duration`` is known only after the call; it alone tells yes from no."""
    path = DATA / "bank-additional-full.csv.gz"
    if not path.exists():
        pytest.skip("the bank marketing calls are not beside the project (ZHIJI_SHARED_DATA)")
    with gzip.open(path, "rt", encoding="ascii") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    outcomes = np.array([row["y"] == "yes" for row in rows], dtype=float)
    features = {
        name: np.array([float(row[name]) for row in rows])
        for name in ("duration", "age", "campaign", "pdays", "previous")
    }
    assert len(rows) == 41_188
    found = leaks(features, outcomes, limit=0.8)
    assert list(found) == ["duration"] and found["duration"] == pytest.approx(0.82, abs=0.02)

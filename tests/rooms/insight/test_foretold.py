"""What a night foretold stands on the customer's page: the chance with its reasons, the model behind it, the lifetime value."""

from datetime import date

import lightgbm
import numpy as np
import pytest
from django.db import connection
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import Bank
from plugins.standing_rows import ON, put_night, row

from zhiji.access.refusals import Refused
from zhiji.holdings.looks.shown import lasting_key
from zhiji.insight.learning.card import like
from zhiji.insight.learning.honesty import bands
from zhiji.insight.learning.silence import FEATURES
from zhiji.insight.looks.standing import open_standing
from zhiji.insight.models import LearntModel, NightRun

CARD = {
    "window": 90, "auc": [0.81, 0.79, 0.83], "simple_auc": [0.74, 0.72, 0.76], "gain": [0.07, 0.05, 0.09], "better": True,
    "features": list(FEATURES), "bands": [[0.0, 400, 8], [0.2, 250, 75]], "edges": [0.5], "shares": [0.5, 0.5], "weights": {"recency": 1.0},
    "left_out": {}, "trained_on": 1_000, "judged_on": 650, "outcomes": 300,
}  # fmt: skip


@pytest.fixture(scope="module")
def trees():
    """Trees that have seen one thing only: whoever has not moved for long falls silent."""
    draw = np.random.default_rng(5)
    rows = draw.uniform(0, 100, (600, len(FEATURES)))
    outcomes = (rows[:, FEATURES.index("recency")] > 60).astype(float)
    data = lightgbm.Dataset(rows, outcomes, feature_name=list(FEATURES))
    settings = {"objective": "binary", "verbosity": -1, "num_threads": 1, "min_data_in_leaf": 20}
    return lightgbm.train(settings, data, 10).model_to_string()


@pytest.fixture
def bank(db, settings, tmp_path):
    settings.ZHIJI_LAKE = tmp_path / "lake"
    made = Bank()
    made.one = made.file()
    return made


def learnt(trees, *, better=True, in_use=True):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    return LearntModel.objects.create(
        name="silence", learnt_at=timezone.now(), on=date(2026, 10, 31), card=CARD | {"better": better}, trees=trees, in_use=in_use
    )  # fmt: skip


def stood(bank, **more):
    usual = dict.fromkeys(FEATURES, 10) | {
        "recency": 80, "aum": 4_700_000, "silence": 312, "clv": 2_500_000, "clv_low": 2_100_000, "clv_high": 2_800_000,
    }  # fmt: skip
    key = lasting_key(bank.one.customer_id).opaque
    put_night([row(key, bank.west.pk, manager=bank.rm01.pk, **(usual | more))])


def seen(bank, colleague=None, purpose="service"):
    return open_standing(bank.one.number, by=colleague or bank.rm01, purpose=purpose, channel="test")


def page(bank, language="en"):
    browser = Browser(bank.rm01, "service")
    browser.cookies["django_language"] = language
    return browser.text(f"/customers/{bank.one.number}/standing/")


@pytest.mark.req("U10", "U16", "B14", "U04", "U21")
def test_the_chance_stands_with_reasons_day_and_model_and_the_value_with_its_interval(bank, trees):
    model = learnt(trees)
    stood(bank)
    found = seen(bank)
    told = found.foretold
    assert (told.state, told.permille, told.model, told.learnt_on) == (
        "scored",
        312,
        model.pk,
        date(2026, 10, 31),
    )
    assert told.like == (250, 75) and told.window == 90
    assert told.reasons[0].measure == "recency" and told.reasons[0].value == 80 and told.reasons[0].weight > 0
    assert (found.worth.low, found.worth.value, found.worth.high) == (2_100_000, 2_500_000, 2_800_000)
    text = page(bank)
    for words in (
        "A chance of 31 %", "Of 250 judged cases with a chance like this one, 75 fell silent.", "raises it",
        f"model no. {model.pk}, learnt as of 31 Oct 2026", "night of 20 Nov 2026", "25,000.00", "21,000.00", "28,000.00",
    ):  # fmt: skip
        assert words in text, words
    for language, words in (("zh-hans", "可能性为 31%"), ("zh-hant", "可能性為 31%")):
        assert words in page(bank, language), language


@pytest.mark.req("U10", "B14")
def test_the_api_gives_the_same(bank, trees):
    model = learnt(trees)
    stood(bank)
    browser = Browser(bank.rm01)
    body = browser.get(f"/api/v1/customers/{bank.one.number}/standing?purpose=service").json()
    assert (body["foretold"]["permille"], body["foretold"]["model"], body["foretold"]["like"]) == (
        312,
        model.pk,
        [250, 75],
    )
    assert body["foretold"]["reasons"][0]["measure"] == "recency" and body["worth"]["low"] == 2_100_000


@pytest.mark.req("H08")
def test_whoever_may_not_see_means_hears_nothing_of_it(bank, trees):
    learnt(trees)
    stood(bank)
    found = seen(bank, bank.officer, "review")
    assert (found.level, found.foretold, found.worth) == ("masked", None, None)
    for colleague in (bank.rm03, bank.analyst):
        with pytest.raises(Refused):
            seen(bank, colleague)


@pytest.mark.req("U16")
def test_no_better_than_recency_is_said_and_nobody_has_a_chance(bank, trees):
    learnt(trees, better=False, in_use=False)
    stood(bank, silence=None)
    assert seen(bank).foretold.state == "no_better"
    assert "No better than recency: 0.810 against 0.740" in page(bank)


def test_who_is_beyond_the_model_and_a_bank_without_one_are_told_apart(bank, trees):
    stood(bank, silence=None)
    assert seen(bank).foretold.state == "unlearnt" and "No model was learnt" in page(bank)
    learnt(trees)
    assert seen(bank).foretold.state == "beyond" and "The model says nothing" in page(bank)


def test_the_model_is_the_one_of_that_night_whatever_was_learnt_since(bank, trees):
    first = learnt(trees)
    step = {"step": "place", "seconds": 1.0, "scored": 1, "drift": 0, "model": first.pk}
    NightRun.objects.create(day=ON, state="done", begun_at=timezone.now(), steps=[step])
    LearntModel.objects.update(in_use=False)
    learnt(trees)
    stood(bank)
    assert seen(bank).foretold.model == first.pk
    NightRun.objects.update(steps=[{"step": "place", "seconds": 1.0}])
    assert seen(bank).foretold.state == "unlearnt"


def test_without_a_value_the_page_says_why(bank, trees):
    stood(bank, clv=None, clv_low=None, clv_high=None)
    assert "No value: there is no profit" in page(bank) and seen(bank).worth.too_early is False


def test_what_became_of_a_like_score_by_hand():
    scores = np.array([0.1, 0.1, 0.2, 0.4, 0.5, 0.9])
    found = bands(scores, np.array([0, 1, 0, 0, 1, 1.0]), 3)
    # thirds of those struck (0.1, 0.5, 0.9) begin at 0.3667 and 0.6333
    assert [(round(edge, 3), cases, struck) for edge, cases, struck in found] == [
        (0.1, 3, 1),
        (0.367, 2, 1),
        (0.633, 1, 1),
    ]
    assert bands(scores, np.zeros(6)) == [(0.1, 6, 0)]
    assert bands(np.ones(5), np.ones(5)) == [(1.0, 5, 5)]
    card = {"bands": [[0.1, 2, 1], [0.4, 3, 2]]}
    assert (like(card, 0.05), like(card, 0.2), like(card, 0.4), like({}, 0.5)) == (
        (2, 1),
        (2, 1),
        (3, 2),
        None,
    )

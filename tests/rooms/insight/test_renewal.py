"""Whether money that falls due stays: from what the nights remember, by time, beside the customer's own past; and what cannot be learnt."""

from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest
from plugins.nights import held, moved, night, stood
from plugins.page_browser import Browser
from plugins.small_bank import Bank
from plugins.small_feed import usual, write_feed

from zhiji.access.actors import Job
from zhiji.holdings.actions.loading import load
from zhiji.insight.actions.models import (
    NAMES,
    learn_products,
    learn_renewals,
    refuse_model,
    renewal_made,
)
from zhiji.insight.engines import duckdb_engine
from zhiji.insight.learning.renewal import FEATURES, OWN, ended, learned, own_past
from zhiji.insight.learning.scoring import NEVER, Unusable
from zhiji.insight.maturing import due_rows, outcomes
from zhiji.insight.measures import MEASURES
from zhiji.insight.models import LearntModel
from zhiji.ops.cli import main

ON = date(2026, 6, 30)
RULE = SimpleNamespace(deposits=("time_deposit",), stay_days=7, stay_percent=80)
HOUSE = {"by": Job("tests"), "channel": "test"}


def deposits(people=420, *, telling):
    """Each has a deposit that ends on a day of its own; half stay in a new one. ``telling``: most of those who leave drew money out before."""
    draw = np.random.default_rng(5)
    moves, balances, holdings, due = [], [], [], []
    for one in range(1, people + 1):
        ends = ON - timedelta(days=int(draw.integers(20, 170)))
        stays = bool(draw.random() < 0.5)
        main, old, new = 10 * one, 10 * one + 1, 10 * one + 2
        holdings += [held(one, main, opened=date(2024, 1, 1)), held(one, old, "time_deposit", opened=ends - timedelta(days=365), closed=ends) | {"matures_on": ends}]  # fmt: skip
        balances += [stood(one, main, date(2024, 1, 1), 50_000), stood(one, old, ends - timedelta(days=365), 100_000), stood(one, old, ends, 0)]  # fmt: skip
        draws = (not stays) if telling and draw.random() < 0.7 else bool(draw.random() < 0.5)
        for back in range(1, 160, 20):
            moves.append(
                moved(one, main, ends - timedelta(days=back), -4_000 if draws else 2_000, seq=len(moves))
            )
        if stays:
            holdings.append(held(one, new, "time_deposit", opened=ends + timedelta(days=2)))
            balances.append(stood(one, new, ends + timedelta(days=2), 100_000))
        due.append((one, old, ends))
    return night(moves, balances, holdings), due


@pytest.fixture(scope="module")
def told():
    given, due = deposits(telling=True)
    return given, due, ended(given, due, ON, RULE)


@pytest.mark.req("B10", "U16")
def test_where_it_shows_before_the_model_is_better_than_the_customers_past(told):
    *_, rows = told
    scored = learned(rows)
    assert set(np.unique(rows.outcomes)) == {0.0, 1.0} and scored.verdict.better
    card, trees = renewal_made(rows)
    assert 0.4 < card["base"] < 0.6 and card["rows"] == 420 and trees.startswith("tree")


@pytest.mark.req("U16")
def test_where_it_does_not_show_it_says_no_better():
    given, due = deposits(telling=False)
    assert not learned(ended(given, due, ON, RULE)).verdict.better


def test_nothing_after_the_month_before_is_known(told):
    given, due, rows = told
    firsts = {one: ends.replace(day=1) for one, _account, ends in due}
    kept = [one for one in given["transactions"].to_pylist() if one["day"] < firsts[one["customer"]]]
    cut = night(kept) | {name: given[name] for name in ("balances", "holdings")}
    again = ended(cut, due, ON, RULE)
    for name in ("frequency", "recency", "net_inflow", "inflow_change"):
        np.testing.assert_array_equal(rows.table[name], again.table[name], err_msg=name)
    assert np.isnan(rows.table["earlier_stayed"]).all() and not rows.table["earlier_deposits"].any()


def test_a_customers_earlier_deposits_count_once_their_days_have_passed():
    own = {"matured_on": date(2026, 6, 10), "amount": 5}
    earlier = [{"matured_on": date(2026, 5, 20), "stayed": 1}, {"matured_on": date(2026, 5, 28), "stayed": 0}]
    assert own_past(own, earlier, RULE) == (5.0, 1.0, 1.0), (
        "the second one's seven days were not over at the end of May"
    )
    given, due = deposits(400, telling=True)
    rows = ended(given, due, ON, RULE)
    assert rows.simple.min() == rows.simple.max() == pytest.approx(rows.outcomes.mean()), (
        "nobody has a past: the base rate"
    )


def test_what_is_still_running_or_empty_is_no_case(told):
    given, due, _rows = told
    with pytest.raises(Unusable, match="0 deposits are remembered") as few:
        ended(given, [], ON, RULE)
    assert few.value.code == "few_maturities"
    late = [(one, account, ON - timedelta(days=3)) for one, account, _ends in due]
    with pytest.raises(Unusable, match="200 are needed"):
        ended(given, late, ON, RULE)


@pytest.mark.req("B10", "U16")
def test_a_deposit_prolonged_then_and_closed_since_stayed_then():
    """Judged by what stood within the days: that the account was closed half a year later may not be known to a past outcome."""
    first, last = date(2025, 6, 2), date(2025, 12, 2)
    account = held(1, 11, "time_deposit", opened=date(2024, 12, 2), closed=last) | {"matures_on": last}
    balances = [stood(1, 11, date(2024, 12, 2), 100_000), stood(1, 11, first, 101_000), stood(1, 11, last, 0)]
    given = night((), balances, [account])
    with duckdb_engine(given) as tables:
        found = outcomes(tables, due_rows([(1, 11, first), (1, 11, last)]), ON, RULE).to_pyarrow().to_pylist()
    assert {one["matured_on"]: one["stayed"] for one in found} == {first: 1, last: 0}


@pytest.mark.req("A22", "M09")
def test_it_knows_measures_of_business_and_the_deposits_alone():
    assert set(FEATURES) <= set(MEASURES) and not NEVER & {*FEATURES, *OWN}


@pytest.fixture
def bank(db, settings, tmp_path):
    settings.ZHIJI_LAKE = tmp_path / "lake"
    made = Bank()
    load(write_feed(tmp_path / "one", usual(made.file().number)), **HOUSE)
    return made


@pytest.mark.req("T05", "U10", "U22")
def test_what_cannot_be_learnt_is_kept_with_its_reason_and_stands_on_the_page(bank, capsys):
    assert main(["models", "learn"]) == 0
    said = capsys.readouterr().out
    assert "Next product: cannot be learnt" in said and "0 deposits are remembered" in said
    assert {one.name: one.card["refused"] for one in LearntModel.objects.all()} == {
        "silence": "few_outcomes" if "fewer than 30" in said else "nobody", "next": "few_buyers", "renewal": "few_maturities", "worth": "short_past",
    }  # fmt: skip
    analyst = Browser(bank.analyst)
    for language, words in (
        ("en", ("Too few maturities are remembered", "Price tolerance", "never an offer they declined")),
        ("zh-hans", ("记下的到期太少", "价格承受力")),
        ("zh-hant", ("價格承受力",)),
    ):
        analyst.cookies["django_language"] = language
        text = analyst.text("/insight/models/")
        assert all(one in text for one in words), language
    assert analyst.get("/api/v1/insight/models").json()[0]["card"]["refused"]
    with pytest.raises(Unusable):
        learn_products(date(2026, 11, 20), **HOUSE)
    with pytest.raises(Unusable):
        learn_renewals(date(2026, 11, 20), **HOUSE)


@pytest.mark.req("U22")
def test_a_refusal_leaves_what_was_learnt_before_in_use(bank):
    refuse_model(NAMES[0], ON, Unusable("no", "nobody"), **HOUSE)
    with pytest.raises(ValueError, match="no model"):
        refuse_model("beauty", ON, Unusable("no", "nobody"), **HOUSE)
    assert not LearntModel.objects.filter(in_use=True).exists()


@pytest.mark.req("B10")
def test_the_renewal_card_stands_on_the_page(bank, told):
    from django.db import connection
    from django.utils import timezone

    card, trees = renewal_made(told[2])
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    LearntModel.objects.create(
        name="renewal", learnt_at=timezone.now(), on=ON, card=card, trees=trees, in_use=True
    )
    analyst = Browser(bank.analyst)
    analyst.cookies["django_language"] = "en"
    text = analyst.text("/insight/models/")
    assert "of 420 stayed" in text and "whether their money stays" in text

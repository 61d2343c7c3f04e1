"""Money that falls due: the customer's own past, the bank's share, and a chance only where a model earned it (B10, U16)."""

from datetime import date, timedelta
from types import SimpleNamespace

import lightgbm
import numpy as np
import pytest
from django.db import connection
from django.utils import timezone
from plugins.nights import held, night, stood
from plugins.page_browser import Browser
from plugins.small_bank import Bank
from plugins.small_feed import DAY, usual, write_feed
from plugins.standing_rows import ON, due, put_night, row

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.customers.models import File
from zhiji.holdings.actions.loading import load
from zhiji.holdings.lake.manifest import current
from zhiji.holdings.looks.maturities import Earlier, list_maturities
from zhiji.holdings.looks.shown import lasting_key
from zhiji.holdings.models import Holding
from zhiji.insight.alerts.kinds import maturity_key
from zhiji.insight.learning.renewal import FEATURES, OWN, known_by
from zhiji.insight.looks.alerts import list_alerts
from zhiji.insight.looks.standing import open_standing
from zhiji.insight.models import Alert, LearntModel, NightRun
from zhiji.insight.night.falling_due import chances, falling_due, features
from zhiji.insight.night.reckoning import reckon
from zhiji.insight.night.running import run

MATURES = date(2026, 11, 25)
SERVICE = {"purpose": "service", "channel": "test"}
CARD = {
    "auc": [0.78, 0.74, 0.82], "simple_auc": [0.66, 0.61, 0.71], "gain": [0.12, 0.08, 0.16], "better": True, "rows": 420, "base": 0.62,
    "features": [*FEATURES, *OWN], "bands": [[0.0, 60, 12], [0.6, 66, 54]], "edges": [0.5], "shares": [0.5, 0.5], "weights": {"amount": 1.0},
    "left_out": {}, "trained_on": 290, "judged_on": 130, "outcomes": 260, "mean": 0.6,
}  # fmt: skip


@pytest.fixture(scope="module")
def trees():
    """Trees that have seen one thing only: whose earlier deposits stayed, stays."""
    draw, names = np.random.default_rng(7), [*FEATURES, *OWN]
    rows = draw.uniform(0, 1, (600, len(names)))
    outcomes = (rows[:, names.index("earlier_stayed")] > 0.5).astype(float)
    data = lightgbm.Dataset(rows, outcomes, feature_name=names)
    settings = {"objective": "binary", "verbosity": -1, "num_threads": 1, "min_data_in_leaf": 20}
    return lightgbm.train(settings, data, 10).model_to_string()


@pytest.fixture
def bank(db, settings, tmp_path):
    settings.ZHIJI_LAKE = tmp_path / "lake"
    settings.LANGUAGE_CODE = "en"
    made = Bank()
    made.one = made.file()
    return made


@pytest.fixture
def fed(bank, tmp_path):
    """One customer whose deposit of 100,000 falls due on 25 November."""
    load(write_feed(tmp_path / "one", usual(bank.one.number)), by=Job("tests"), channel="test")
    bank.key = lasting_key(bank.one.customer_id).opaque
    bank.account = Holding.objects.get(product="TD1").account_key
    return bank


def acting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")


def learnt(trees, *, better=True, on=date(2026, 10, 31)):
    acting()
    return LearntModel.objects.create(
        name="renewal", learnt_at=timezone.now(), on=on, card=CARD | {"better": better}, trees=trees, in_use=better
    )  # fmt: skip


def remembered(customer, *maturities):
    acting()
    for account, day in maturities:
        Alert.objects.create(
            customer_id=customer, kind="maturity", key=maturity_key(account, day), raised_on=day, facts={}
        )


def four_earlier():
    """Four deposits of 1,000 that ended: of the first three the money stayed; the last ended in November, after the month's turn. A fifth is due."""
    holdings, balances, told = [], [], []
    for place, (ends, stays) in enumerate(
        [(date(2026, 2, 3), 1), (date(2026, 5, 4), 1), (date(2026, 8, 5), 1), (date(2026, 11, 6), 0)]
    ):
        old, new = 20 + place, 30 + place
        holdings.append(
            held(1, old, "time_deposit", opened=ends - timedelta(days=90), closed=ends) | {"matures_on": ends}
        )
        balances += [stood(1, old, ends - timedelta(days=90), 100_000), stood(1, old, ends, 0)]
        if stays:
            holdings.append(held(1, new, "time_deposit", opened=ends + timedelta(days=1)))
            balances.append(stood(1, new, ends + timedelta(days=1), 100_000))
        told.append((old, ends))
    holdings.append(held(1, 77, "time_deposit", opened=date(2026, 5, 25)) | {"matures_on": MATURES})
    balances.append(stood(1, 77, date(2026, 5, 25), 250_000))
    return night((), balances, holdings), told


def dues(given, files, rules=None):
    return falling_due(given, reckon(given, [1], ON), files, ON, rules or norms.on(ON), current())


@pytest.mark.req("B10", "U16")
def test_the_customers_own_past_by_hand(bank):
    given, told = four_earlier()
    remembered(bank.one.customer_id, *told)
    table, counts = dues(given, {1: bank.one.customer_id})
    (line,) = table.to_pylist()
    assert (line["account"], line["matures_on"], line["amount"]) == (77, MATURES, 250_000)
    assert (line["ended"], line["stayed"]) == (4, 3), "the fourth left, and its seven days are over"
    assert (line["ended_then"], line["stayed_then"]) == (3, 3), (
        "at the end of October the fourth had not matured"
    )
    assert line["chance"] is None and counts == {}, "no model, no chance"


def test_a_past_that_still_runs_and_a_stranger_count_nothing(bank):
    given, told = four_earlier()
    remembered(bank.one.customer_id, told[0], (20, ON - timedelta(days=6)))
    remembered(bank.file().customer_id, *told[1:])
    (line,) = dues(given, {1: bank.one.customer_id})[0].to_pylist()
    assert (line["ended"], line["stayed"]) == (1, 1)


def test_nothing_that_is_past_too_far_or_empty_falls_due(bank):
    given, _told = four_earlier()
    near = SimpleNamespace(holdings=SimpleNamespace(maturity_days=[4, 1]), maturing=norms.on(ON).maturing)
    assert dues(given, {1: bank.one.customer_id}, near)[0].num_rows == 0
    empty = given | {"balances": night((), [stood(1, 77, date(2026, 5, 25), 0)])["balances"]}
    assert dues(empty, {1: bank.one.customer_id})[0].num_rows == 0


@pytest.mark.req("U16")
def test_the_chance_knows_what_was_known_at_the_end_of_the_month_before(bank, trees):
    model = learnt(trees)
    given, told = four_earlier()
    remembered(bank.one.customer_id, *told)
    table, counts = dues(given, {1: bank.one.customer_id})
    (line,) = table.to_pylist()
    assert counts == {"due_scored": 1, "due_model": model.pk} and line["chance"] > 600, (
        "three of three stayed then"
    )
    put_night([row(1, bank.west.pk, aum=1, **dict.fromkeys(("balance", "products"), 2))], known_by(MATURES))
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "zhiji.insight.night.falling_due.chances",
            lambda one, rows: seen.extend(rows) or chances(one, rows),
        )
        dues(given, {1: bank.one.customer_id})
    assert (seen[0]["aum"], seen[0]["balance"], seen[0]["amount"]) == (1.0, 2.0, 250_000.0)
    assert np.isnan(seen[0]["frequency"]) and (seen[0]["earlier_deposits"], seen[0]["earlier_stayed"]) == (
        3.0,
        1.0,
    )
    assert np.isnan(features(due(1, 1, MATURES), {})["earlier_stayed"])


def page(bank, language="en"):
    browser = Browser(bank.rm01, "service")
    browser.cookies["django_language"] = language
    return browser.text(f"/customers/{bank.one.number}/standing/")


def stands(bank, *, chance=None, **more):
    told = {"ended": 4, "stayed": 3, "ended_then": 3, "stayed_then": 3} | more
    lines = [row(bank.key, bank.west.pk, manager=bank.rm01.pk, **dict.fromkeys(FEATURES, 10))]
    put_night(lines, dues=[due(bank.key, bank.account, MATURES, chance=chance, **told)])


@pytest.mark.req("B10", "U16")
def test_where_the_model_is_no_better_the_page_shows_the_past_and_says_so(fed, trees):
    learnt(trees, better=False)
    stands(fed)
    found = open_standing(fed.one.number, by=fed.rm01, **SERVICE).due
    assert (found.state, found.ended, found.stayed, found.base, found.among) == ("no_better", 4, 3, 0.62, 420)
    assert [(one.product, one.matures_on, one.amount, one.permille) for one in found.lines] == [
        ("TD1", MATURES, 10_000_000, None)
    ]
    text = page(fed)
    for words in (
        "3 of 4 earlier deposits stayed.", "Of 420 deposits of the bank's 62 % stayed.", "A model does no better than this past: 0.780 against 0.660",
        "One-year deposit", "100,000.00", "80 % or more of the money", "within 7 days",
    ):  # fmt: skip
        assert words in text, words
    assert "Chance that it stays" not in text
    for language, words in (
        ("zh-hans", "以前到期的 4 笔中有 3 笔留存"),
        ("zh-hant", "以前到期的 4 筆中有 3 筆留存"),
    ):
        assert words in page(fed, language), language


@pytest.mark.req("B10", "U16")
def test_where_the_model_is_better_its_chance_stands_beside_the_past_with_reasons(fed, trees):
    model = learnt(trees)
    stands(fed, chance=713)
    NightRun.objects.create(
        day=ON,
        state="done",
        begun_at=timezone.now(),
        steps=[{"step": "place", "seconds": 1.0, "due_model": model.pk}],
    )
    LearntModel.objects.update(in_use=False)
    (line,) = open_standing(fed.one.number, by=fed.rm01, **SERVICE).due.lines
    assert (line.permille, line.like, line.known_by) == (713, (66, 54), ON), (
        "by the model of that night, whatever is in use now"
    )
    assert (line.reasons[0].measure, line.reasons[0].value) == ("earlier_stayed", 1000) and line.reasons[
        0
    ].weight > 0
    text = page(fed)
    for words in ("71 %", "3 of 4 earlier deposits stayed.", "Of 66 judged deposits with a chance like this one, the money of 54 stayed.",
                  "Share of them that stayed", "100 %", f"model no. {model.pk}", "the customer's own past alone with 0.660"):  # fmt: skip
        assert words in text, words
    body = Browser(fed.rm01).get(f"/api/v1/customers/{fed.one.number}/standing?purpose=service").json()["due"]
    assert (body["state"], body["ended"], body["stayed"], body["deposits"][0]["permille"]) == (
        "scored",
        4,
        3,
        713,
    )
    assert body["deposits"][0]["reasons"][0]["name"] == "earlier_stayed"


def test_who_has_no_past_and_a_bank_without_a_model_are_said(fed):
    stands(fed, ended=0, stayed=0)
    text = page(fed)
    assert (
        "No earlier deposit of this customer has ended." in text
        and "No model was learnt before this night" in text
    )
    assert open_standing(fed.one.number, by=fed.rm01, **SERVICE).due.base is None
    put_night([row(fed.key, fed.west.pk, manager=fed.rm01.pk)])
    assert "Money that falls due" not in page(fed), "nothing falls due: no card"


@pytest.mark.req("B10")
def test_the_list_of_maturities_tells_the_past_beside(fed):
    stands(fed, chance=713)
    lines = list_maturities(by=fed.rm01, **SERVICE).lines
    assert [one.earlier for one in lines if one.matures_on == MATURES] == [Earlier(4, 3, 713)]
    browser = Browser(fed.rm01, "service")
    browser.cookies["django_language"] = "en"
    text = browser.text("/holdings/maturities/")
    for words in ("3 of 4 stayed", "chance 71 %", "those of the customer that matured before"):
        assert words in text, words
    body = browser.get("/api/v1/maturities?purpose=service").json()
    known = [(one["earlier"], one["earlier_stayed"], one["permille"]) for one in body]
    assert (4, 3, 713) in known


@pytest.mark.req("B10")
def test_the_alert_of_a_maturity_says_it_and_its_row_does_not(fed, monkeypatch):
    monkeypatch.setattr(
        "django.utils.timezone.now",
        lambda: timezone.datetime(2026, 11, 21, 9, tzinfo=timezone.get_current_timezone()),
    )
    stands(fed)
    (line,) = [one for one in list_alerts("maturity", by=fed.rm01, **SERVICE).lines if one.due == MATURES]
    assert (line.facts["ended"], line.facts["stayed"]) == (4, 3)
    assert "stayed" not in str(list(Alert.objects.values_list("facts", flat=True)))


@pytest.mark.req("H08", "M04", "R18")
def test_who_may_not_see_means_or_of_whom_no_picture_is_drawn(fed):
    """PIPL arts. 15, 24: with the consent goes the past as a forecast; whose wealth is masked to the reader, of those nothing is told."""
    stands(fed, chance=713)
    assert open_standing(fed.one.number, by=fed.officer, purpose="review", channel="test").due is None
    acting()
    File.objects.filter(pk=fed.one.pk).update(unprofiled=True)
    assert open_standing(fed.one.number, by=fed.rm01, **SERVICE).due is None
    assert not [one.earlier for one in list_maturities(by=fed.rm01, **SERVICE).lines if one.earlier]
    assert "ended" not in str([one.facts for one in list_alerts("maturity", by=fed.rm01, **SERVICE).lines])


@pytest.mark.req("B10")
def test_a_whole_night_puts_what_falls_due_in_force_once(fed):
    run()
    run()
    found = open_standing(fed.one.number, by=fed.rm01, **SERVICE).due
    assert [(one.matures_on, one.amount) for one in found.lines] == [
        (MATURES, 10_000_000)
    ] and found.state == "unlearnt"
    assert [one.first for one in current().of("dues")] == [DAY]

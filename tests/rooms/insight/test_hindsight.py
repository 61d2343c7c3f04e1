"""The lifetime value of a past night beside the profit that came, by hand; nothing of after that night is known to it (B14, U21)."""

from datetime import date

import numpy as np
import pyarrow.compute as pc
import pytest
from django.db import connection
from django.utils import timezone
from plugins.nights import held, moved, night, stood
from plugins.page_browser import Browser
from plugins.small_bank import Bank
from plugins.small_feed import usual, write_feed

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.holdings.actions.loading import load
from zhiji.insight.actions.models import try_worth
from zhiji.insight.learning.hindsight import cut_of, hindsight, hindsight_card
from zhiji.insight.learning.scoring import Unusable
from zhiji.insight.models import LearntModel
from zhiji.insight.night.worth import wilson

ON, CUT = date(2024, 12, 30), date(2023, 12, 31)
MANY, MOVED = 120, 90
RULES = norms.on(CUT)
HOUSE = {"by": Job("tests"), "channel": "test"}


def town(paid, *, rich=0):
    """All moved money in 2022, ``MOVED`` of them in 2023 too, each of which cost 0.20; a fee of 100.00 in 2023, and of the first ``paid`` in 2024."""
    moves = []
    for one in range(1, MANY + 1):
        moves.append(moved(one, one, date(2022, 6, 1), -500))
        moves.append(moved(one, one, date(2023, 3, 1), -10_000, "fee"))
        if one <= MOVED:
            moves.append(moved(one, one, date(2023, 5, 1), -700))
        if one <= paid:
            moves.append(moved(one, one, date(2024, 3, 1), -10_000, "fee"))
    balances = [stood(one, one, date(2022, 1, 1), 10_000_000_00) for one in range(1, rich + 1)]
    return night(moves, balances, [held(one, one) for one in range(1, MANY + 1)])


def beside(given, on=ON):
    return hindsight(given, range(1, MANY + 1), on, RULES)


def test_the_latest_night_whose_next_year_is_whole_and_which_gave_a_value():
    assert cut_of(ON) == CUT and cut_of(date(2026, 3, 1)) == date(2024, 12, 31)
    assert cut_of(date(2026, 3, 31)) == date(2025, 3, 31)


@pytest.mark.req("B14", "U21")
def test_what_was_foretold_and_what_came_by_hand():
    found = beside(town(80))
    share = wilson(MOVED, MANY)
    yearly = np.array([9_980.0] * 90 + [10_000.0] * 30)
    np.testing.assert_array_equal(found.simple, yearly)
    for name, part in (("foretold", 0.75), ("low", share.low), ("high", share.high)):
        np.testing.assert_array_equal(getattr(found, name), np.rint(yearly * part), err_msg=name)
    np.testing.assert_array_equal(found.came, [10_000.0] * 80 + [0.0] * 40)
    # off: 80 x 2,515 + 10 x 7,485 + 30 x 7,500 = 501,050 of 800,000; carried on 80 x 20 + 10 x 9,980 + 30 x 10,000 = 401,400
    card = hindsight_card(found, RULES)
    assert (card["off"][0], card["simple_off"][0], card["better"]) == (0.626, 0.502, False)
    assert (card["cut"], card["until"], card["rows"]) == ("2023-12-31", "2024-12-30", 120)
    assert card["off"][1] < card["off"][0] < card["off"][2]
    # 117,050 of 0.7485 are foretold in all, 797,508 to 981,205 in hundredths; 800,000 came: the tier held, no single customer did
    (basic, every) = card["tiers"]
    assert (basic["tier"], basic["customers"], basic["inside"], basic["held"]) == ("basic", 120, 0, True)
    # averages 7,488.75, 6,667 and so on, to the step of 10,000 / 120 = 84 above: 100
    assert [every[name] for name in ("low", "foretold", "high", "came")] == [6_600, 7_500, 8_200, 6_700]


@pytest.mark.req("B14", "U21")
def test_where_many_went_the_share_that_stays_is_nearer_than_the_same_again():
    card = hindsight_card(beside(town(40)), RULES)
    # 40 x 2,515 + 50 x 7,485 + 30 x 7,500 = 699,850 of 400,000; carried on 40 x 20 + 50 x 9,980 + 30 x 10,000 = 799,800
    assert (card["off"][0], card["simple_off"][0], card["better"]) == (1.75, 2.0, True)
    assert [one["held"] for one in card["tiers"]] == [False, False], (
        "400,000 came, 797,508 at least were foretold"
    )


@pytest.mark.req("U21")
def test_nothing_of_after_that_night_is_known_to_the_value():
    whole = town(80)
    later = pc.greater(whole["transactions"]["day"], CUT)
    then = whole | {"transactions": whole["transactions"].filter(pc.invert(later))}
    more = whole | {
        "transactions": night(
            [
                *whole["transactions"].to_pylist(),
                *(moved(one, one, date(2024, 1, 1), -900, seq=9) for one in range(1, MANY + 1)),
            ]
        )["transactions"],
        "balances": night((), [stood(1, 1, date(2024, 1, 1), 10**12)])["balances"],
    }
    found = [beside(given) for given in (whole, then, more)]
    for name in ("foretold", "low", "high", "simple", "tiers"):
        for other in found[1:]:
            np.testing.assert_array_equal(getattr(found[0], name), getattr(other, name), err_msg=name)
    assert not found[1].came.any() and found[2].came.sum() != found[0].came.sum()


@pytest.mark.req("J03")
def test_a_tier_of_a_few_is_left_out_with_what_would_tell_it():
    card = hindsight_card(beside(town(80, rich=3)), RULES)
    assert "private" not in {one["tier"] for one in card["tiers"]} and len(card["tiers"]) == 1, (
        "the rest and the whole would tell it"
    )


@pytest.mark.req("U21", "U22")
def test_too_short_a_past_is_said():
    with pytest.raises(Unusable, match="100 are needed") as short:
        beside(town(80), date(2023, 12, 31))
    assert short.value.code == "short_past"


@pytest.fixture
def bank(db, settings, tmp_path):
    settings.ZHIJI_LAKE = tmp_path / "lake"
    made = Bank()
    load(write_feed(tmp_path / "one", usual(made.file().number)), **HOUSE)
    return made


def page(bank, language="en"):
    browser = Browser(bank.analyst)
    browser.cookies["django_language"] = language
    return browser.text("/insight/models/")


@pytest.mark.req("B14", "U21")
def test_the_test_on_the_past_stands_with_the_models(bank):
    with pytest.raises(Unusable):
        try_worth(date(2026, 11, 20), **HOUSE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    card = hindsight_card(beside(town(80)), RULES)
    kept = LearntModel.objects.create(
        name="worth", learnt_at=timezone.now(), on=ON, card=card, trees="", in_use=False
    )
    text = page(bank)
    for words in ("tested on the past", "off by 0.626 of what came, against 0.502", "75.00", "66.00", "82.00", "67.00", "the tier: yes",
                  "0 customers of their own", "31 Dec 2023", "30 Dec 2024", "Basic"):  # fmt: skip
        assert words in text, words
    for language, words in (("zh-hans", "按过去检验"), ("zh-hant", "按過去檢驗")):
        assert words in page(bank, language), language
    (given,) = Browser(bank.analyst).get("/api/v1/insight/models").json()
    assert given["name"] == "worth" and given["card"]["tiers"][0]["held"] is True
    LearntModel.objects.filter(pk=kept.pk).update(card={"refused": "short_past"})
    text = page(bank)
    assert "cannot be tested" in text and "With three years of movements" in text

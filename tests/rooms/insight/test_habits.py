"""Habits stand with window and n, spending as an interval, and the trend is what the measures are made of."""

from datetime import date, timedelta

import pytest
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE, Bank
from plugins.small_feed import DAY, usual, write_feed

from zhiji.holdings.actions.loading import load
from zhiji.insight.columns import columns_of
from zhiji.insight.looks.standing import open_standing
from zhiji.insight.measures import MEASURES
from zhiji.insight.night.running import run
from zhiji.insight.pages.habits import window_word

SERVICE = {"purpose": "service", "channel": "test"}
MOVES = (
    # days ago, amount, kind, channel: in spans 0, 0, 2, 3, 5 and 11; interest and the movement of a year ago are in none
    (0, -10_00, "card", "pos"), (29, -20_00, "card", "mobile"), (60, 50_00, "deposit", "counter"), (90, -30_00, "payment", "online"),
    (150, -5_00, "card", "pos"), (359, -7_00, "payment", "pos"), (360, -900_00, "card", "pos"), (3, 1_00, "interest", "batch"),
)  # fmt: skip


@pytest.fixture
def moved(db, settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    settings.ZHIJI_LAKE = tmp_path / "lake"
    bank = Bank()
    bank.one = bank.file()
    tables = usual(bank.one.number)
    balance, tables["transactions"], tables["balances"] = 100_000_00, [], []
    for place, (ago, amount, kind, channel) in enumerate(sorted(MOVES, reverse=True)):
        balance += amount
        tables["transactions"].append({
            "transaction": f"M{place}", "account": "6217000000000001", "day": (DAY - timedelta(days=ago)).isoformat(),
            "amount": f"{amount / 100:.2f}", "balance": f"{balance / 100:.2f}", "kind": kind, "channel": channel,
        })  # fmt: skip
    assert load(write_feed(tmp_path / "feed", tables, DAY - timedelta(days=400), DAY), **HOUSE).ok
    run()
    return bank


@pytest.mark.req("B12", "B13", "R19")
def test_the_trend_is_what_the_changes_are_made_of_and_habits_stand_with_window_and_n(moved):
    seen = open_standing(moved.one.number, by=moved.rm01, **SERVICE)
    assert [(one.times, one.money) for one in seen.trend] == [
        (1, 7_00), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (1, 5_00), (0, 0), (1, 30_00), (1, 50_00), (0, 0), (2, 30_00),
    ]  # fmt: skip
    assert (seen.trend[-1].until, seen.trend[0].until) == (DAY, DAY - timedelta(days=330))
    for name, part in (("frequency_change", "times"), ("money_change", "money")):
        spans = [getattr(one, part) for one in seen.trend]
        assert seen.measures[name] == sum(spans[9:]) - sum(spans[6:9]), name
    assert (
        seen.measures["spending_low"],
        seen.measures["spending_high"],
        seen.measures["spending_months"],
    ) == (0, 7_00, 4)
    text = Browser(moved.rm01, "service").text(f"/customers/{moved.one.number}/standing/")
    for words in (
        "Habits",
        "365 days · n = 7",
        "0.00 to 7.00",
        "360 days · n = 4",
        "180 days",
        "+1",
        "+45.00",
        "The figures of the trend",
    ):
        assert words in text, words
    body = Browser(moved.rm01).get(f"/api/v1/customers/{moved.one.number}/standing?purpose=service").json()
    assert [one["times"] for one in body["trend"]][-1] == 2


@pytest.mark.req("R19", "H08")
def test_without_a_movement_no_habit_is_told_and_masked_wealth_tells_none(moved, tmp_path):
    masked = open_standing(moved.one.number, by=moved.officer, purpose="review", channel="test")
    assert masked.trend == ()
    text = Browser(moved.officer, "review").text(f"/customers/{moved.one.number}/standing/")
    assert "Habits" not in text and "n = " not in text


@pytest.mark.req("B12", "B13", "R19")
def test_columns_stand_on_zero_and_windows_are_told_in_days():
    drawn = columns_of([(date(2026, 1, 31), 0), (date(2026, 2, 28), 1), (date(2026, 3, 31), 1000)])
    assert [one.height for one in drawn.columns] == [0.0, 1.0, 66.0]
    assert all(one.y + one.height == drawn.zero for one in drawn.columns) and drawn.most == 1000
    assert columns_of([]).columns == () and window_word("365 days") == "365 days"
    named = [one for one in MEASURES.values() if {"B12", "B13", "R19"} & set(one.requirements)]
    assert len(named) >= 8 and all(window_word(one.window).endswith("days") for one in named)

"""The purchase history: what was begun, renewed and ended, in order, filtered, for whom."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from plugins.page_browser import Browser
from plugins.small_feed import DAY, usual, write_feed

from zhiji.access.actors import Job
from zhiji.access.refusals import Refused
from zhiji.holdings.actions.loading import load
from zhiji.holdings.looks.purchases import events_of, list_purchases
from zhiji.holdings.looks.shown import Held

HOUSE = {"by": Job("tests"), "channel": "test"}
SERVICE = {"purpose": "service", "channel": "test"}
RULE = SimpleNamespace(deposits=["time_deposit"], stay_days=7)


def deposit(number, opened, matures, closed=None, product="TD1", currency="CNY"):
    return Held(
        number, "account", number, product, "time_deposit", currency, opened, closed, matures, DAY, {}
    )


def told(*held):
    return [(one.held.id, one.what, one.before.id if one.before else None) for one in events_of(held, RULE)]


@pytest.mark.req("B04", "B11")
def test_a_deposit_of_the_same_product_within_days_of_the_end_is_a_renewal():
    first, end = date(2024, 1, 10), date(2025, 1, 10)
    old = deposit(1, first, end, end)
    for days, what in ((0, "renewed"), (7, "renewed"), (8, "opened")):
        new = deposit(2, end + timedelta(days=days), date(2026, 6, 1))
        assert (2, what, 1 if what == "renewed" else None) in told(old, new), days
    assert told(old, deposit(2, end, None, product="TD2"))[-1] == (1, "opened", None)
    for other in (
        deposit(2, end, None, product="TD2"),
        deposit(2, end, None, currency="USD"),
        deposit(2, end - timedelta(days=1), None),
    ):
        assert (2, "opened", None) in told(old, other)
    early = deposit(1, first, end, end - timedelta(days=1))
    assert told(early, deposit(2, end, None)) == [
        (2, "opened", None),
        (1, "early", None),
        (1, "opened", None),
    ]
    assert told(old) == [(1, "matured", None), (1, "opened", None)]


def test_of_two_that_ended_each_is_renewed_once():
    end = date(2025, 1, 10)
    held = (deposit(1, None, end, end), deposit(2, None, end, end), deposit(3, end, None), deposit(4, end, None), deposit(5, end, None))  # fmt: skip
    renewed = {(new, before) for new, what, before in told(*held) if what == "renewed"}
    assert renewed == {(3, 1), (4, 2)} and (5, "opened", None) in told(*held)


@pytest.fixture
def fed(bank, tmp_path):
    file = bank.file()
    tables = usual(file.number)
    account = tables["accounts"][1]
    tables["accounts"] += [
        account | {"account": "6217000000000003", "opened_on": "2024-11-25", "matures_on": "2025-11-25", "closed_on": "2025-11-25"},
        account | {"account": "6217000000000004", "opened_on": "2023-03-01", "matures_on": "2024-03-01", "closed_on": "2023-09-01"},
    ]  # fmt: skip
    assert load(write_feed(tmp_path / "feed", tables), **HOUSE).ok
    return file


def english(colleague, purpose="service"):
    browser = Browser(colleague, purpose)
    browser.cookies["django_language"] = "en"
    return browser


@pytest.mark.req("B11", "B04")
def test_the_timeline_is_filtered_by_line_kind_and_period(bank, fed):
    found = list_purchases(fed.number, by=bank.rm01, **SERVICE)
    assert [(one.day.isoformat(), one.what, one.held.family) for one in found.events] == [
        ("2025-11-25", "matured", "time_deposit"), ("2025-11-25", "renewed", "time_deposit"), ("2024-11-25", "opened", "time_deposit"),
        ("2024-05-01", "opened", "credit_line"), ("2023-09-01", "early", "time_deposit"), ("2023-03-01", "opened", "time_deposit"),
        ("2021-03-01", "opened", "loan"), ("2020-01-15", "opened", "card"), ("2020-01-15", "opened", "current"),
    ]  # fmt: skip
    assert found.families == ("card", "credit_line", "current", "loan", "time_deposit") and found.whole

    def count(**asked):
        return len(list_purchases(fed.number, by=bank.rm01, **asked, **SERVICE).events)

    assert count(family="time_deposit") == 5 and count(event="closed") == 2 and count(event="renewed") == 1
    assert count(first=date(2024, 5, 1), last=date(2024, 11, 25)) == 2 and count(family="fund") == 0
    text = english(bank.rm01).text(
        f"/customers/{fed.number}/holdings/history/?family=time_deposit&event=closed"
    )
    assert "ended early" in text and "its day was 1 Mar 2024" in text and "Working" not in text
    assert "L77" not in text and "300,000" in english(bank.rm01).text(
        f"/customers/{fed.number}/holdings/history/"
    )
    empty = english(bank.rm01).text(f"/customers/{fed.number}/holdings/history/?first=2030-01-01")
    assert "Nothing in this choice" in empty and "Show all" in empty
    wrong = english(bank.rm01).get(
        f"/customers/{fed.number}/holdings/history/?first=2025-01-01&last=2024-01-01"
    )
    assert wrong.status_code == 422
    assert "Purchase history" in english(bank.rm01).text(f"/customers/{fed.number}/holdings/")


@pytest.mark.req("B11", "H08")
def test_masked_wealth_shows_kinds_and_days_only_and_nobody_else_sees_any(bank, fed):
    text = english(bank.officer, "review").text(f"/customers/{fed.number}/holdings/history/")
    assert "●●●" in text and "One-year deposit" in text
    assert not [one for one in ("6217", "300,000", "L77", "50,000") if one in text]
    with pytest.raises(Refused):
        list_purchases(fed.number, by=bank.rm03, **SERVICE)
    body = (
        english(bank.rm01)
        .get(f"/api/v1/customers/{fed.number}/purchases?purpose=service&event=closed")
        .json()
    )
    assert [one["what"] for one in body["events"]] == ["matured", "early"] and body["ever"] == 9


def test_without_a_feed_or_a_purchase_the_page_says_so(bank, fed):
    later = bank.file()
    assert "Nothing was ever bought" in english(bank.rm01).text(
        f"/customers/{later.number}/holdings/history/"
    )

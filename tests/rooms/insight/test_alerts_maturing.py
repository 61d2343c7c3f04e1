"""A deposit that falls due: remembered, told, and ended by itself where the money stayed (B10)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from plugins.nights import held, night
from plugins.page_browser import Browser
from plugins.small_feed import usual, write_feed

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.holdings.actions.loading import load
from zhiji.insight.actions.alerts import snooze
from zhiji.insight.alerts.kinds import matured_of
from zhiji.insight.alerts.raising import maturities
from zhiji.insight.looks.alerts import list_alerts
from zhiji.insight.models import Alert
from zhiji.insight.night.running import run

HOUSE = {"by": Job("tests"), "channel": "test"}
SERVICE = {"purpose": "service", "channel": "test"}


def test_a_deposit_is_remembered_from_before_it_falls_due_until_its_money_may_have_stayed():
    on, rule = date(2026, 11, 20), norms.on(date(2026, 11, 20)).maturing

    def due(account, days, family="time_deposit", kind="account", closed=None):
        given = held(1, account, family, kind, closed=closed)
        return given | {"matures_on": on + timedelta(days=days)}

    given = night(
        holdings=[
            due(255, 30), due(12, 31), due(13, 0), due(14, -7), due(15, -8), due(16, 3, "loan", "loan"), due(17, 3, "current"),
            due(18, -1, closed=on - timedelta(days=1)), due(19, -1, closed=on - timedelta(days=2)),
        ]
    )["holdings"]  # fmt: skip
    told = list(maturities(given, on, 30, rule))
    assert [one.key for one in told] == ["ff:20261220", "d:20261120", "e:20261113", "12:20261119"]
    assert told[0].facts == {"code": "time_deposit", "due": "2026-12-20"}
    assert matured_of(told[0].key) == (255, date(2026, 12, 20))


@pytest.mark.req("B10")
@pytest.mark.parametrize(("put", "outcome"), [("80000.00", "renewed"), ("79999.99", "")])
def test_a_maturity_ends_by_itself_where_the_money_stayed(bank, tmp_path, put, outcome):
    """The deposit of 100,000 falls due three days before the new one is opened; below 80 percent of it somebody should ask."""
    file = bank.file()
    due, opened = timezone.localdate() - timedelta(days=5), timezone.localdate() - timedelta(days=2)
    before = due - timedelta(days=1)
    tables = usual(file.number) | {"transactions": []}
    tables["accounts"][1] |= {"opened_on": "2025-06-01", "matures_on": due.isoformat()}
    tables["balances"] = [{"account": "6217000000000002", "day": before.isoformat(), "balance": "100000.00"}]
    assert load(write_feed(tmp_path / "one", tables, before), **HOUSE).ok
    run()
    (row,) = Alert.objects.filter(kind="maturity")
    assert row.state == "open" and row.facts == {"code": "TD1", "due": due.isoformat()}
    snooze(file.number, "maturity", row.key, 30, by=bank.rm01, **SERVICE)
    tables["accounts"][1]["closed_on"] = due.isoformat()
    tables["accounts"].append(
        {"account": "6217000000000003", "customer": file.number, "product": "TD1", "family": "time_deposit", "currency": "CNY",
         "opened_on": opened.isoformat(), "matures_on": "2027-11-25"}
    )  # fmt: skip
    tables["balances"] = [
        {"account": "6217000000000002", "day": due.isoformat(), "balance": "0.00"},
        {"account": "6217000000000003", "day": opened.isoformat(), "balance": put},
    ]
    tables["transactions"] = [
        {"transaction": "M1", "account": "6217000000000002", "day": due.isoformat(), "amount": "-100000.00", "balance": "0.00", "kind": "closing"},
        {"transaction": "M2", "account": "6217000000000003", "day": opened.isoformat(), "amount": put, "balance": put, "kind": "opening"},
    ]  # fmt: skip
    assert load(write_feed(tmp_path / "two", tables, due, opened), **HOUSE).ok
    run()
    run()
    row = Alert.objects.get(kind="maturity", key=row.key)
    assert (row.outcome, row.state) == (outcome, "done" if outcome else "snoozed")
    rm = Browser(bank.rm01, "service")
    rm.cookies["django_language"] = "en"
    if outcome:
        assert row.settled_by is None
        (line,) = list_alerts(by=bank.rm01, wanted="done", **SERVICE).lines
        assert (line.outcome, line.by_itself, line.due) == ("renewed", True, due)
        text = rm.text("/alerts/?done=1")
        assert "the money stayed, in a new deposit" in text and "ended by itself" in text
        told = rm.get("/api/v1/insight/alerts?purpose=service&done=true").json()
        assert [(one["outcome"], one["by_itself"]) for one in told["alerts"]] == [("renewed", True)]
    else:
        assert "its money is in no new deposit yet" in rm.text("/alerts/?snoozed=1")

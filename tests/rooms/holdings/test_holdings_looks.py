"""What is seen of a customer's holdings, by whom; a statement; a transaction rebuilt."""

from datetime import date

import pytest
from plugins.small_feed import DAY, usual, write_feed

from zhiji.access.actors import Job
from zhiji.access.refusals import Refused
from zhiji.holdings.actions.loading import load
from zhiji.holdings.looks.holding import open_holdings
from zhiji.holdings.looks.maturities import list_maturities
from zhiji.holdings.looks.statement import NoSuchTransaction, open_transaction, statement

HOUSE = {"by": Job("tests"), "channel": "test"}


@pytest.fixture
def fed(bank, tmp_path):
    """A customer of rm01 with the usual holdings."""
    file = bank.file()
    taken = load(write_feed(tmp_path / "feed", usual(file.number)), **HOUSE)
    assert taken.ok, [str(one) for one in taken.refused.problems]
    return file


def serving(colleague, purpose="service"):
    return {"by": colleague, "purpose": purpose, "channel": "test"}


@pytest.mark.req("B01", "B02", "B03", "B04", "B06", "B08", "B10", "T01")
def test_the_manager_sees_accounts_balances_averages_flows_and_what_falls_due(bank, fed):
    seen = open_holdings(fed.number, **serving(bank.rm01))
    assert (seen.level, seen.as_of) == ("clear", DAY)
    assert [(one.held.number, one.balance) for one in seen.accounts] == [
        ("6217000000000001", 579950), ("6217000000000002", 10000000),
    ]  # fmt: skip
    assert seen.totals == {"CNY": 10579950}
    assert sum(seen.mix["CNY"].values()) == seen.totals["CNY"]
    average = seen.averages[0].values
    assert average["day"] == 10579950 and average["month"] == round(10579950 / 20)
    assert [(flow.bank, flow.inflow, flow.outflow) for flow in seen.flows["CNY"]] == [
        ("ICBC", 800000, 0), ("CCB", 0, 200000), ("", 0, 120050),
    ]  # fmt: skip
    assert [(one.held.family, one.days, one.notice) for one in seen.due] == [("time_deposit", 5, 7)]
    assert seen.others["card"][0].details["level"] == "gold"
    assert seen.others["loan"][0].details["outstanding"] == 12000000
    assert seen.others["credit_line"][0].details["used"] == 1250000


@pytest.mark.req("H01", "H08")
def test_masked_wealth_shows_kinds_and_no_amount_and_hidden_wealth_nothing(bank, fed, journal):
    seen = open_holdings(fed.number, **serving(bank.officer, "review"))
    assert seen.level == "masked" and not seen.totals and not seen.flows and not seen.chart
    assert all(
        one.balance is None and one.held.number == "" and not one.held.details for one in seen.accounts
    )
    assert seen.accounts[0].held.family == "current"
    for colleague, purpose in (
        (bank.rm02, "service"),
        (bank.agent01, "service"),
        (bank.supervisor, "review"),
    ):
        with pytest.raises(Refused):
            open_holdings(fed.number, **serving(colleague, purpose))
    with pytest.raises(Refused):
        statement(fed.number, DAY, DAY, **serving(bank.officer, "review"))
    assert journal("holdings:statement:read")[0].outcome == "refused"


@pytest.mark.req("L03", "L05")
def test_a_statement_holds_every_movement_and_its_receipt_names_the_period(bank, fed, journal):
    read = statement(fed.number, DAY, DAY, **serving(bank.compliance, "inquiry"))
    assert [(one.transaction, one.amount, one.balance) for one in read.movements] == [
        ("T1", 800000, 900000), ("T2", -120050, 779950), ("T3", -200000, 579950),
    ]  # fmt: skip
    assert (read.inflow, read.outflow) == ({"CNY": 800000}, {"CNY": 320050})
    assert read.movements[0].counter_name == "南湖织造有限公司" and read.movements[1].remark == "三本书"
    entry = journal("holdings:statement:read")[0]
    assert (entry.id, entry.outcome, entry.customer) == (read.receipt, "granted", fed.customer_id)
    assert '"first":"2026-11-20"' in entry.facts
    assert statement(fed.number, date(2026, 1, 1), date(2026, 11, 19), **serving(bank.rm01)).count == 0
    page = statement(fed.number, DAY, DAY, after=1, limit=1, **serving(bank.rm01))
    assert ([one.transaction for one in page.movements], page.next, page.count) == (["T2"], 2, 3)


@pytest.mark.req("L03", "L05")
def test_every_transaction_is_rebuilt_in_full(bank, fed):
    fed_rows = usual(fed.number)["transactions"]
    read = statement(fed.number, DAY, DAY, **serving(bank.rm01)).movements
    for row, line in zip(fed_rows, read, strict=True):
        rebuilt = open_transaction(fed.number, line.ref, **serving(bank.rm01))
        one = rebuilt.movement
        same = {name: getattr(one, name) for name in ("transaction", "time", "kind", "channel", "bank", "counter_account",
                                                     "counter_name", "purpose", "remark", "account")}  # fmt: skip
        assert same == {name: row.get(name, "") for name in same}
        assert f"{one.amount / 100:.2f}" == row["amount"] and rebuilt.before == one.balance - one.amount
        assert rebuilt.held.number == row["account"] and rebuilt.feed and len(rebuilt.sha256) == 64
    with pytest.raises(NoSuchTransaction):
        open_transaction(fed.number, 5, **serving(bank.rm01))


@pytest.mark.req("B10")
def test_maturities_of_the_portfolio_stand_nearest_first(bank, fed):
    found = list_maturities(**serving(bank.rm01))
    assert [(one.number, one.family, one.notice, one.outcome) for one in found.lines] == [
        (fed.number, "time_deposit", 7, "due")
    ]
    assert not list_maturities(**serving(bank.rm02)).lines

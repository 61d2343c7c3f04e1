"""What the monitoring rules say of one customer, out of the encrypted lake: days, counts, amounts; and what follows for the rating."""

from datetime import date, timedelta

import pytest
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE
from plugins.small_feed import write_feed

from zhiji.access.refusals import Refused
from zhiji.holdings.actions.loading import load
from zhiji.insight.diligence.actions.ratings import make_rating
from zhiji.insight.diligence.looks.ratings import read_rating
from zhiji.insight.diligence.looks.watching import watch
from zhiji.insight.diligence.weighing import hits_of

DUE = {"purpose": "due_diligence"}
LAST = date(2026, 11, 20)


@pytest.fixture
def fed(compliant, tmp_path):
    """Three cash deposits of 45,000 on three days; then 134,000 go out by one transfer."""
    file = compliant.saver = compliant.file()
    compliant.quiet = compliant.file()
    accounts, moves = [], []
    for place, one in enumerate((file, compliant.quiet)):
        accounts.append(
            {
                "account": f"A{place}",
                "customer": one.number,
                "family": "savings",
                "currency": "CNY",
                "opened_on": "2020-01-01",
            }
        )
    balance = 0
    for number, (ago, amount, kind) in enumerate(
        [
            (6, 45_000, "deposit"),
            (4, 45_000, "deposit"),
            (2, 45_000, "deposit"),
            (0, -134_000, "transfer_out"),
        ]
    ):
        balance += amount
        moves.append({
            "transaction": f"T{number}", "account": "A0", "day": (LAST - timedelta(days=ago)).isoformat(), "amount": f"{amount}.00",
            "balance": f"{balance}.00", "kind": kind, "channel": "counter",
        })  # fmt: skip
    tables = {"accounts": accounts, "transactions": moves}
    report = load(write_feed(tmp_path / "feed", tables, LAST - timedelta(days=9), LAST), **HOUSE)
    assert report.ok, report
    return compliant


@pytest.mark.req("L06", "C14")
def test_a_rule_strikes_with_its_days_counts_and_amounts(fed):
    found = watch(fed.saver.number, by=fed.compliance, **DUE)
    (hit,) = [one for one in found.hits if one.rule == "structured"]
    assert (hit.values["count"], hit.values["amount"]) == (3, 135_000_00)
    assert (hit.values["first"], hit.values["last"]) == ("2026-11-14", "2026-11-18")
    assert watch(fed.quiet.number, by=fed.compliance, **DUE).hits == ()
    for nobody, purpose in ((fed.rm01, "due_diligence"), (fed.auditor, "audit"), (fed.compliance, "rights")):
        with pytest.raises(Refused):
            watch(fed.saver.number, by=nobody, purpose=purpose)


def test_before_the_day_of_the_feed_nothing_strikes(fed):
    assert hits_of(fed.saver.pk, "person", date(2026, 11, 17)) == ()


@pytest.mark.req("C14")
def test_what_strikes_weighs_in_the_rating_and_is_told(fed):
    make_rating(fed.saver.number, by=fed.compliance, **DUE)
    told = read_rating(fed.saver.number, by=fed.compliance, **DUE).explained
    item = next(one for one in told["items"] if one["code"] == "hits")
    assert item == {"factor": "transactions", "code": "hits", "points": 3, "facts": {"rules": ["structured"]}}
    page = Browser(fed.compliance, "due_diligence").text(f"/customers/{fed.saver.number}/diligence/")
    assert (
        "14 Nov 2026 to 18 Nov 2026: cash movements, each 80 % of 50,000 yuan or more and below it: 3" in page
    )
    assert "135,000.00" in page and "monitoring rules that strike: Structured cash" in page


def test_the_manager_is_told_the_level_but_not_what_strikes(fed):
    make_rating(fed.saver.number, by=fed.compliance, **DUE)
    page = Browser(fed.rm01, "due_diligence").text(f"/customers/{fed.saver.number}/diligence/")
    assert "Structured" not in page and "135,000" not in page and "strike" not in page

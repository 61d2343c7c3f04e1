"""The holdings through the API: the same answers, texts for amounts, problems as elsewhere."""

import pytest
from django.test import Client
from plugins.small_feed import DAY, usual, write_feed

from zhiji.access.actors import Job
from zhiji.access.people import make_token
from zhiji.desk import undertaking
from zhiji.holdings.actions.loading import load

HOUSE = {"by": Job("tests"), "channel": "test"}


@pytest.fixture
def fed(bank, tmp_path):
    file = bank.file()
    assert load(write_feed(tmp_path / "feed", usual(file.number)), **HOUSE).ok
    return file


def asking(colleague):
    undertaking.sign(version=undertaking.current().version, by=colleague, channel="test")
    return Client(headers={"authorization": f"Bearer {make_token(colleague, **HOUSE)}"})


@pytest.mark.req("Z08", "B01", "L05")
def test_holdings_statement_and_transaction(bank, fed):
    client = asking(bank.rm01)
    held = client.get(f"/api/v1/customers/{fed.number}/holdings?purpose=service").json()
    assert held["totals"] == {"CNY": "105799.50"} and held["averages"]["CNY"]["day"] == "105799.50"
    assert {one["kind"] for one in held["holdings"]} == {"account", "card", "loan", "credit_line"}
    line = next(one for one in held["holdings"] if one["kind"] == "credit_line")
    assert (line["details"]["limit"], line["details"]["used"]) == ("50000.00", "12500.00")
    read = client.get(
        f"/api/v1/customers/{fed.number}/statement?purpose=service&first={DAY}&last={DAY}"
    ).json()
    assert [one["amount"] for one in read["movements"]] == ["8000.00", "-1200.50", "-2000.00"] and read[
        "next"
    ] is None
    ref = read["movements"][1]["ref"]
    one = client.get(f"/api/v1/customers/{fed.number}/transactions/{ref}?purpose=service").json()
    assert one["movement"]["remark"] == "三本书" and one["before"] == "9000.00"
    assert client.get(f"/api/v1/customers/{fed.number}/transactions/7?purpose=service").status_code == 404
    assert client.get("/api/v1/maturities?purpose=service").json()[0]["notice"] == 7


@pytest.mark.req("L06", "H01")
def test_dossiers_are_for_compliance(bank, fed):
    client = asking(bank.compliance)
    address = f"/api/v1/customers/{fed.number}/dossiers?purpose=inquiry"
    made = client.post(
        address, {"first": "2026-01-01", "last": "2026-12-31"}, content_type="application/json"
    )
    assert made.status_code == 201 and made.json()["transactions"] == 3
    assert [one["id"] for one in client.get(address).json()] == [made.json()["id"]]
    wrong = client.post(
        address, {"first": "2026-12-31", "last": "2026-01-01"}, content_type="application/json"
    )
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["field"] == "last"
    refused = asking(bank.rm01).get(f"/api/v1/customers/{fed.number}/dossiers?purpose=service")
    assert refused.status_code == 403


def test_masked_wealth_shows_no_amount(bank, fed):
    text = (
        asking(bank.officer).get(f"/api/v1/customers/{fed.number}/holdings?purpose=review").content.decode()
    )
    assert '"masked"' in text and "6217" not in text and "12500" not in text
    assert asking(bank.supervisor).get("/api/v1/feeds").json()[0]["rows"]["transactions"] == 3

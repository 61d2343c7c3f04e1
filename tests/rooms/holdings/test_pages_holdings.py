"""The pages of the holdings: a tab of the file, a statement, a transaction, maturities, feeds; in three languages."""

import re

import pytest
from django.test import Client
from plugins.small_feed import DAY, usual, write_feed

from zhiji.access.actors import Job
from zhiji.access.web import SESSION_KEY
from zhiji.desk import undertaking
from zhiji.holdings.actions.loading import load
from zhiji.holdings.lake.manifest import current
from zhiji.holdings.looks.lake import verify

HOUSE = {"by": Job("tests"), "channel": "test"}


@pytest.fixture
def fed(bank, tmp_path):
    file = bank.file()
    tables = usual(file.number)
    tables["collateral"] = [
        {"collateral": "P1", "customer": file.number, "loan": "L77", "type": "real_estate", "value": "900000.00",
         "currency": "CNY", "appraised_on": "2025-02-03"},
    ]  # fmt: skip
    tables["standing_orders"] = [
        {"order": "D1", "account": "6217000000000001", "amount": "88.00", "to_name": "供水公司", "to_bank": "ICBC"},
    ]  # fmt: skip
    assert load(write_feed(tmp_path / "feed", tables), **HOUSE).ok
    return file


def signed_in(colleague, purpose="service", language="en"):
    undertaking.sign(version=undertaking.current().version, by=colleague, channel="test")
    client = Client()
    client.force_login(colleague)
    session = client.session
    session[SESSION_KEY] = {"id": purpose, "until": "2099-01-01T00:00:00+00:00"}
    session.save()
    client.cookies["django_language"] = language
    return client


@pytest.mark.req("B01", "B04", "B08", "U01")
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_tab_shows_what_is_held(bank, fed, language):
    page = signed_in(bank.rm01, language=language).get(f"/customers/{fed.number}/holdings/")
    text = page.content.decode()
    assert page.status_code == 200
    for one in ("6217000000000001", "105,799.50", "5,799.50", "ICBC", "900,000.00", "88.00", "<svg"):
        assert one in text, one
    due = {"en": "Falls due soon", "zh-hans": "即将到期", "zh-hant": "即將到期"}
    assert [code for code, words in due.items() if words in text] == [language]


@pytest.mark.req("H08")
def test_masked_wealth_shows_no_number_and_no_amount(bank, fed):
    text = signed_in(bank.officer, "review").get(f"/customers/{fed.number}/holdings/").content.decode()
    assert "●●●" in text and "Current account" in text
    assert not [one for one in ("6217", "5,799", "900,000", "ICBC", "供水", "300,000") if one in text]


@pytest.mark.req("L05")
def test_a_statement_leads_to_each_transaction(bank, fed):
    client = signed_in(bank.rm01)
    page = client.get(f"/customers/{fed.number}/holdings/statement/?first={DAY}&last={DAY}")
    text = page.content.decode()
    assert page.status_code == 200 and "南湖织造有限公司" in text and "3 movements" in text
    link = text.split("/holdings/transactions/")[1].split("/")[0]
    one = client.get(f"/customers/{fed.number}/holdings/transactions/{link}/")
    assert one.status_code == 200 and "9558800000000003" in one.content.decode()
    assert client.get(f"/customers/{fed.number}/holdings/transactions/12345/").status_code == 404
    assert (
        client.get(f"/customers/{fed.number}/holdings/statement/?first=2026-13-01&last=x").status_code == 422
    )


def test_maturities_and_feeds(bank, fed):
    assert "One-year deposit" in signed_in(bank.rm01).get("/holdings/maturities/").content.decode()
    feeds = signed_in(bank.supervisor).get("/holdings/feeds/").content.decode()
    assert "3 transactions" in feeds
    assert signed_in(bank.rm02).get("/holdings/feeds/").status_code == 403


@pytest.mark.req("B10")
def test_a_customer_without_holdings_and_a_bank_without_feed_have_kind_pages(bank, tmp_path):
    file, other = bank.file(), bank.file()
    client = signed_in(bank.rm01)
    assert "No feed yet" in client.get(f"/customers/{file.number}/holdings/").content.decode()
    load(write_feed(tmp_path / "feed", usual(other.number)), **HOUSE)
    assert "Nothing is held" in client.get(f"/customers/{file.number}/holdings/").content.decode()
    assert (
        "No movement in these days"
        in client.get(f"/customers/{file.number}/holdings/statement/").content.decode()
    )


@pytest.mark.req("L06")
def test_compliance_makes_and_takes_out_a_dossier(bank, fed):
    client = signed_in(bank.compliance, "inquiry")
    address = f"/customers/{fed.number}/holdings/dossiers/"
    assert client.post(address, {"first": "x", "last": ""}).status_code == 422
    assert client.post(address, {"first": "2026-01-01", "last": "2026-12-31"}).status_code == 302
    number = re.search(r"holdings/dossiers/(\d+)/", client.get(address).content.decode())[1]
    taken = client.get(f"{address}{number}/")
    assert taken.status_code == 200 and b"".join(taken.streaming_content)[:2] == b"PK"
    assert signed_in(bank.rm01).get(address).status_code == 403


TEARS = {
    "cut": lambda data: data[: len(data) // 2],
    "changed": lambda data: data[:600] + bytes([data[600] ^ 1]) + data[601:],
    "emptied": lambda _data: b"",
}


@pytest.mark.req("L07")
@pytest.mark.parametrize("tear", TEARS)
def test_a_torn_file_is_not_shown_and_the_page_says_whom_to_tell(bank, fed, tear, caplog):
    for segment in current().of("transactions"):
        segment.path.write_bytes(TEARS[tear](segment.path.read_bytes()))
    reader = signed_in(bank.rm01)
    assert reader.get(f"/customers/{fed.number}/").status_code == 200
    page = reader.get(f"/customers/{fed.number}/holdings/statement/")
    assert page.status_code == 503 and "A part of the history cannot be read" in page.content.decode()
    assert "6217000000000001" not in page.content.decode() and "transactions/" in caplog.text
    assert not verify(by=bank.auditor, channel="test").ok

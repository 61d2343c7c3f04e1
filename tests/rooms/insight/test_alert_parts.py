"""The inbox of a portfolio of any size: every alert stands in exactly one part and on one page, and cards of the first page tell of it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import journal
from plugins.small_feed import usual, write_feed
from plugins.standing_rows import put_night, row

from zhiji.access.actors import Job
from zhiji.holdings.actions.loading import load
from zhiji.insight.looks import alerts
from zhiji.insight.looks.alerts import list_alerts
from zhiji.insight.night.running import run

__all__ = ["journal"]
HOUSE = {"by": Job("tests"), "channel": "test"}
SERVICE = {"purpose": "service", "channel": "test"}
MANY = 7


@pytest.fixture
def files(bank):
    """Seven customers of one manager, the newest with the latest wedding day."""
    today = timezone.localdate()
    return [
        bank.file(
            values={
                "occasions": [{"kind": "wedding", "day": (today + timedelta(days=n % 4)).isoformat()[5:]}]
            }
        )
        for n in range(MANY)
    ]


@pytest.mark.req("A27")
def test_in_parts_and_pages_every_alert_stands_once_and_each_part_begins_with_the_earliest(
    bank, files, monkeypatch
):
    monkeypatch.setattr(alerts, "MOST", 3)
    monkeypatch.setattr(alerts, "PAGE", 2)
    seen, before, parts = [], None, []
    while True:
        found = list_alerts(by=bank.rm01, before=before, **SERVICE)
        parts.append((found.part.first, found.part.last, found.part.of, found.pages))
        dues = []
        for page in range(1, found.pages + 1):
            lines = list_alerts(by=bank.rm01, before=before, page=page, **SERVICE).lines
            seen += [one.row.customer_id for one in lines]
            dues += [one.due for one in lines]
        assert dues == sorted(dues) and not found.whole
        if (before := found.part.next) is None:
            break
    assert sorted(seen) == sorted(file.pk for file in files)
    assert parts == [(1, 3, 7, 2), (4, 6, 7, 2), (7, 7, 7, 1)]


@pytest.mark.req("A27")
def test_files_opened_in_turns_make_one_order_and_the_receipt_names_the_page(
    bank, files, journal, monkeypatch
):
    monkeypatch.setattr(alerts, "AT_ONCE", 2)
    monkeypatch.setattr(alerts, "PAGE", 3)
    first = list_alerts(by=bank.rm01, **SERVICE)
    named = journal("insight:alert:list")[0]
    assert named.subjects == sorted({one.row.customer_id for one in first.lines})
    assert str(MANY) in str(named.facts)
    rest = [list_alerts(by=bank.rm01, page=page, **SERVICE) for page in (2, 3)]
    lines = [(one.due, one.row.customer_id) for found in (first, *rest) for one in found.lines]
    assert lines == sorted(lines) and len(set(lines)) == MANY and first.pages == 3
    assert first.counts == rest[1].counts == {"occasion": MANY}
    assert (first.part.first, first.part.last, first.part.of, first.part.next) == (1, MANY, MANY, None)


def test_a_usual_portfolio_is_one_part_and_one_page(bank, files):
    found = list_alerts(by=bank.rm01, page=99, **SERVICE)
    assert found.whole and len(found.lines) == MANY
    assert (found.part.first, found.part.last, found.part.of, found.page) == (1, MANY, MANY, 1)


def test_what_is_settled_leads_back_to_the_part_and_page_it_was_settled_on(bank, files, monkeypatch):
    monkeypatch.setattr(alerts, "MOST", 4)
    monkeypatch.setattr(alerts, "PAGE", 2)
    rm = Browser(bank.rm01, "service")
    rm.cookies["django_language"] = "en"
    text = rm.text("/alerts/?page=2")
    assert "page 2 of 2" in text and "Page before" in text and "customers 1 to 4 of 7" in text
    at = files[3].pk
    assert f'href="/alerts/?before={at}"' in text
    second = rm.text(f"/alerts/?before={at}")
    assert "customers 5 to 7 of 7" in second and "Newest customers" in second
    (line, *_rest) = list_alerts(by=bank.rm01, before=at, **SERVICE).lines
    given = {"kind": line.kind, "key": line.key, "outcome": "contacted", "shown": "occasion", "shown_before": at, "shown_page": 2}  # fmt: skip
    answer = rm.post(f"/customers/{line.row.number}/alerts/settle/", given)
    assert answer["Location"] == f"/alerts/?kind=occasion&before={at}&page=2"
    given |= {"shown": "<script>", "shown_before": "-1 OR", "shown_page": "x"}
    assert rm.post(f"/customers/{line.row.number}/alerts/settle/", given)["Location"] == "/alerts/"


def test_the_api_leads_from_part_to_part(bank, files, monkeypatch):
    monkeypatch.setattr(alerts, "MOST", 4)
    rm = Browser(bank.rm01, "service")
    first = rm.get("/api/v1/insight/alerts?purpose=service").json()
    assert (first["looked"], first["whole"], first["next"]) == ([1, 4, 7], False, files[3].pk)
    last = rm.get(f"/api/v1/insight/alerts?purpose=service&before={first['next']}").json()
    assert (last["looked"], last["next"], len(last["alerts"])) == ([5, 7, 7], None, 3)


def english(colleague, purpose=""):
    browser = Browser(colleague, purpose) if purpose else Browser(colleague)
    browser.cookies["django_language"] = "en"
    return browser


@pytest.mark.req("A27")
def test_the_first_page_tells_a_manager_of_alerts_and_of_none_without_a_purpose(bank, files):
    text = english(bank.rm01, "service").text("/")
    assert "7 open, earliest day first" in text and "Wedding" in text and "All alerts" in text
    assert "Wedding" not in english(bank.rm01).text("/")
    assert "Nothing calls for you today." in english(bank.rm02, "service").text("/")


def test_the_first_page_tells_leaders_of_groups_alone(bank):
    assert "Figures stand here once the first night" in english(bank.gm).text("/")
    west = bank.west.pk
    tiers = {1: 20, 2: 9, 3: 7}
    rows = [
        row(100 * tier + n, west, tier=tier, aum=6_000_000)
        for tier, many in tiers.items()
        for n in range(many)
    ]
    put_night([*rows, row(90, west, tier=4, aum=123_456_700)])
    board = english(bank.gm).text("/")
    assert "Gold · 20 customers" in board and "Private · ···" in board and "1,234,567" not in board


def test_the_first_page_tells_an_analyst_which_night_the_figures_are_of(bank, tmp_path):
    assert "Ask a question" in english(bank.analyst).text("/")
    file = bank.file()
    load(write_feed(tmp_path / "one", usual(file.number)), **HOUSE)
    run()
    text = english(bank.analyst).text("/")
    assert "Figures of the night of" in text and "groups only, nobody" in text and file.number not in text

"""The tabs of a file are decided by that file: nobody is shown one that refuses, nor kept from one that opens."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji.access.gate import Gate
from zhiji.access.gateway import _governed_writes
from zhiji.access.granting import give
from zhiji.access.policy import purposes
from zhiji.customers.pages.place import TABS

WAYS = ("", "holdings/", "standing/", "ties/", "diligence/", "scans/", "versions/", "readers/")


def addresses(number):
    return [f"/customers/{number}/{way}" for way in WAYS] + [f"/custody/consents/{number}/"]


def shown(text, number):
    tabs = re.search(r'<nav[^>]*class="tabs[^"]*".*?</nav>', text, re.S)
    assert tabs, "the file has tabs"
    return re.findall(r'href="([^"]+)"', tabs[0])


def granted(bank, staff, file, compartments):
    gate = Gate("custody:reading:examine", "act", bank.officer, "", timezone.now(), "test")
    with transaction.atomic(), _governed_writes(gate.phrase):
        give(
            gate, staff, [file.customer_id], kind="reading", compartments=compartments, purpose="service", reason="客户委托",
            ends_at=gate.at + timedelta(hours=1), uses=99,
        )  # fmt: skip


@pytest.mark.req("B10")
@pytest.mark.parametrize(
    "who",
    ["rm01", "rm02", "rm03", "agent01", "officer", "supervisor", "manager", "gm", "compliance", "auditor"],
)
def test_every_tab_shown_opens_and_every_tab_that_opens_is_shown(bank, who):
    """Own, a colleague's and another branch's file, ordinary and confidential, for every purpose of the role."""
    staff = getattr(bank, who)
    files = [bank.file(), bank.file(secrecy=1)]
    seen = 0
    for purpose in [one.id for one in purposes().values() if staff.role in one.roles]:
        browser = Browser(staff, purpose)
        for file in files:
            page = browser.get(f"/customers/{file.number}/")
            if page.status_code != 200:
                continue
            seen += 1
            tabs = shown(page.content.decode(), file.number)
            opens = [one for one in addresses(file.number) if browser.get(one).status_code == 200]
            assert sorted(tabs) == sorted(opens), (purpose, file.secrecy)
    assert seen


@pytest.mark.req("H07")
def test_a_grant_shows_the_tabs_it_opens_and_no_more(bank):
    file = bank.file(secrecy=1, manager=bank.rm03)
    browser = Browser(bank.rm01, "service")
    assert browser.get(f"/customers/{file.number}/").status_code == 403
    granted(bank, bank.rm01, file, ["identity"])
    tabs = shown(browser.text(f"/customers/{file.number}/"), file.number)
    assert f"/customers/{file.number}/holdings/" not in tabs and f"/customers/{file.number}/ties/" in tabs
    granted(bank, bank.rm01, file, ["wealth"])
    tabs = shown(browser.text(f"/customers/{file.number}/versions/"), file.number)
    assert f"/customers/{file.number}/holdings/" in tabs
    for one in tabs:
        assert browser.get(one).status_code == 200, one


def test_all_tabs_cost_one_statement_at_most(bank, rf):
    from zhiji.access.web import may_look

    file, request = bank.file(secrecy=1, manager=bank.rm03), rf.get("/")
    for staff, statements in ((bank.rm03, 0), (bank.rm01, 1)):
        until = (timezone.now() + timedelta(hours=1)).isoformat()
        request.user, request.session = staff, {"purpose": {"id": "service", "until": until}}
        with CaptureQueriesContext(connection) as asked:
            may_look(request, file, [(phrase, part) for _name, _label, phrase, part in TABS])
        assert len(asked) <= statements, staff

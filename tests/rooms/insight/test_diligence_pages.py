"""Due diligence on screen and through the API, as each role may see it."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji.customers.rules import number_of
from zhiji.insight.diligence.actions.ratings import make_rating
from zhiji.insight.diligence.looks.watching import rules_in_force

DUE = {"purpose": "due_diligence"}


@pytest.fixture
def rated(compliant):
    ann = compliant.file(values={"name": "安然"})
    ties = [{"role": "shareholder", "name": "安然", "customer": ann.number, "share": "40"}]
    compliant.firm = compliant.file(
        kind="organisation", values={"name": "目标有限公司", "ties": ties, "industry": "F"}
    )
    make_rating(compliant.firm.number, by=compliant.compliance, **DUE)
    return compliant


@pytest.mark.req("C14", "C16")
def test_compliance_sees_level_lines_owners_and_rules(rated):
    page = Browser(rated.compliance, "due_diligence").text(f"/customers/{rated.firm.number}/diligence/")
    for text in ("Money-laundering risk", "Why this score", "industry: Wholesale and retail", "Beneficial owners", "安然", "40.00 %",
                 "by share", "Monitoring rules that strike", "Suspicions", "Take a suspicion down"):  # fmt: skip
        assert text in page, text
    assert "<svg" in page


def test_the_manager_sees_the_level_and_nothing_of_what_is_watched(rated):
    page = Browser(rated.rm01, "due_diligence").text(f"/customers/{rated.firm.number}/diligence/")
    assert "Next review by" in page and "Beneficial owners" in page
    for text in ("Why this score", "Score", "Monitoring", "uspicion", "Rate again", "Raise the level"):
        assert text not in page, text
    asked = Browser(rated.rm01, "service").get(f"/customers/{rated.firm.number}/diligence/")
    assert asked.status_code == 403


def test_a_person_has_no_owners_and_an_unrated_customer_says_by_when(rated):
    file = rated.file()
    browser = Browser(rated.compliance, "due_diligence")
    page = browser.text(f"/customers/{file.number}/diligence/")
    assert "Not rated yet" in page and "at the latest" in page and "Beneficial owners" not in page
    assert browser.post(f"/customers/{file.number}/diligence/rate/").status_code == 302
    assert "Rate again" in browser.text(f"/customers/{file.number}/diligence/")


def test_raising_says_what_is_wrong_and_goes_through(rated):
    browser = Browser(rated.compliance, "due_diligence")
    path = f"/customers/{rated.firm.number}/diligence/raise/"
    assert browser.post(path, {"level": "low", "words": "试一试能否调低"}).status_code == 422
    assert browser.post(path, {"level": "high", "words": "实际控制人被立案调查"}).status_code == 302
    assert "实际控制人被立案调查" in browser.text(f"/customers/{rated.firm.number}/diligence/")


def test_the_lists(rated):
    browser = Browser(rated.compliance, "due_diligence")
    assert "No review is due" in browser.text("/diligence/")
    page = browser.text("/diligence/rules/")
    assert "Structured cash" in page and "large cash yuan" in page
    assert Browser(rated.rm01, "due_diligence").get("/diligence/rules/").status_code == 403
    assert len(rules_in_force(by=rated.compliance)) == 7


def test_the_api(rated):
    browser = Browser(rated.compliance)
    number = rated.firm.number

    def ask(path, **more):
        return browser.get(f"/api/v1{path}?purpose=due_diligence", **more)

    told = ask(f"/customers/{number}/diligence").json()
    assert told["level"] in ("low", "medium", "high") and told["score"] and told["items"]
    owners = ask(f"/customers/{number}/diligence/owners").json()
    assert owners["owners"][0] | {"paths": []} == {
        "name": "安然", "number": owners["owners"][0]["number"], "why": "share", "share": "40.00", "by_circle": "0.00",
        "declared": None, "differs": False, "paths": [],
    }  # fmt: skip
    assert ask(f"/customers/{number}/diligence/hits").json() == [] and ask("/diligence/reviews").json() == []
    sent = {"level": "high", "words": "实际控制人被立案调查"}
    answer = browser.post(
        f"/api/v1/customers/{number}/diligence/raise?purpose=due_diligence",
        json.dumps(sent),
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content
    answer = browser.post(
        f"/api/v1/customers/{number}/diligence/rating?purpose=due_diligence",
        "",
        content_type="application/json",
    )
    assert answer.status_code == 200 and ask(f"/customers/{number}/diligence").json()["level"] == "high"
    assert ask(f"/customers/{number_of(rated.firm.pk + 999)}/diligence").status_code == 404


def test_the_first_page_of_compliance_shows_what_is_due(rated):
    late = rated.file()
    make_rating(late.number, by=rated.compliance, at=timezone.now() - timedelta(days=800), **DUE)
    page = Browser(rated.compliance, "due_diligence").text("/")
    assert "Due diligence reviews" in page and f"/customers/{late.number}/diligence/" in page
    assert f"/customers/{late.number}/diligence/" not in Browser(rated.compliance).text("/")

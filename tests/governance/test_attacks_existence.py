"""A top-secret file and no file at all are the same to whoever must not know: every role and door (J04)."""

import json
import re

import pytest
from plugins.attacked import attacked, client_of, token_of  # noqa: F401

from zhiji.access import policy, rules
from zhiji.customers.actions.keeping import classify
from zhiji.customers.rules import number_of

PAGES = [
    "", "ties/", "ties/record/", "scans/", "scans/add/", "scans/1/", "versions/", "versions/compare/?a=1&b=1", "versions/?on=2026-01-01",
    "readers/", "why/", "card/", "amend/", "amend/wealth/", "state/", "duties/", "key/", "secrecy/", "break-glass/",
]  # fmt: skip
POSTS = {
    "ties/record/": {"role": "spouse", "name": "何以宁"}, "ties/0/off/": {}, "scans/add/": {"kind": "other", "title": "front"},
    "amend/": {"name": "何以宁", "source": "customer_stated"}, "state/": {"to": "closed", "reason": "test of a closed file"},
    "duties/": {"reason": "test"}, "key/": {"key": "1"}, "secrecy/": {"secrecy": "0", "reason": "test"},
    "break-glass/": {"reason": "he stands at the counter and cannot wait"},
}  # fmt: skip


@pytest.fixture
def numbers(attacked):  # noqa: F811
    """Of the top-secret file, and of none."""
    classify(
        attacked.file.number, secrecy=2, custodian=attacked.officer, reason="名人", by=attacked.supervisor, purpose="review",
    )  # fmt: skip
    attacked.file.refresh_from_db()
    return attacked.file.number, number_of(attacked.file.customer_id + 1000)


def plain(response, number: str) -> tuple:
    """An answer without what differs between any two: tokens, nonces, times, the number itself."""
    text = response.content.decode() if not response.streaming else ""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|\d\d:\d\d(:\d\d)?', "", text)
    text = text.replace(number, "NUMBER").replace(number.replace("-", ""), "NUMBER")
    return response.status_code, response.headers.get("Location", "").replace(number, "NUMBER"), text


def strangers(bank):
    """Who must not know of the file, each with a purpose of the role, none, and one of another role."""
    for key, staff in bank.people.items():
        purposes = [one.id for one in policy.purposes().values() if staff.role in one.roles]
        if rules.decide(staff, "customers:file:open", bank.file, (purposes or [""])[0]).hides:
            for purpose in [*purposes[:1], "", "inquiry" if "inquiry" not in purposes else "visit"]:
                yield key, staff, purpose


@pytest.mark.req("J04")
def test_pages_answer_alike(attacked, numbers) -> None:  # noqa: F811
    told = []
    for key, staff, purpose in strangers(attacked):
        client = client_of(staff, purpose)
        for path in PAGES:
            answers = [plain(client.get(f"/customers/{number}/{path}"), number) for number in numbers]
            if answers[0] != answers[1] or answers[0][0] >= 500:
                told.append((key, purpose, "GET", path, answers[0][0], answers[1][0]))
        for path, given in POSTS.items():
            answers = [plain(client.post(f"/customers/{number}/{path}", given), number) for number in numbers]
            if answers[0] != answers[1] or answers[0][0] >= 500:
                told.append((key, purpose, "POST", path, answers[0][0], answers[1][0]))
        answers = [plain(client.get("/customers/search/", {"q": number}), number) for number in numbers]
        if answers[0] != answers[1]:
            told.append((key, purpose, "GET", "search", answers[0][0], answers[1][0]))
    assert told == []


@pytest.mark.req("J04")
def test_the_api_answers_alike(attacked, numbers) -> None:  # noqa: F811
    told, headers = [], {}
    for key, staff, purpose in strangers(attacked):
        client = client_of(staff)
        client.logout()
        headers.setdefault(key, token_of(staff))
        for verb, path, body in (
            ("GET", "", None), ("GET", "/versions", None), ("GET", "/readers", None), ("PATCH", "", {"changes": {"name": "何"}, "source": "observed"}),
            ("POST", "/state", {"to": "closed", "reason": "test"}),
        ):  # fmt: skip
            answers = [
                plain(
                    client.generic(
                        verb, f"/api/v1/customers/{number}{path}?purpose={purpose}", json.dumps(body) if body else "",
                        content_type="application/json", headers=headers[key],
                    ), number,
                )
                for number in numbers
            ]  # fmt: skip
            if answers[0] != answers[1] or answers[0][0] >= 500:
                told.append((key, purpose, verb, path, answers[0][0], answers[1][0]))
    assert told == []

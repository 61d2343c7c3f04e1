"""The institution through the API: the same steps, ties, refusals and words as on the pages."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from zhiji.access.people import make_token
from zhiji.access.standing_in import name_stand_in
from zhiji.custody.actions import reading
from zhiji.custody.flows import FLOWS
from zhiji.custody.models import Case
from zhiji.custody.steps import STEPS
from zhiji.customers.rules import number_of

HOUSE = "/api/v1/cases"


class Caller(Client):
    """A program that speaks for one colleague."""

    def __init__(self, staff, by):
        super().__init__()
        self.token = make_token(staff, by=by, channel="test")

    def ask(self, verb, path, body=None, key="", language="en"):
        headers = {"authorization": f"Bearer {self.token}", "accept-language": language}
        if key:
            headers["idempotency-key"] = key
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = self.generic(verb, HOUSE + path, headers=headers, **sent)
        return answer.status_code, answer.json()


@pytest.fixture
def call(bank):
    """``call(bank.rm01)``: that colleague's program; the same one each time."""
    from plugins.small_bank import HOUSE as house

    known: dict[int, Caller] = {}
    return lambda staff: known.setdefault(staff.pk, Caller(staff, house["by"]))


@pytest.fixture
def file(bank):
    return bank.file(manager=bank.rm03)


def values(file, **more):
    return {
        "values": {
            "customers": [file.number], "compartments": ["contact"], "wanted": "service", "reason": "客户委托代办", "days": 2,
            "uses": 3, "reader": "colleague",
        }
        | more
    }  # fmt: skip


def raised(call, bank, file, **more):
    status, made = call(bank.rm01).ask("POST", "/kinds/reading", values(file, **more))
    assert status == 201, made
    return made["number"]


@pytest.mark.req("N09", "H02", "H03", "H04")
def test_a_reading_is_asked_signed_and_granted(call, bank, file):
    number = raised(call, bank, file)
    status, seen = call(bank.rm01).ask("GET", f"/{number}")
    assert (status, seen["case"]["state"], seen["customers"]) == (200, "asked", [file.number])
    assert seen["steps"] == ["withdraw"]
    assert [one["number"] for one in call(bank.rm02).ask("GET", "/waiting")[1]["cases"]] == [number]
    assert call(bank.rm01).ask("GET", "/waiting")[1]["cases"] == [], "what one may withdraw waits for nobody"
    assert call(bank.rm02).ask("POST", f"/{number}/sign", {"values": {}}) == (
        200, {"number": number, "kind": "reading", "state": "signed"},
    )  # fmt: skip
    ticks = {"values": {"reason_sufficient": True, "papers_complete": True}}
    assert call(bank.officer).ask("POST", f"/{number}/examine", ticks)[1]["state"] == "granted"
    seen = call(bank.rm01).ask("GET", f"/{number}")[1]
    assert seen["grant"] == Case.objects.get(pk=number).grant_id
    assert [one["verb"] for one in seen["signatures"]] == ["ask", "sign", "examine"]
    assert call(bank.rm01).ask("POST", f"/{number}/end", {})[1]["state"] == "ended"


@pytest.mark.req("H02", "N13")
def test_what_is_missing_is_told_all_at_once_and_never_repeated(call, bank, file):
    status, told = call(bank.rm01).ask(
        "POST", "/kinds/reading", {"values": {"days": "13812349999", "reason": "  "}}
    )
    assert status == 422
    assert {one["field"] for one in told["errors"]} >= {
        "customers",
        "compartments",
        "wanted",
        "reason",
        "days",
        "reader",
    }
    assert "13812349999" not in json.dumps(told) and all(one["mend"] for one in told["errors"])
    assert not Case.objects.exists()
    status, told = call(bank.rm01).ask("POST", "/kinds/nothing", values(file))
    assert (status, [one["field"] for one in told["errors"]]) == (422, ["kind"])


@pytest.mark.req("N12")
def test_a_write_sent_twice_with_its_key_raises_one_case(call, bank, file):
    first = call(bank.rm01).ask("POST", "/kinds/reading", values(file), key="k-1")
    again = call(bank.rm01).ask("POST", "/kinds/reading", values(file), key="k-1")
    assert first == again and first[0] == 201 and Case.objects.count() == 1
    assert call(bank.rm01).ask("POST", "/kinds/reading", values(file, days=1), key="k-1")[0] == 409
    number = first[1]["number"]
    signed = [call(bank.rm02).ask("POST", f"/{number}/sign", {}, key="k-2") for _ in range(2)]
    assert signed[0] == signed[1] and Case.objects.get().signatures.count() == 2
    assert call(bank.rm02).ask("POST", f"/{number}/sign", {}, key="k-3")[0] == 422, "a step out of turn"


def test_a_refused_step_says_its_rule(call, bank, file):
    number = raised(call, bank, file)
    reading.sign_for_unit(number, by=bank.rm02)
    status, told = call(bank.supervisor).ask("POST", f"/{number}/approve", {})
    assert status == 403 and told["detail"]
    status, told = call(bank.supervisor).ask("POST", f"/{number}/sign", {})
    assert status in (403, 422)
    assert Case.objects.get().state == "signed"


@pytest.mark.req("J04")
def test_who_may_not_read_a_case_gets_what_an_unknown_number_gets(call, bank, file):
    number = raised(call, bank, file)
    known = call(bank.rm03).ask("GET", f"/{number}")
    unknown = call(bank.rm03).ask("GET", f"/{number + 99999}")
    strip = lambda answer: {name: text for name, text in answer[1].items() if name != "instance"}  # noqa: E731
    assert known[0] == unknown[0] == 404 and strip(known) == strip(unknown)
    hidden = bank.file(manager=bank.rm03, secrecy=2)
    told = [
        call(bank.rm01).ask("POST", "/kinds/reading", values(file, customers=[one]))
        for one in (hidden.number, number_of(10**9))
    ]
    assert told[0][0] == told[1][0] == 404 and strip(told[0]) == strip(told[1])


def test_a_stand_in_signs_for_the_absent_one_and_for_nobody_else(call, bank, file):
    number = raised(call, bank, file)
    assert call(bank.rm03).ask("POST", f"/{number}/sign", {"for_whom": "rm02"})[0] == 404
    name_stand_in(bank.rm03, ends_at=timezone.now() + timedelta(days=3), by=bank.rm02)
    assert call(bank.rm03).ask("POST", f"/{number}/sign", {"for_whom": "gm"})[0] == 403
    assert call(bank.rm03).ask("POST", f"/{number}/sign", {"for_whom": "rm02"})[0] == 200
    assert Case.objects.get().signatures.get(verb="sign").for_whom_id == bank.rm02.pk


def test_the_register_is_read_page_by_page_and_filtered(call, bank, file):
    numbers = [raised(call, bank, file) for _ in range(3)]
    reading.withdraw(numbers[0], by=bank.rm01)
    auditor = call(bank.auditor)
    assert [one["number"] for one in auditor.ask("GET", "?kind=reading")[1]["cases"]] == numbers[::-1]
    assert [
        one["number"] for one in auditor.ask("GET", "?kind=reading&state=withdrawn")[1]["cases"]
    ] == numbers[:1]
    assert [one["number"] for one in auditor.ask("GET", f"?before={numbers[1]}")[1]["cases"]] == numbers[:1]
    assert auditor.ask("GET", "?mine=true")[1]["cases"] == []
    assert call(bank.rm03).ask("GET", "?kind=reading")[1]["cases"] == []
    assert auditor.ask("GET", "?overdue=true")[1]["cases"] == []


@pytest.mark.req("N09")
def test_every_step_of_every_procedure_is_described(call, bank):
    status, told = call(bank.auditor).ask("GET", "/steps")
    assert status == 200
    assert {(one["kind"], one["verb"]) for one in told} == set(STEPS)
    for one in told:
        assert one["label"] and one["phrase"] == FLOWS[one["kind"]].phrase(one["verb"])
        assert len({ask["name"] for ask in one["asks"]}) == len(one["asks"])


@pytest.mark.req("H09")
def test_what_was_granted_and_never_used_is_told(call, bank, file):
    number = raised(call, bank, file)
    reading.sign_for_unit(number, by=bank.rm02)
    reading.examine(number, reason_sufficient=True, papers_complete=True, by=bank.officer)
    unused = call(bank.auditor).generic(
        "GET", "/api/v1/readings/unused", headers={"authorization": f"Bearer {call(bank.auditor).token}"}
    )
    (row,) = unused.json()["readings"]
    assert (row["number"], row["used"], row["last"], row["unopened"]) == (number, 0, None, ["contact"])
    refused = call(bank.rm01).generic(
        "GET", "/api/v1/readings/unused", headers={"authorization": f"Bearer {call(bank.rm01).token}"}
    )
    assert refused.status_code == 403


@pytest.mark.req("M07")
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "查阅"), ("en", "Reading")])
def test_problems_and_labels_come_in_the_callers_language(call, bank, file, language, words):
    told = call(bank.rm01).ask("GET", "/steps", language=language)[1]
    assert words in next(one["label"] for one in told if (one["kind"], one["verb"]) == ("reading", "ask"))

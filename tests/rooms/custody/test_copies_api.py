"""Copies, packs, couriers and the quiz through the API: nothing goes out there that the page would not give (Art. 23-24, 26)."""

import json

import pytest

from zhiji.access.models import ApiAnswer
from zhiji.custody.actions import copying, providing
from zhiji.custody.models import Case, Copy, Courier, Pack, QuizResult
from zhiji.custody.rules.marks import codes_in, dots
from zhiji.custody.rules.quiz import current
from zhiji.custody.steps import STEPS


def approved_copy(bank, file):
    case = copying.ask(
        customers=[file.number], fields=["name", "phones"], wanted="service", for_whom="法律顾问何以宁", reason="诉讼需要附件",
        by=bank.rm01,
    )  # fmt: skip
    return copying.approve(case.pk, by=bank.gm)


def approved_pack(bank, file):
    case = providing.ask(
        customers=[file.number], fields=["name"], wanted="service", recipient_kind="professional", recipient="正衡律师事务所",
        reason="客户委托律师", days=3, return_days=14, by=bank.rm01,
    )  # fmt: skip
    providing.supervise(case.pk, by=bank.supervisor)
    return providing.manage(case.pk, by=bank.manager)


@pytest.mark.req("J05", "N09")
def test_art_23_1_a_copy_made_through_the_api_bears_the_same_marks_and_is_told_once(bank, call, journal):
    case = approved_copy(bank, bank.file())
    assert call(bank.rm01, "POST", f"/copies/{case.pk}/make")[0] == 422, "a purpose is required"
    assert call(bank.rm01, "POST", f"/copies/{case.pk}/make?purpose=visit")[0] == 422
    status, answer = call(bank.rm01, "POST", f"/copies/{case.pk}/make?purpose=service", key="once")
    made, copy = answer.json(), Copy.objects.get()
    assert status == 200 and "no-store" in answer["Cache-Control"]
    assert [one["field"] for one in made["lines"]] == ["name", "phones"]
    assert all(codes_in(one["text"]) == [copy.code] for one in made["lines"])
    assert made["dots"] == [list(one) for one in dots(copy.code)] and copy.code not in answer.content.decode()
    assert journal("custody:copy:make")[0].customer == copy.customer_id
    assert call(bank.rm01, "POST", f"/copies/{case.pk}/make?purpose=service", key="once")[0] == 422
    assert not ApiAnswer.objects.exists() and Copy.objects.count() == 1
    found = call(bank.auditor, "POST", "/copies/trace", {"text": made["lines"][0]["text"]})[1].json()
    assert [(one["case"], one["made_by"]) for one in found] == [(case.pk, bank.rm01.display_name)]
    assert [one["case"] for one in call(bank.supervisor, "GET", "/copies")[1].json()] == [case.pk]
    assert (
        call(bank.rm02, "GET", "/copies")[0]
        == 403
        == call(bank.rm02, "POST", "/copies/trace", {"text": "x"})[0]
    )


@pytest.mark.req("J05", "J07")
@pytest.mark.parametrize(("kind", "verb"), [("copy", "make"), ("provision", "pack")])
def test_the_general_route_of_cases_makes_no_copy_and_no_pack(bank, call, kind, verb):
    """Art. 23.1, 24: what is told once has its own route, which marks it; the general one knows no such step."""
    assert (kind, verb) not in STEPS
    case = (approved_copy if kind == "copy" else approved_pack)(bank, bank.file())
    for path in (f"/cases/{case.pk}/{verb}", f"/cases/{case.pk}/{verb}?purpose=service"):
        status, answer = call(bank.rm01, "POST", path, {"values": {}})
        assert status == 422 and "no such step" in answer.content.decode()
    assert Case.objects.get().state == "approved" and not Copy.objects.exists() and not Pack.objects.exists()


@pytest.mark.req("J07", "N09")
def test_art_24_a_pack_is_made_once_and_fetched_by_who_may_read_its_case(bank, call):
    case = approved_pack(bank, bank.file())
    assert call(bank.rm02, "POST", f"/packs/{case.pk}/make?purpose=service")[0] in (403, 404)
    status, answer = call(bank.rm01, "POST", f"/packs/{case.pk}/make?purpose=service", key="pack")
    made = answer.json()
    assert status == 200 and len(made["passphrase"].split("-")) == 5 and made["customers"] == 1
    assert call(bank.rm01, "POST", f"/packs/{case.pk}/make?purpose=service", key="pack")[0] == 422
    assert not ApiAnswer.objects.exists(), "a passphrase is kept nowhere"
    status, answer = call(bank.supervisor, "GET", f"/packs/{case.pk}")
    assert (
        status == 200
        and answer.content.startswith(b"ZHIJI PACK 1\n")
        and "沈怀瑾".encode() not in answer.content
    )
    assert call(bank.rm02, "GET", f"/packs/{case.pk}")[0] == 404 == call(bank.rm01, "GET", "/packs/999999")[0]


@pytest.mark.req("J06", "N09")
def test_art_23_2_couriers_are_named_by_the_supervisor(bank, call):
    assert call(bank.rm01, "POST", "/couriers", {"username": "rm02"})[0] == 403
    status, answer = call(bank.supervisor, "POST", "/couriers", {"username": "rm02"}, key="c")
    assert (
        status == 201
        and call(bank.supervisor, "POST", "/couriers", {"username": "rm02"}, key="c")[1].json()
        == answer.json()
    )
    assert call(bank.supervisor, "POST", "/couriers", {"username": "nobody"})[0] == 422
    [listed] = call(bank.rm01, "GET", "/couriers")[1].json()
    assert listed["id"] == answer.json()["id"] and listed["courier"] == bank.rm02.display_name
    assert call(bank.supervisor, "POST", f"/couriers/{listed['id']}/end")[0] == 200
    assert Courier.objects.get().ended_at is not None


@pytest.mark.req("N12", "N09")
def test_art_26_the_quiz_is_answered_and_its_record_kept(bank, call):
    status, answer = call(bank.rm01, "GET", "/quiz")
    asked = answer.json()
    assert status == 200 and asked["state"] == "due" and "right" not in json.dumps(asked["questions"])
    from django.utils import timezone

    edition = current(timezone.localdate())
    answers = {one.id: one.right for one in edition.questions}
    status, answer = call(bank.rm01, "POST", "/quiz", {"answers": {}})
    assert status == 422 and {one["field"] for one in answer.json()["errors"]} == set(answers)
    status, answer = call(bank.rm01, "POST", "/quiz", {"answers": answers})
    assert status == 201 and answer.json()["passed"] and QuizResult.objects.get().passed
    status, answer = call(bank.supervisor, "GET", "/quiz/record")
    assert status == 200 and answer.json()["passed"] == 1
    assert call(bank.rm01, "GET", "/quiz/record")[0] == 403

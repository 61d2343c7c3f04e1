"""Three don'ts, Art. 26: the yearly quiz, its reminders and days of grace, and the share who signed and passed."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji import norms
from zhiji.access.gateway import _governed_writes
from zhiji.access.people import make_token
from zhiji.access.refusals import Refused
from zhiji.custody.actions import quiz
from zhiji.custody.looks.cases import notices
from zhiji.custody.looks.quiz import list_standings, open_quiz
from zhiji.custody.models import QuizResult
from zhiji.custody.problems import Invalid
from zhiji.custody.rules import quiz as rules
from zhiji.desk import undertaking
from zhiji.staff.models import Staff

RIGHT = {one.id: one.right for one in rules.current(date(2026, 11, 22)).questions}
WRONG = {name: (right + 1) % 3 for name, right in RIGHT.items()}


@pytest.mark.req("J08", "J09", "J10", "J14", "N12")
def test_art_26_every_dont_is_asked_in_three_languages():
    questions = rules.current(date(2026, 11, 22)).questions
    assert {"dinner", "lift", "chat"} <= {one.id for one in questions} and len(questions) >= 5
    for one in questions:
        assert set(one.texts) == set(rules.LANGUAGES) and all(one.texts.values()) and all(one.why.values())
        assert len({len(answers) for answers in one.answers.values()}) == 1


@pytest.mark.req("N12")
def test_art_26_passing_lasts_a_year(bank):
    failed = quiz.take(WRONG, by=bank.rm01)
    assert (failed.right, failed.passed) == (0, False)
    passed = quiz.take(RIGHT, by=bank.rm01)
    assert passed.passed and passed.person == bank.rm01.person_key
    standing = open_quiz(by=bank.rm01).standing
    assert (standing.state, standing.due_on) == ("passed", rules.months_later(timezone.localdate(), 12))
    nearly = timezone.now() + timedelta(days=360)
    assert open_quiz(by=bank.rm01, at=nearly).standing.state == "soon"
    assert len(open_quiz(by=bank.rm01).attempts) == 2
    with pytest.raises(Invalid) as invalid:
        quiz.take({"dinner": 2}, by=bank.rm01)
    assert len(invalid.value.problems) == len(RIGHT) - 1


@pytest.mark.req("J01", "N12")
def test_the_supervisor_sees_the_share_and_who_is_late(bank):
    quiz.take(RIGHT, by=bank.rm01)
    share = list_standings(by=bank.supervisor)
    assert (share.passed, share.overdue, share.people) == (1, 0, 15)
    late = timezone.now() + timedelta(days=31)
    share = list_standings(by=bank.supervisor, at=late)
    assert (share.passed, share.overdue) == (1, 14) and share.lines[0].standing.overdue
    with pytest.raises(Refused):
        list_standings(by=bank.rm01)


@pytest.mark.req("N12")
def test_reminders_come_once(bank):
    quiz.take(RIGHT, by=bank.rm01)
    now, late = timezone.now(), timezone.now() + timedelta(days=31)
    for at in (now, now, late, late):
        if quiz.to_remind(at):
            quiz.remind(by=_job(), at=at, channel="job")
    assert [one.what for one in notices(by=bank.rm02)] == ["quiz_due", "quiz_soon"]
    assert notices(by=bank.rm01) == []
    assert [one.what for one in notices(by=bank.supervisor)].count("quiz_team") == 13
    with pytest.raises(Refused):
        quiz.remind(by=bank.supervisor)


def longer_ago(staff, days):
    """The colleague's account began so many days ago."""
    with transaction.atomic(), _governed_writes("test"):
        Staff.objects.filter(pk=staff.pk).update(joined_at=timezone.now() - timedelta(days=days))
    return Staff.objects.get(pk=staff.pk)


@pytest.mark.req("N12")
def test_art_26_a_late_quiz_blocks_and_the_way_out_is_the_quiz(bank):
    """After the days of grace every page leads to the quiz, which says why; passed, everything is open again at once."""
    grace = norms.on(timezone.localdate()).secrecy.quiz_grace_days
    assert Browser(longer_ago(bank.rm02, grace)).get("/").status_code == 200  # the last day of grace
    browser = Browser(longer_ago(bank.rm01, grace + 1), "service")
    for path in ("/", "/customers/", "/custody/loan/new/"):
        answer = browser.get(path)
        assert answer.status_code == 302 and answer.url == "/custody/quiz/", path
    assert browser.get("/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/custody/quiz/"
    assert browser.get("/api/v1/customers?purpose=service").status_code == 403
    text = browser.text("/custody/quiz/")
    assert "Your yearly quiz was due on" in text and "as often as you like" in text
    assert browser.get("/custody/leak/tell/").status_code == 200  # a leak is reported by anyone at any time
    wrong = {name: str(answer) for name, answer in WRONG.items()}
    assert browser.post("/custody/quiz/", wrong).status_code == 200
    assert browser.get("/").status_code == 302
    right = {name: str(answer) for name, answer in RIGHT.items()}
    passed = browser.post("/custody/quiz/", right).content.decode()
    assert "Your yearly quiz was due on" not in passed
    assert browser.get("/").status_code == 200


@pytest.mark.req("N12")
def test_art_26_a_token_rests_while_the_quiz_of_its_holder_is_late(bank, client):
    header = {"Authorization": "Bearer " + make_token(bank.rm01, **HOUSE)}
    assert client.get("/api/v1/fields", headers=header).status_code == 200
    longer_ago(bank.rm01, 40)
    answer = client.get("/api/v1/fields", headers=header)
    assert answer.status_code == 403 and "/custody/quiz/" in answer.json()["title"]
    quiz.take(RIGHT, by=bank.rm01)
    assert client.get("/api/v1/fields", headers=header).status_code == 200


@pytest.mark.req("J01")
def test_art_21_26_an_undertaking_is_signed_anew_every_year(bank):
    """Art. 21, 26: signed over a year ago it has run out (norm ``secrecy.undertaking_renewal_months``)."""
    browser = Browser(bank.rm01, "service")
    assert browser.get("/").status_code == 200
    with transaction.atomic(), _governed_writes("test"):
        Staff.objects.update(undertaking_signed_at=timezone.now() - timedelta(days=366))
    answer = browser.get("/")
    assert answer.status_code == 302 and answer.url == "/undertaking/"
    assert browser.post("/undertaking/", {"name": "林若溪", "read": "on"}).status_code == 302
    assert browser.get("/").status_code == 200


@pytest.mark.req("J01", "N12")
@pytest.mark.parametrize("gone", ["unsigned", "run out", "an older text"])
def test_art_21_26_a_token_rests_while_the_undertaking_of_its_holder_is_not_in_force(bank, client, gone):
    """What leads every page to the undertaking stops the token too, and signing opens both again at once."""
    header = {"Authorization": "Bearer " + make_token(bank.rm01, **HOUSE)}
    assert client.get("/api/v1/fields", headers=header).status_code == 200
    changed = {
        "unsigned": {"undertaking_version": "", "undertaking_signed_at": None},
        "run out": {"undertaking_signed_at": timezone.now() - timedelta(days=366)},
        "an older text": {"undertaking_version": "2020"},
    }[gone]
    with transaction.atomic(), _governed_writes("test"):
        Staff.objects.filter(pk=bank.rm01.pk).update(**changed)
    number = bank.file().number
    for path in ("/api/v1/fields", f"/api/v1/customers/{number}?purpose=service"):
        answer = client.get(path, headers=header)
        assert answer.status_code == 403 and "/undertaking/" in answer.json()["title"], path
    undertaking.sign(version=undertaking.current().version, by=bank.rm01)
    assert client.get("/api/v1/fields", headers=header).status_code == 200


def test_a_bank_may_let_a_late_quiz_block_nothing(bank, monkeypatch):
    """The norm decides: ``quiz_blocks`` false, and nothing waits for the quiz."""
    staff = longer_ago(bank.rm02, 40)
    assert quiz.blocked(staff, timezone.now())
    rule = norms.on(timezone.localdate()).secrecy

    class Lenient:
        def __getattr__(self, name):
            return False if name == "quiz_blocks" else getattr(rule, name)

    monkeypatch.setattr(quiz.norms, "on", lambda day: type("Norms", (), {"secrecy": Lenient()}))
    assert not quiz.blocked(staff, timezone.now())


def test_the_pages(bank):
    browser = Browser(bank.rm01)
    assert browser.post("/custody/quiz/", {"dinner": "2"}).status_code == 422
    text = browser.post(
        "/custody/quiz/", {name: str(right) for name, right in RIGHT.items()}
    ).content.decode()
    assert f"{len(RIGHT)} of {len(RIGHT)} right" in text and "First don" in text
    assert QuizResult.objects.get().passed
    assert "1 of 15 passed" in Browser(bank.supervisor).text("/custody/quiz/record/")


def _job():
    from zhiji.access.actors import Job

    return Job("clock")

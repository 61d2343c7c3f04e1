"""Three don'ts, Art. 26: the yearly quiz, its reminders and days of grace, and the share who signed and passed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji import norms
from zhiji.access.refusals import Refused
from zhiji.custody.actions import quiz
from zhiji.custody.looks.cases import notices
from zhiji.custody.looks.quiz import list_standings, open_quiz
from zhiji.custody.models import QuizResult
from zhiji.custody.problems import Invalid
from zhiji.custody.rules import quiz as rules

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
def test_reminders_come_once_and_a_late_quiz_limits_nothing(bank):
    quiz.take(RIGHT, by=bank.rm01)
    now, late = timezone.now(), timezone.now() + timedelta(days=31)
    for at in (now, now, late, late):
        if quiz.to_remind(at):
            quiz.remind(by=_job(), at=at, channel="job")
    assert [one.what for one in notices(by=bank.rm02)] == ["quiz_due", "quiz_soon"]
    assert notices(by=bank.rm01) == []
    assert [one.what for one in notices(by=bank.supervisor)].count("quiz_team") == 13
    assert not quiz.blocked(bank.rm02.pk, late)
    with pytest.raises(Refused):
        quiz.remind(by=bank.supervisor)


def test_a_bank_may_let_a_late_quiz_stand_in_the_way(bank, monkeypatch):
    rule = norms.on(timezone.localdate()).secrecy

    class Blocking:
        def __getattr__(self, name):
            return True if name == "quiz_blocks" else getattr(rule, name)

    monkeypatch.setattr(quiz.norms, "on", lambda day: type("Norms", (), {"secrecy": Blocking()}))
    late = timezone.now() + timedelta(days=31)
    assert quiz.blocked(bank.rm02.pk, late) and not quiz.blocked(bank.rm02.pk, timezone.now())


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

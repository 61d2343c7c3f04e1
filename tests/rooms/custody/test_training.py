"""Training by unit: undertaking, quiz, and what phishing exercises showed (N12)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji.access.gateway import _governed_writes
from zhiji.access.people import make_token
from zhiji.access.refusals import Refused
from zhiji.custody.actions import phishing, quiz
from zhiji.custody.looks.training import read_training
from zhiji.custody.models import PhishingExercise
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.quiz import current
from zhiji.custody.training import Trained
from zhiji.staff.models import Staff


def record(bank, **more):
    given = {"unit": "W1", "day": timezone.localdate(), "sent": 20, "clicked": 3, "reported": 8} | more
    return phishing.record(given.pop("unit"), by=bank.supervisor, **given)


def line(bank, unit, **more):
    return next(one for one in read_training(by=bank.gm, **more).units if one.code == unit)


def answers(right=True):
    found = current(timezone.localdate()).questions
    return {one.id: one.right if right else (one.right + 1) % len(one.choices) for one in found}


def _signed(staff, at):
    """The undertaking of one colleague, or of all."""
    with transaction.atomic(), _governed_writes("staff:undertaking:sign"):
        (Staff.objects.filter(pk=staff.pk) if staff else Staff.objects).update(undertaking_signed_at=at)


@pytest.mark.req("N12")
def test_a_unit_counts_who_signed_and_who_passed_and_for_how_long_it_holds(bank) -> None:
    _signed(None, at=None)
    assert line(bank, "W1").trained == Trained(people=3, overdue=line(bank, "W1").trained.overdue)
    _signed(bank.rm01, at=timezone.now())
    quiz.take(answers(right=False), by=bank.rm01)
    quiz.take(answers(), by=bank.rm01)
    told = line(bank, "W1").trained
    assert (told.signed, told.passed, told.tries, told.right) == (1, 1, 2, 1)
    later = line(bank, "W1", at=timezone.now() + timedelta(days=800)).trained
    assert (later.signed, later.passed, later.tries) == (0, 0, 0), "neither lasts for ever"
    assert read_training(by=bank.gm).total.people == Staff.objects.count()


@pytest.mark.req("N12")
def test_an_exercise_is_counts_of_a_unit_and_its_rate_has_a_course(bank) -> None:
    today = timezone.localdate()
    record(bank, day=today - timedelta(days=200), clicked=8)
    record(bank)
    west, east = line(bank, "W1"), line(bank, "E1")
    assert [one.rate for one in west.exercises] == [15, 40] and west.above and not west.due
    assert east.due and not east.exercises
    record(bank, clicked=1)
    assert [one.rate for one in line(bank, "W1").exercises] == [5, 40], "recorded again, the newest counts"
    assert not line(bank, "W1").above and PhishingExercise.objects.count() == 3
    assert line(bank, "W1", at=timezone.now() + timedelta(days=190)).due
    names = {field.name for field in PhishingExercise._meta.get_fields()}
    assert names == {"id", "unit", "day", "sent", "clicked", "reported", "recorded_at", "recorded_by"}, (
        "counts only"
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE custody_phishingexercise SET clicked = 0")


@pytest.mark.req("N12")
def test_a_count_over_few_letters_is_not_told(bank) -> None:
    record(bank, sent=4, clicked=1, reported=1)
    (one,) = line(bank, "W1").exercises
    assert (one.sent, one.clicked, one.reported, one.rate) == (4, None, None, None)
    assert read_training(by=bank.gm).sent == 0, "nor through the total"
    text = Browser(bank.gm).get("/custody/training/?format=csv").content.decode()
    assert "<5,<5" in text


@pytest.mark.req("N12")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"unit": "X9"}, "unit"), ({"day": None}, "day"), ({"sent": 0, "clicked": 0, "reported": 0}, "sent"), ({"clicked": 21}, "clicked"),
        ({"reported": -1}, "reported"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words(bank, wrong, field) -> None:
    with pytest.raises(Invalid) as refused:
        record(bank, **wrong)
    assert [one.field for one in refused.value.problems] == [field]
    with pytest.raises(Invalid):
        record(bank, day=timezone.localdate() + timedelta(days=1))


@pytest.mark.req("N12")
def test_who_may_record_and_read(bank) -> None:
    with pytest.raises(Refused):
        phishing.record("W1", day=timezone.localdate(), sent=9, clicked=1, reported=1, by=bank.rm01)
    with pytest.raises(Refused):
        read_training(by=bank.rm01)
    page = Browser(bank.manager)
    assert "due" in page.text("/custody/training/")
    sent = {
        "unit": "E1",
        "day": timezone.localdate().isoformat(),
        "sent": "12",
        "clicked": "3",
        "reported": "x",
    }
    answer = page.post("/custody/training/phishing/", sent)
    assert answer.status_code == 422 and 'value="12"' in answer.content.decode()
    assert page.post("/custody/training/phishing/", sent | {"reported": "4"}).status_code == 302
    assert "25 %" in page.text("/custody/training/")
    assert "Record an exercise" not in Browser(bank.auditor).text("/custody/training/")


@pytest.mark.req("N12")
def test_the_same_through_the_api(bank, client) -> None:
    key = {"authorization": f"Bearer {make_token(bank.supervisor, **HOUSE)}"}
    Browser(bank.supervisor)  # everybody has signed
    given = {"unit": "W1", "day": timezone.localdate().isoformat(), "sent": 10, "clicked": 2, "reported": 5}
    answer = client.post("/api/v1/training/phishing", given, "application/json", headers=key)
    assert answer.status_code == 201, answer.content
    told = client.get("/api/v1/training", headers=key).json()
    west = next(one for one in told["units"] if one["code"] == "W1")
    assert west["exercises"] == [{"day": given["day"], "sent": 10, "clicked": 2, "reported": 5}]

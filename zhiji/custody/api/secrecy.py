"""Who may carry customer information, and the yearly quiz on the three don'ts, through the API (Art. 23.2, 26)."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Path, Router, Schema

from zhiji.access.api import caller
from zhiji.access.idempotency import once
from zhiji.access.web import phrased
from zhiji.custody.actions import carrying, quiz
from zhiji.custody.looks.couriers import list_couriers
from zhiji.custody.looks.quiz import list_standings, open_quiz
from zhiji.customers.api.shapes import Sent

router = Router(tags=["institution"])
COURIER: int = Path(..., ge=1, le=2**62, description="The number of a designation")


class CourierOut(Schema):
    """One designation, from when to when."""

    id: int
    courier: str
    unit: str
    named_by: str
    named_at: datetime
    ended_at: datetime | None


class CourierIn(Sent):
    """Whom to designate, by sign-in name."""

    username: str = Field(max_length=40, pattern="^[a-z0-9._-]+$")


class CourierNamedOut(Schema):
    """The designation that was made or ended."""

    id: int


class QuestionOut(Schema):
    """One question with its answers, the first counted as 0. Which is right is not told before the answers are in."""

    id: str
    text: str
    answers: list[str]


class QuizOut(Schema):
    """The quiz in force and how the caller stands: ``passed``, ``soon``, ``due`` or ``overdue``."""

    edition: str
    state: str
    passed_on: date | None
    due_on: date | None
    questions: list[QuestionOut]


class QuizAnswersIn(Sent):
    """The place of the chosen answer, by question."""

    answers: dict[str, int] = Field(max_length=50)


class QuizMarkedOut(Schema):
    """How many of how many were right, and whether that is enough."""

    edition: str
    right: int
    asked: int
    passed: bool


class QuizStandingOut(Schema):
    """One colleague: undertaking signed when, quiz passed and due when."""

    name: str
    unit: str
    signed_at: datetime | None
    state: str
    passed_on: date | None
    due_on: date


class QuizRecordOut(Schema):
    """Everybody at work, the late ones first."""

    as_of: datetime
    people: int
    signed: int
    passed: int
    overdue: int
    lines: list[QuizStandingOut]


@router.get("/couriers", response=list[CourierOut], summary="Designated couriers, those in force first")
@phrased("custody:courier:list")
def get_couriers(request: HttpRequest) -> list[CourierOut]:
    return [
        CourierOut(
            id=one.pk, courier=one.staff.display_name, unit=one.staff.unit.label, named_by=one.named_by.display_name,
            named_at=one.named_at, ended_at=one.ended_at,
        )
        for one in list_couriers(**caller(request))
    ]  # fmt: skip


@router.post("/couriers", response={201: CourierNamedOut}, summary="Designate a courier")
@phrased("custody:courier:name")
def post_courier(request: HttpRequest, given: CourierIn) -> Any:
    def write() -> tuple[int, dict[str, Any]]:
        return 201, {"id": carrying.name_courier(given.username, **caller(request)).pk}

    return once(request, write)


@router.post("/couriers/{courier}/end", response=CourierNamedOut, summary="End a designation")
@phrased("custody:courier:end")
def post_courier_end(request: HttpRequest, courier: int = COURIER) -> Any:
    def write() -> tuple[int, dict[str, Any]]:
        carrying.end_courier(courier, **caller(request))
        return 200, {"id": courier}

    return once(request, write)


@router.get("/quiz", response=QuizOut, summary="The yearly quiz, and how the caller stands")
@phrased("custody:quiz:open")
def get_quiz(request: HttpRequest) -> QuizOut:
    mine = open_quiz(**caller(request))
    standing = mine.standing
    return QuizOut(
        edition=mine.edition.name, state=standing.state if standing else "", due_on=standing.due_on if standing else None,
        passed_on=standing.passed_on if standing else None,
        questions=[QuestionOut(id=one.id, text=one.text, answers=list(one.choices)) for one in mine.edition.questions],
    )  # fmt: skip


@router.post("/quiz", response={201: QuizMarkedOut}, summary="Hand the answers in")
@phrased("custody:quiz:take")
def post_quiz(request: HttpRequest, given: QuizAnswersIn) -> Any:
    def write() -> tuple[int, dict[str, Any]]:
        made = quiz.take(given.answers, **caller(request))
        return 201, {"edition": made.edition, "right": made.right, "asked": made.asked, "passed": made.passed}

    return once(request, write)


@router.get("/quiz/record", response=QuizRecordOut, summary="Who signed the undertaking and passed the quiz")
@phrased("custody:quiz:list")
def get_quiz_record(request: HttpRequest) -> QuizRecordOut:
    found = list_standings(**caller(request))
    lines = [
        QuizStandingOut(
            name=one.name, unit=one.unit, signed_at=one.signed_on, state=one.standing.state, passed_on=one.standing.passed_on,
            due_on=one.standing.due_on,
        )
        for one in found.lines
    ]  # fmt: skip
    return QuizRecordOut(
        as_of=found.as_of, people=found.people, signed=found.signed, passed=found.passed, overdue=found.overdue, lines=lines,
    )  # fmt: skip

"""Training by unit through the API, and recording a phishing exercise (N12)."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from zhiji.access.api import caller
from zhiji.access.idempotency import once
from zhiji.access.web import phrased
from zhiji.custody.actions import phishing
from zhiji.custody.looks.training import read_training
from zhiji.customers.api.shapes import Sent

router = Router(tags=["secrecy"])


class ExerciseOut(Schema):
    """One exercise; counts are null where so few letters were sent that they would point at somebody."""

    day: date
    sent: int
    clicked: int | None
    reported: int | None


class UnitTrainingOut(Schema):
    """One unit: colleagues at work, undertakings and quizzes in force, exercises the newest first. ``due``: none lately."""

    code: str
    unit: str
    people: int
    signed: int
    passed: int
    overdue: int
    tries: int
    right: int
    due: bool
    above: bool
    exercises: list[ExerciseOut]


class TrainingOut(Schema):
    """Every unit. ``percent``: the most that may be clicked; ``months``: how often an exercise is due."""

    as_of: datetime
    percent: int
    months: int
    units: list[UnitTrainingOut]


class ExerciseIn(Sent):
    """What an exercise of one unit showed."""

    unit: str = Field(..., max_length=16)
    day: date
    sent: int = Field(..., ge=1, le=1_000_000)
    clicked: int = Field(..., ge=0, le=1_000_000)
    reported: int = Field(..., ge=0, le=1_000_000)


class ExerciseKeptOut(Schema):
    """The exercise's number."""

    id: int


@router.get("/training", response=TrainingOut, summary="Undertaking, quiz and phishing exercises by unit")
@phrased("custody:training:read")
def get_training(request: HttpRequest) -> TrainingOut:
    found = read_training(**caller(request))
    units = [
        UnitTrainingOut(
            code=one.code, unit=one.unit, people=one.trained.people, signed=one.trained.signed, passed=one.trained.passed,
            overdue=one.trained.overdue, tries=one.trained.tries, right=one.trained.right, due=one.due, above=one.above,
            exercises=[
                ExerciseOut(day=last.day, sent=last.sent, clicked=last.clicked, reported=last.reported) for last in one.exercises
            ],
        )
        for one in found.units
    ]  # fmt: skip
    return TrainingOut(as_of=found.as_of, percent=found.percent, months=found.months, units=units)


@router.post("/training/phishing", response={201: ExerciseKeptOut}, summary="Record a phishing exercise")
@phrased("custody:phishing:record")
def post_exercise(request: HttpRequest, given: ExerciseIn) -> Any:
    def write() -> tuple[int, dict[str, Any]]:
        made = phishing.record(
            given.unit, day=given.day, sent=given.sent, clicked=given.clicked, reported=given.reported, **caller(request)
        )  # fmt: skip
        return 201, {"id": made.pk}

    return once(request, write)

"""The nights' runs through the API."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.insight.looks.nights import list_nights

router = Router(tags=["insight"])
BEFORE = Query(None, description="the last `day` of the page before")


class NightStepOut(Schema):
    """One step of a run."""

    step: str
    seconds: float


class NightOut(Schema):
    """One run. ``state``: running, done, failed. ``problem``: the code of what stopped it."""

    day: date
    state: str
    begun_at: datetime
    ended_at: datetime | None
    customers: int
    steps: list[NightStepOut]
    problem: str | None


@router.get("/nights", response=list[NightOut], summary="The nights' runs, newest day first")
@phrased("insight:night:list")
def get_nights(request: HttpRequest, before: date | None = BEFORE) -> list[NightOut]:
    return [
        NightOut(
            day=one.day, state=one.state, begun_at=one.begun_at, ended_at=one.ended_at, customers=one.customers,
            steps=[NightStepOut(step=step["step"], seconds=step["seconds"]) for step in one.steps],
            problem=one.problem["code"] if one.problem else None,
        )
        for one in list_nights(before, **caller(request)).lines
    ]  # fmt: skip

"""The boards of won, identified and managed customers through the API."""

from datetime import date

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.looks.winning import NO, STAGES, YES, read_winning

router = Router(tags=["insight"])
DAYS: int = Query(90, ge=1, le=365, description="30, 90 or 365; any other is taken as 90")


class StageLineOut(Schema):
    """Customers of a unit (``""``: all) of whom it is so and of whom it is not, rounded; null where too few."""

    unit: str
    yes: int | None
    no: int | None


class WinningOut(Schema):
    """``stages``: won, identified, managed."""

    since: date
    answered: date
    answer_days: int
    stages: dict[str, list[StageLineOut]]


@router.get("/board/customers", response=WinningOut, summary="Customers won, identified and managed, by unit")
@phrased("insight:winning:read")
def get_winning(request: HttpRequest, days: int = DAYS) -> WinningOut:
    found = read_winning(days, **caller(request))
    stages = {}
    for stage in STAGES:
        cells = found.tables[stage].cells
        stages[stage] = [
            StageLineOut(unit=label, yes=cells.get((code, YES), 0), no=cells.get((code, NO), 0))
            for code, label in [*found.units, (TOTAL, "")]
            if (code, TOTAL) in cells
        ]
    return WinningOut(
        since=found.since, answered=found.answered, answer_days=found.answer_days, stages=stages
    )

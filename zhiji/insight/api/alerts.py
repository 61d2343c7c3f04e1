"""The inbox of alerts through the API."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from zhiji.access.api import PURPOSE, caller
from zhiji.access.idempotency import once
from zhiji.access.web import phrased
from zhiji.customers.api.shapes import NUMBER, Sent
from zhiji.insight.actions.alerts import settle, snooze
from zhiji.insight.looks.alerts import AlertLine, list_alerts
from zhiji.insight.models import Alert

router = Router(tags=["insight"])
house = Router(tags=["insight"])
KIND = Query("", description="one kind; all without it")
SNOOZED = Query(False, description="those put off instead of the open ones")
BEFORE = Query(
    None, ge=1, le=2**63 - 1, description="`next` of an answer: the part of the portfolio that begins there"
)
NUMBERED = Query(1, ge=1, le=100_000, description="page within the part, from 1")
DONE = Query(False, description="those that have ended instead of the open ones")


class AlertOut(Schema):
    """One alert. ``key`` with ``kind`` and the customer's number names it. ``name``: as masked for you."""

    number: str
    name: str
    kind: str
    key: str
    due: date
    facts: dict[str, Any]
    state: str
    until: date | None
    outcome: str
    by_itself: bool


class AlertsOut(Schema):
    """``counts``: open alerts by kind, of the files looked through. ``done``: how many have ended. ``whole``: false when there are
    more than are shown. ``looked``: the first and the last file looked through, of how many; ``next``: ``before`` of the next part."""

    alerts: list[AlertOut]
    counts: dict[str, int]
    snoozed: int
    done: int
    whole: bool
    looked: tuple[int, int, int]
    page: int
    pages: int
    next: int | None


class SettleIn(Sent):
    """How an alert ended."""

    kind: str = Field(max_length=20)
    key: str = Field(max_length=40)
    outcome: str = Field(max_length=20)


class SnoozeIn(Sent):
    """For how many days an alert is put off."""

    kind: str = Field(max_length=20)
    key: str = Field(max_length=40)
    days: int = Field(ge=-(2**31), le=2**31)


class AlertStateOut(Schema):
    """What became of it."""

    state: str
    until: date | None
    outcome: str


@house.get("/alerts", response=AlertsOut, summary="What calls for something to be done in your portfolio")
@phrased("insight:alert:list")
def get_alerts(
    request: HttpRequest, kind: str = KIND, snoozed: bool = SNOOZED, done: bool = DONE, purpose: str = PURPOSE,
    before: int | None = BEFORE, page: int = NUMBERED,
) -> AlertsOut:  # fmt: skip
    wanted = "snoozed" if snoozed else "done" if done else "open"
    found = list_alerts(kind, wanted=wanted, before=before, page=page, **caller(request, purpose))
    return AlertsOut(
        alerts=[_out(one) for one in found.lines],
        counts=dict(found.counts),
        snoozed=found.snoozed,
        done=found.done,
        whole=found.whole,
        looked=(found.part.first, found.part.last, found.part.of),
        page=found.page,
        pages=found.pages,
        next=found.part.next,
    )


@router.post("/{number}/alerts/settle", response=AlertStateOut, summary="Settle an alert")
@phrased("insight:alert:settle")
def post_settled(
    request: HttpRequest, given: SettleIn, number: str = NUMBER, purpose: str = PURPOSE
) -> Status[Any]:
    def write() -> tuple[int, Any]:
        return 200, _state(settle(number, given.kind, given.key, given.outcome, **caller(request, purpose)))

    return once(request, write)


@router.post("/{number}/alerts/snooze", response=AlertStateOut, summary="Put an alert off")
@phrased("insight:alert:snooze")
def post_snoozed(
    request: HttpRequest, given: SnoozeIn, number: str = NUMBER, purpose: str = PURPOSE
) -> Status[Any]:
    def write() -> tuple[int, Any]:
        return 200, _state(snooze(number, given.kind, given.key, given.days, **caller(request, purpose)))

    return once(request, write)


def _out(one: AlertLine) -> AlertOut:
    return AlertOut(
        number=one.row.number, name=one.row.name.text if one.row.name else "", kind=one.kind, key=one.key, due=one.due,
        facts=dict(one.facts), state=one.state, until=one.until,
        outcome=one.outcome, by_itself=one.by_itself,
    )  # fmt: skip


def _state(alert: Alert) -> dict[str, Any]:
    return {
        "state": alert.state, "until": alert.until.isoformat() if alert.until else None, "outcome": alert.outcome,
    }  # fmt: skip

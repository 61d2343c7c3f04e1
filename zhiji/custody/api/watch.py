"""What is watched of every colleague, through the API (N13)."""

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.custody.looks.watch import read_watch_policy

router = Router(tags=["institution"])


class WatchedOut(Schema):
    """One signal; ``says``: the rule with its thresholds, in words."""

    name: str
    says: str


class WatchPolicyOut(Schema):
    """What is watched, with the thresholds in force on ``day``. ``alerts_per_day``: the budget; ``alert_hours``: how long an alert
    may wait. ``own``: the customer numbers registered as the caller's own; ``relatives``: how many of relatives."""

    day: date
    signals: list[WatchedOut]
    alerts_per_day: int
    alert_hours: int
    own: list[str]
    relatives: int


@router.get(
    "/watch/policy",
    response=WatchPolicyOut,
    summary="What is watched of every colleague, with every threshold",
)
@phrased("custody:watch:policy")
def get_watch_policy(request: HttpRequest) -> WatchPolicyOut:
    found = read_watch_policy(**caller(request))
    return WatchPolicyOut(
        day=found.day, signals=[WatchedOut(name=one.name, says=one.says) for one in found.signals],
        alerts_per_day=found.budget, alert_hours=found.hours, own=list(found.own), relatives=found.relatives,
    )  # fmt: skip

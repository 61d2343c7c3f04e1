"""Due diligence through the API: a customer's rating, its owners, the rules that strike, the reviews that are due.

Reviews, evidence and suspicions are cases: their steps go by ``/cases`` (``GET /cases/steps``).
"""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema

from zhiji import norms
from zhiji.access.api import PURPOSE, caller
from zhiji.access.idempotency import once
from zhiji.access.web import phrased
from zhiji.customers.api.shapes import NUMBER, Sent
from zhiji.customers.looks.relations import graph
from zhiji.insight.diligence.actions.ratings import make_rating, raise_rating
from zhiji.insight.diligence.actions.strikes import judge
from zhiji.insight.diligence.looks.ratings import read_rating, reviews_due
from zhiji.insight.diligence.looks.strikes import list_strikes
from zhiji.insight.diligence.looks.watching import watch
from zhiji.insight.diligence.owners import Owner, owners_of

router = Router(tags=["due diligence"])
house = Router(tags=["due diligence"])
STRIKE: int = Path(..., ge=1, le=2**62, description="`id` of a strike")
JUDGED = Query(False, description="those that were judged instead of the open ones")


class ScoreItemOut(Schema):
    """One line of the explanation: which finding of which factor, its points (1 to 5), what fills its words."""

    factor: str
    code: str
    points: int
    facts: dict[str, Any]


class RatingOut(Schema):
    """``level`` is null where you may not see it, empty where nothing is rated. ``score``, ``reckoned``, ``origin``, ``words``
    and ``items`` are compliance's; empty for others."""

    number: str
    level: str | None
    measure: str
    rated_at: datetime | None
    review_due: date | None
    overdue: bool
    score: int | None
    reckoned: str
    origin: str
    words: str
    items: list[ScoreItemOut]


class OwnerOut(Schema):
    """A beneficial owner; ``why``: share, control or manager. Shares are per cent, two decimals."""

    name: str
    number: str
    why: str
    share: str
    by_circle: str
    declared: str | None
    differs: bool
    paths: list[dict[str, Any]]


class OwnersOut(Schema):
    """``owners`` by the norm in force; ``below``: natural persons under the threshold; ``unknown`` reaches nobody named."""

    number: str
    level: str
    threshold: str
    owners: list[OwnerOut]
    below: list[OwnerOut]
    unknown: str
    circles: list[str]
    over: list[str]


class HitOut(Schema):
    """A monitoring rule that strikes: days, counts, amounts (hundredths of the base currency)."""

    rule: str
    values: dict[str, Any]


class DueOut(Schema):
    """A review that is due. ``case``: the number of the open review, 0 for none."""

    number: str
    level: str
    due: date
    overdue: bool
    case: int


class StrikeOut(Schema):
    """A rule that struck a customer in a night: days, counts, amounts (hundredths of the base currency). ``state``: open, dismissed,
    taken; ``case``: the number of the suspicion, 0 for none."""

    id: int
    number: str
    rule: str
    values: dict[str, Any]
    raised_on: date
    state: str
    words: str
    case: int


class JudgeIn(Sent):
    """``outcome``: dismissed or taken (to a suspicion); ``words``: why."""

    outcome: str = Field(max_length=12)
    words: str = Field(max_length=2_000)


class Raising(Sent):
    """The level to raise to, and why."""

    level: str = Field(max_length=12)
    words: str = Field(max_length=2_000)


@router.get("/{number}/diligence", response=RatingOut, summary="A customer's money-laundering risk")
@phrased("insight:rating:read")
def get_rating(request: HttpRequest, number: str = NUMBER, purpose: str = PURPOSE) -> RatingOut:
    found = read_rating(number, **caller(request, purpose))
    told = found.explained
    return RatingOut(
        number=found.number, level=found.level, measure=found.measure, rated_at=found.rated_at, review_due=found.review_due,
        overdue=found.overdue, score=told.get("score"), reckoned=told.get("reckoned", ""), origin=told.get("origin", ""),
        words=told.get("words", ""), items=[ScoreItemOut(**one) for one in told.get("items", ())],
    )  # fmt: skip


@router.post("/{number}/diligence/rating", response=dict[str, Any], summary="Rate a customer now")
@phrased("insight:rating:make")
def post_rating(request: HttpRequest, number: str = NUMBER, purpose: str = PURPOSE) -> Any:
    def write() -> tuple[int, dict[str, Any]]:
        return 200, {"review_due": make_rating(number, **caller(request, purpose)).review_due.isoformat()}

    return once(request, write)


@router.post("/{number}/diligence/raise", response=dict[str, Any], summary="Raise the level in force")
@phrased("insight:rating:raise")
def post_raise(request: HttpRequest, given: Raising, number: str = NUMBER, purpose: str = PURPOSE) -> Any:
    def write() -> tuple[int, dict[str, Any]]:
        made = raise_rating(number, level=given.level, words=given.words, **caller(request, purpose))
        return 200, {"review_due": made.review_due.isoformat()}

    return once(request, write)


@router.get("/{number}/diligence/owners", response=OwnersOut, summary="Beneficial owners through all layers")
@phrased("customers:file:graph")
def get_owners(request: HttpRequest, number: str = NUMBER, purpose: str = PURPOSE) -> OwnersOut:
    drawn = graph(number, **caller(request, purpose))
    found = owners_of(drawn, str(norms.on(timezone.localdate()).beneficial_owner.otherwise))
    return OwnersOut(
        number=drawn.number, level=drawn.level, threshold=str(found.threshold), owners=[_owner(one) for one in found.found],
        below=[_owner(one) for one in found.below], unknown=str(found.unknown), circles=list(found.circles), over=list(found.over),
    )  # fmt: skip


@router.get("/{number}/diligence/hits", response=list[HitOut], summary="Monitoring rules that strike")
@phrased("insight:transaction:watch")
def get_hits(request: HttpRequest, number: str = NUMBER, purpose: str = PURPOSE) -> list[HitOut]:
    return [
        HitOut(rule=hit.rule, values=dict(hit.values))
        for hit in watch(number, **caller(request, purpose)).hits
    ]


@house.get(
    "/diligence/strikes",
    response=list[StrikeOut],
    summary="What the monitoring rules struck, for compliance alone",
)
@phrased("insight:strike:list")
def get_strikes(request: HttpRequest, judged: bool = JUDGED, purpose: str = PURPOSE) -> list[StrikeOut]:
    found = list_strikes("judged" if judged else "open", **caller(request, purpose))
    return [
        StrikeOut(
            id=one.id, number=one.number, rule=one.hit.rule, values=dict(one.hit.values), raised_on=one.raised_on, state=one.state,
            words=one.words, case=one.case,
        )
        for one in found.lines
    ]  # fmt: skip


@house.post(
    "/diligence/strikes/{strike}/judge",
    response=dict[str, Any],
    summary="Dismiss a strike, or take it to a suspicion",
)
@phrased("insight:strike:judge")
def post_judged(request: HttpRequest, given: JudgeIn, strike: int = STRIKE, purpose: str = PURPOSE) -> Any:
    def write() -> tuple[int, dict[str, Any]]:
        return 200, {
            "state": judge(strike, given.outcome, words=given.words, **caller(request, purpose)).state
        }

    return once(request, write)


@house.get("/diligence/reviews", response=list[DueOut], summary="Reviews that are due")
@phrased("insight:review:list")
def get_due(request: HttpRequest, purpose: str = PURPOSE) -> list[DueOut]:
    return [
        DueOut(number=row.number, level=row.level, due=row.due, overdue=row.overdue, case=row.case)
        for row in reviews_due(**caller(request, purpose)).rows
    ]


def _owner(one: Owner) -> OwnerOut:
    return OwnerOut(
        name=one.party.label, number=one.party.number, why=one.why, share=str(one.share), by_circle=str(one.by_circle),
        declared=str(one.declared) if one.declared is not None else None, differs=one.differs,
        paths=[{"through": list(names), "share": str(share)} for names, share in one.paths],
    )  # fmt: skip


routers = (("/customers", router), ("", house))

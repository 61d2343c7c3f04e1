"""A customer's standing, segments, the board and the benchmark through the API. Money is whole hundredths."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from zhiji.access.api import PURPOSE, caller
from zhiji.access.web import phrased
from zhiji.customers.api.shapes import NUMBER
from zhiji.insight.api.falling_due import FallingDueOut, due_out
from zhiji.insight.api.foretold import ForetoldOut, LifetimeValueOut, foretold_out, worth_out
from zhiji.insight.api.offers import OffersOut, offers_out
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.looks.board import MOVES, read_benchmark, read_board
from zhiji.insight.looks.graded import Graded
from zhiji.insight.looks.rates import read_rates
from zhiji.insight.looks.segments import count_segment, list_members
from zhiji.insight.looks.standing import open_standing
from zhiji.insight.rates import UNMEASURED
from zhiji.insight.segments import Segment, WrongSign, segment_of

router = Router(tags=["insight"])
house = Router(tags=["insight"])
Written = Annotated[str, Field(pattern=r"^[a-z_]{1,24} (>=|<=|=) [A-Za-z0-9_-]{1,24}( : [0-9]{1,3})?$")]
SIGNS: list[Written] = Query(
    [], max_length=8, description="`aum >= 500000`; with weights `aum >= 500000 : 40`"
)
LEAST: int = Query(100, ge=1, le=100, description="The least score that belongs; weights make 100")


class RaiseOut(Schema):
    """A measure that would have to rise to that step for the next grade."""

    measure: str
    value: int
    to: int


class SpanOut(Schema):
    """Thirty days up to ``until``: movements of the customer's own, and what they moved in and out together."""

    until: date
    times: int
    money: int


class StandingOut(Schema):
    """Where one customer stands. With ``level`` masked, or where the customer ``declined`` a picture, only the night is
    told. ``keep`` and ``rise``: what lacks this month. ``grade`` is the reckoned one, of ``grade_before`` the quarter before; where a
    decision is in force, ``by_decision`` until ``decided_until`` stands in its place. ``stage``: new, growing, steady, declining, asleep or gone."""

    number: str
    level: str
    night: date | None
    tier: str
    short: int
    keep: int
    rise: int
    layer: str
    relation: str
    grade: str
    place: str
    score: int
    graded_on: date | None
    grade_since: date | None
    grade_before: str
    next_grade: date | None
    by_decision: str
    decided_until: date | None
    provisional: bool
    lift: list[RaiseOut]
    measures: dict[str, int | None]
    trend: list[SpanOut]
    foretold: ForetoldOut | None
    worth: LifetimeValueOut | None
    offers: OffersOut | None
    due: FallingDueOut | None
    stage: str
    large: bool
    declined: bool


class CountOut(Schema):
    """How many belong; null where too few, or all but too few. Both counts are rounded. ``asked_today``: different questions
    about groups you asked today, of ``asked_most``; 0 where none was counted."""

    night: date | None
    many: int | None
    among: int
    least: int
    presets: dict[str, list[str]]
    asked_today: int
    asked_most: int


class MemberOut(Schema):
    """One of your own customers; ``evidence``: each sign, its value, and whether it shows."""

    number: str
    name: str
    score: int
    evidence: list[tuple[str, int | None, bool]]


class TierOut(Schema):
    """One tier, highest first, ``""`` all of them. Null: too few to be told."""

    tier: str
    customers: int | None
    assets: int | None
    moves: dict[str, int | None]


class BoardOut(Schema):
    """The leaders' board; ``moves`` since the night of ``before``."""

    night: date | None
    before: date | None
    fed: date | None
    gone: int | None
    tiers: list[TierOut]


class RateOut(Schema):
    """One figure of a rate: ``group`` is a product's code, ``2023-2025`` (began, still there in), or empty for the whole bank; null where
    too few stand behind it."""

    rate: str
    group: str
    percent: int | None
    among: int | None
    above: bool


class RatesOut(Schema):
    """``unmeasured``: what is asked for and cannot be had, by requirement, and what lacks."""

    night: date | None
    rates: list[RateOut]
    unmeasured: dict[str, str]


class ComparedOut(Schema):
    """One measure: the median of your customers and of the branch."""

    measure: str
    own: int | None
    branch: int | None


class BenchmarkOut(Schema):
    """Your portfolio beside the branch."""

    night: date | None
    own: int
    branch: int | None
    lines: list[ComparedOut]


@router.get("/{number}/standing", response=StandingOut, summary="Tier, grade and measures of one customer")
@phrased("insight:file:open")
def get_standing(request: HttpRequest, number: str = NUMBER, purpose: str = PURPOSE) -> StandingOut:
    found = open_standing(number, **caller(request, purpose))
    grade = found.graded.grade if found.graded else None
    return StandingOut(
        number=found.number, level=found.level, night=found.night, tier=found.tiers[found.tier] if found.tiers else "",
        short=found.short, keep=found.keep, rise=found.rise, layer=found.layer, relation=found.relation,
        grade=grade.letter if grade else "", place=grade.place if grade else "", score=grade.score if grade else 0,
        graded_on=found.graded.day if found.graded else None, provisional=bool(found.graded and found.graded.provisional),
        **_held(found.graded),
        lift=[
            RaiseOut(measure=one.criterion.measure, value=one.value, to=one.to)
            for one in (found.graded.lift if found.graded else ())
        ],
        trend=[SpanOut(until=one.until, times=one.times, money=one.money) for one in found.trend],
        measures=dict(found.measures or {}), foretold=foretold_out(found.foretold), worth=worth_out(found.worth),
        offers=offers_out(found.offers), due=due_out(found.due),
        stage=found.stage.stage if found.stage else "", large=bool(found.large and found.large.large), declined=found.declined,
    )  # fmt: skip


def _held(graded: Graded | None) -> dict[str, Any]:
    """Since when a grade is held, what it was, when it is given again, and the decision that stands in its place."""
    decided = graded.decided if graded else None
    return {
        "grade_since": graded.since if graded else None, "grade_before": graded.before if graded else "",
        "next_grade": graded.review if graded else None, "by_decision": decided.letter if decided else "",
        "decided_until": decided.until if decided else None,
    }  # fmt: skip


def read_segment(signs: list[str], least: int) -> Segment:
    """The segment as asked for; 422 where a sign cannot be read."""
    try:
        return segment_of(signs, least)
    except WrongSign as wrong:
        raise HttpError(422, _("This cannot be read: %(sign)s") % {"sign": wrong.text}) from None


@house.get("/segments/count", response=CountOut, summary="How many customers show these signs")
@phrased("insight:segment:count")
def get_count(request: HttpRequest, signs: list[Written] = SIGNS, least: int = LEAST) -> CountOut:
    found = count_segment(read_segment(signs, least), **caller(request))
    presets = {name: [one.written for one in segment.signs] for name, segment in found.presets.items()}
    return CountOut(night=found.night, many=found.many, among=found.among, least=found.least, presets=presets,
                    asked_today=found.asking.today, asked_most=found.asking.today_most)  # fmt: skip


@house.get("/segments/members", response=list[MemberOut], summary="Your own customers who show these signs")
@phrased("insight:segment:list")
def get_members(
    request: HttpRequest, signs: list[Written] = SIGNS, least: int = LEAST, purpose: str = PURPOSE
) -> list[MemberOut]:
    found = list_members(read_segment(signs, least), **caller(request, purpose))
    return [
        MemberOut(
            number=one.row.number, name=one.row.name.text if one.row.name else "", score=one.score,
            evidence=[(sign.written, value, seen) for sign, value, seen in one.evidence],
        )
        for one in found.lines
    ]  # fmt: skip


@house.get("/board", response=BoardOut, summary="Customers and assets by tier, and who moved")
@phrased("insight:board:read")
def get_board(request: HttpRequest) -> BoardOut:
    found = read_board(**caller(request))
    moves, assets = (one.cells if one else {} for one in (found.moves, found.assets))
    codes = [*(str(place) for place in range(len(found.tiers)))][::-1]
    return BoardOut(
        night=found.night, before=found.before, fed=found.fed, gone=found.gone,
        tiers=[
            TierOut(
                tier=found.tiers[int(code)] if code else "", customers=moves.get((code, TOTAL), 0), assets=assets.get((code, TOTAL), 0),
                moves={move: moves.get((code, move), 0) for move in MOVES},
            )
            for code in [*codes, TOTAL]
        ],
    )  # fmt: skip


@house.get(
    "/rates",
    response=RatesOut,
    summary="Rates of the whole bank: churn, cohorts, early ends and reversals by product",
)
@phrased("insight:rate:read")
def get_rates(request: HttpRequest) -> RatesOut:
    found = read_rates(**caller(request))
    return RatesOut(
        night=found.night,
        rates=[
            RateOut(rate=one.rate, group=one.group, percent=one.percent, among=one.among, above=one.above)
            for one in found.lines
        ],
        unmeasured={name: str(why) for name, (_label, why) in UNMEASURED.items()},
    )


@house.get("/benchmark", response=BenchmarkOut, summary="Your portfolio beside the branch")
@phrased("insight:benchmark:read")
def get_benchmark(request: HttpRequest) -> BenchmarkOut:
    found = read_benchmark(**caller(request))
    return BenchmarkOut(
        night=found.night, own=found.own, branch=found.branch,
        lines=[ComparedOut(measure=one.measure, own=one.own, branch=one.branch) for one in found.lines],
    )  # fmt: skip

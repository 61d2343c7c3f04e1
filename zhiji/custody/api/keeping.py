"""Keeping and destroying through the API: periods, what expires, what was destroyed, the quarter's checks, certificates."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.custody.actions.keeping import date_end
from zhiji.custody.looks import destruction as destructions
from zhiji.custody.looks.evidence import evidence
from zhiji.custody.looks.keeping import HoldLine, destroyed, keeping_of, outlook
from zhiji.customers.api.shapes import Sent

router = Router(tags=["keeping"])
NUMBER: str = Path(..., max_length=20, description="A customer number, with or without dashes")
CASE: int = Path(..., ge=1, le=2**62, description="The number of a destruction")


class HoldOut(Schema):
    """A hold in force."""

    case: int
    ground: str
    placed_at: datetime
    due_at: datetime | None
    files: int


class RuleOut(Schema):
    """A rule that says how long: its title, source with article, years."""

    title: str
    source: str
    years: int


class KeepingOut(Schema):
    """How a file stands: ``code`` runs, kept, held, review, expired or destroyed; ``until`` the last day of keeping."""

    number: str
    code: str
    kept_as: str
    ended: date | None
    until: date | None
    still_open: bool
    undated: bool
    rules: list[RuleOut]
    held: bool
    holds: list[HoldOut]
    destruction: int | None
    order: str
    destroyed_at: datetime | None
    as_of: date


class MonthOut(Schema):
    """How many files expire in a month."""

    month: date
    files: int


class OutlookOut(Schema):
    """What expires when."""

    closed: int
    kept: int
    expired: int
    review: int
    held: int
    months: list[MonthOut]
    holds: list[HoldOut]
    as_of: date


class GoneOut(Schema):
    """One line of the register of destruction."""

    number: str
    ended: date | None
    at: datetime
    order: str
    case: int | None
    replayed: bool


class GonePage(Schema):
    """A page of the register; ``next`` is the ``skip`` of the following page."""

    lines: list[GoneOut]
    next: int | None


class CheckOut(Schema):
    """One line of evidence; ``of`` counts what is wrong, ``good`` is null where the line does not judge."""

    principle: str
    words: str
    value: int
    of: int | None
    good: bool | None


class QuarterOut(Schema):
    """The four checks of a quarter; ``recorded_at`` is null for the running one."""

    quarter: date
    recorded_at: datetime | None
    checks: list[CheckOut]


class ItemOut(Schema):
    """One file of a destruction."""

    number: str
    ended: date
    until: date
    norm: str
    judgement: str
    reason: str
    review_on: date | None
    outcome: str
    done_at: datetime | None
    volumes: int


class DestructionOut(Schema):
    """The files of a destruction the caller may know of, and how many others; ``left`` are still to be destroyed."""

    case: int
    state: str
    items: list[ItemOut]
    unnamed: int
    left: int


class ProofOut(Schema):
    """The journal's proof for one destroyed file; ``proof`` is what ``verify_journal.py entry`` reads."""

    number: str
    entry: int
    at: datetime
    checked: bool
    said: str
    proof: dict[str, Any]


class CertificateOut(Schema):
    """What proves a destruction."""

    printed: str
    state: str
    destruction: DestructionOut
    paper_method: str
    paper_on: date | None
    proofs: list[ProofOut]


@router.get("/files/{number}", response=KeepingOut, summary="How long a file is kept, and by which rule")
@phrased("custody:keeping:read")
def get_keeping(request: HttpRequest, number: str = NUMBER) -> KeepingOut:
    view = keeping_of(number, **caller(request))
    return KeepingOut(
        number=view.number, code=view.code, kept_as=view.kept_as, ended=view.ended, until=view.until, still_open=view.still_open, undated=view.undated,
        rules=[RuleOut(title=title, source=source, years=years) for title, source, years in view.rules], held=view.held,
        holds=[_hold(one) for one in view.holds], destruction=view.proposal or view.order_case, order=view.order,
        destroyed_at=view.destroyed_at, as_of=view.as_of,
    )  # fmt: skip


class EndIn(Sent):
    """The day a relationship ended, for a file taken over as closed, and how it is known."""

    ended: date
    reason: str = Field(max_length=2_000)


@router.post("/files/{number}/end", response=KeepingOut, summary="Record when a relationship ended")
@phrased("custody:keeping:date", "custody:keeping:read")
def post_end(request: HttpRequest, given: EndIn, number: str = NUMBER) -> KeepingOut:
    date_end(number, ended=given.ended, reason=given.reason, **caller(request))
    return get_keeping(request, number)


@router.get("/outlook", response=OutlookOut, summary="What expires in the coming months, what is held")
@phrased("custody:keeping:list")
def get_outlook(request: HttpRequest) -> OutlookOut:
    view = outlook(**caller(request))
    return OutlookOut(
        closed=view.closed, kept=view.kept, expired=view.expired, review=view.review, held=view.held,
        months=[MonthOut(month=month, files=files) for month, files in view.months],
        holds=[_hold(one) for one in view.holds], as_of=view.as_of,
    )  # fmt: skip


@router.get("/destroyed", response=GonePage, summary="The register of destruction, newest first")
@phrased("custody:keeping:destroyed")
def get_destroyed(
    request: HttpRequest, skip: int = Query(0, ge=0, le=10**9, description="Lines to leave out")
) -> GonePage:
    view = destroyed(skip=skip, **caller(request))
    lines = [
        GoneOut(
            number=one.number,
            ended=one.ended,
            at=one.at,
            order=one.order,
            case=one.case,
            replayed=one.replayed,
        )
        for one in view.lines
    ]
    return GonePage(lines=lines, next=view.next)


@router.get("/evidence", response=list[QuarterOut], summary="The four checks of keeping, quarter by quarter")
@phrased("custody:keeping:evidence")
def get_evidence(request: HttpRequest) -> list[QuarterOut]:
    return [
        QuarterOut(
            quarter=one.quarter, recorded_at=one.recorded_at,
            checks=[CheckOut(principle=c.principle, words=str(c.words), value=c.value, of=c.of, good=c.good) for c in one.checks],
        )
        for one in evidence(**caller(request))
    ]  # fmt: skip


@router.get("/destructions/{number}", response=DestructionOut, summary="The files of a destruction")
@phrased("custody:destruction:read")
def get_destruction(request: HttpRequest, number: int = CASE) -> DestructionOut:
    return _destruction(destructions.destruction_of(number, **caller(request)))


@router.get(
    "/destructions/{number}/certificate", response=CertificateOut, summary="The certificate of a destruction"
)
@phrased("custody:destruction:certify")
def get_certificate(request: HttpRequest, number: int = CASE) -> CertificateOut:
    made = destructions.certificate(number, **caller(request))
    return CertificateOut(
        printed=made.printed, state=made.destruction.state, destruction=_destruction(made.destruction),
        paper_method=made.destruction.paper_method, paper_on=made.destruction.paper_on,
        proofs=[
            ProofOut(number=one.number, entry=one.entry, at=one.at, checked=one.checked, said=one.said, proof=one.proof)
            for one in made.proofs
        ],
    )  # fmt: skip


def _hold(one: HoldLine) -> HoldOut:
    return HoldOut(
        case=one.number, ground=one.ground, placed_at=one.placed_at, due_at=one.due_at, files=one.files
    )


def _destruction(found: destructions.Destruction) -> DestructionOut:
    return DestructionOut(
        case=found.case, state=found.state, unnamed=found.unnamed, left=found.left,
        items=[
            ItemOut(
                number=one.number, ended=one.ended, until=one.until, norm=one.norm, judgement=one.judgement, reason=one.reason,
                review_on=one.review_on, outcome=one.outcome, done_at=one.done_at, volumes=one.paper,
            )
            for one in found.items
        ],
    )  # fmt: skip

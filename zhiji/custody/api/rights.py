"""Notices and consents of a customer, and the matrix of powers, through the API. Requests themselves are cases."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema
from pydantic import AfterValidator

from zhiji.access.api import PURPOSE, caller
from zhiji.access.idempotency import once
from zhiji.access.web import phrased
from zhiji.custody.actions import consent as acts
from zhiji.custody.looks.authority import read_matrix
from zhiji.custody.looks.consents import read_consents
from zhiji.customers.api.shapes import Sent

router = Router(tags=["rights"])
NUMBER: str = Path(..., max_length=20, description="A customer number, with or without dashes")


def _moment(given: datetime) -> datetime:
    """In the bank's own zone where none is said; within the years a form takes."""
    if not 1900 <= given.year <= 2200:
        raise ValueError("a year from 1900 to 2200")
    return timezone.make_aware(given) if timezone.is_naive(given) else given


Moment = Annotated[datetime, AfterValidator(_moment)]
DAY = Query(None, description="As of this day; today without it")


class UseOut(Schema):
    """How a use stands: ``basis`` contract, law or consent; ``standing`` told, consented, withdrawn, agreed or nothing."""

    use: str = Field(max_length=40)
    label: str
    basis: str
    norm: str
    standing: str
    allowed: bool


class LineOut(Schema):
    """One recorded line, in the words of its version."""

    id: int
    use: str
    what: str
    version: int
    at: datetime
    recorded_at: datetime
    channel: str
    evidence: str
    scan: int | None


class ConsentsOut(Schema):
    """The uses of a customer's data and every line, newest first. ``told_first``: told before the file was opened."""

    number: str
    uses: list[UseOut]
    lines: list[LineOut]
    told_first: bool | None
    stored_until: date | None
    as_of: datetime


class LineIn(Sent):
    """What a customer was told (``told``), said (``consented``, ``agreed``) or took back (``withdrawn``), and how it can be shown."""

    use: str
    what: Literal["told", "consented", "agreed", "withdrawn"]
    said_at: Moment
    via: str = Field(max_length=40)
    evidence: str = Field(max_length=2_000)
    scan: int | None = Field(None, ge=1, le=2**62)


class MadeOut(Schema):
    """The number of the line."""

    id: int


class CellOut(Schema):
    """One answer of the matrix with what says so. ``entry``: the house's own entry, 0 where a norm of the register decides."""

    body: str
    power: str
    allowed: bool
    since: date
    source: str
    article: str
    verified: bool
    norm: str
    entry: int


@router.get("/consents/{number}", response=ConsentsOut, summary="Notices and consents of a customer")
@phrased("custody:consent:list")
def get_consents(request: HttpRequest, number: str = NUMBER, purpose: str = PURPOSE) -> ConsentsOut:
    found = read_consents(number, **caller(request, purpose))
    return ConsentsOut(
        number=found.number, told_first=found.told_first, stored_until=found.stored_until, as_of=found.as_of,  # type: ignore[arg-type]
        uses=[
            UseOut(use=one.use.id, label=str(one.use.names), basis=one.use.basis, norm=one.norm.id, standing=one.standing,
                   allowed=one.allowed)
            for one in found.uses
        ],
        lines=[
            LineOut(id=one.id, use=one.use.id, what=one.what, version=one.version, at=one.at, recorded_at=one.recorded_at,
                    channel=one.channel, evidence=one.evidence, scan=one.scan)
            for one in found.lines
        ],
    )  # fmt: skip


@router.post(
    "/consents/{number}",
    response={201: MadeOut},
    summary="Record a notice or a consent, or that it is taken back",
)
@phrased("custody:consent:record", "custody:consent:withdraw")
def post_consent(request: HttpRequest, given: LineIn, number: str = NUMBER, purpose: str = PURPOSE) -> Any:
    values = given.dict()
    what = values.pop("what")

    def write() -> tuple[int, dict[str, Any]]:
        if what == "withdrawn":
            made = acts.withdraw(number, **values, **caller(request, purpose))
        else:
            made = acts.record(number, what=what, **values, **caller(request, purpose))
        return 201, {"id": made.pk}

    return once(request, write)


@router.get(
    "/authorities/powers",
    response=list[CellOut],
    summary="Which body may query, freeze or deduct, as of a day",
)
@phrased("custody:power:read")
def get_powers(request: HttpRequest, day: date | None = DAY) -> list[CellOut]:
    found = read_matrix(day, **caller(request))
    return [
        CellOut(
            body=cell.body, power=cell.power, allowed=cell.allowed, since=cell.since, source=cell.source, article=cell.article,
            verified=cell.verified, norm=cell.norm, entry=cell.entry,
        )
        for _label, cells in found.rows
        for cell in cells
    ]  # fmt: skip

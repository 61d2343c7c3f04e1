"""The shelf, loans by age, inspections beside the shelf, damp and warmth, and the custody map, through the API."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from zhiji.access.api import caller
from zhiji.access.idempotency import once
from zhiji.access.web import phrased
from zhiji.custody.actions.inspection import check_volume
from zhiji.custody.actions.repair import log_climate
from zhiji.custody.actions.shelf import keep_volume, move_volume, review_volume, set_up_cabinet
from zhiji.custody.looks.custody_map import custody_map
from zhiji.custody.looks.inspection import climates, sheet
from zhiji.custody.looks.loans import loans_by_age
from zhiji.custody.looks.shelf import VolumeRow, cabinets, find_on_shelf, labels, shelf_report
from zhiji.staff.models import Staff

router = Router(tags=["institution"])
SOUGHT = Query(..., min_length=1, max_length=40, description="A customer number or a shelf code")
CABINET = Query(..., max_length=4, pattern="^[A-Z][A-Z0-9]*$", description="The code of a cabinet")
VOLUME: int = Path(..., ge=1, le=2**62, description="The number of a volume")
CASE: int = Path(..., ge=1, le=2**62, description="The number of an inspection")


UNIT = "^[A-Z0-9-]+$"
PLAIN = r"^[^\x00]*$"


class VolumeOut(Schema):
    """One volume in its place. ``loan``: the case it is out with."""

    id: int
    code: str
    number: str
    part: int
    state: str
    review_on: date
    apart: bool
    loan: int | None
    due_at: datetime | None


class CabinetOut(Schema):
    """One cabinet with how much of it is taken."""

    code: str
    unit: str
    kind: str
    apart: bool
    rows: int
    columns: int
    here: int
    out: int
    missing: int


class CabinetIn(Schema):
    """A cabinet to set up. ``custodian``: the sign-in name of who keeps a cabinet that stands apart."""

    code: str = Field(max_length=4, pattern="^[A-Z][A-Z0-9]*$")
    unit: str = Field(max_length=16, pattern=UNIT)
    kind: str = Field(max_length=12, pattern="^[a-z_]*$")
    rows: int
    columns: int
    custodian: str = Field("", max_length=40, pattern="^[a-z0-9._-]*$")


class VolumeIn(Schema):
    """A volume to take in."""

    customer: str = Field(max_length=20, pattern=PLAIN)
    carrier: str = Field(max_length=12, pattern="^[a-z_]*$")
    ink: str = Field(max_length=12, pattern="^[a-z_]*$")


class ShelfReportOut(Schema):
    """What is missing, stands wrong, or is due to be looked over."""

    as_of: datetime
    missing: list[VolumeOut]
    misfiled: list[VolumeOut]
    review: list[VolumeOut]


class LoanOut(Schema):
    """One open loan: so many copies were lent, so many are still out."""

    case: int
    printed: str
    borrower: str
    unit: str
    copies: int
    out: int
    lent_at: datetime
    due_at: datetime
    age: str
    customers: list[str]
    unnamed: int
    codes: list[str]


class AgeingOut(Schema):
    """Open loans, the most overdue first, with the count of each age, and of the pieces still out."""

    as_of: datetime
    counts: dict[str, int]
    pieces: dict[str, int]
    loans: list[LoanOut]


class ClimateLineOut(Schema):
    """One line of a sheet; ``answer`` is empty while the volume was not looked at."""

    volume: int
    code: str
    number: str
    answer: str
    seen_at: str
    note: str


class SheetOut(Schema):
    """The sheet of an inspection."""

    number: int
    done: int
    of: int
    lines: list[ClimateLineOut]


class AnswerIn(Schema):
    """How a volume was found."""

    answer: str = Field(max_length=12, pattern="^[a-z_]*$")
    seen_at: str = Field("", max_length=12, pattern=PLAIN)
    note: str = Field("", max_length=200, pattern=PLAIN)


class ReadingIn(Schema):
    """Damp in per cent, warmth in °C."""

    unit: str = Field(max_length=16, pattern=UNIT)
    humidity: int
    temperature: Decimal


class ReadingOut(Schema):
    """One reading, with what of it is out of range and the repair it opened."""

    unit: str
    at: datetime
    humidity: int
    temperature: Decimal
    wrong: list[str]
    case: int | None


class HoldingOut(Schema):
    """What one custodian keeps in one unit."""

    unit: str
    custodian: str
    files: int
    departed: bool


class MapOut(Schema):
    """The custody map."""

    as_of: datetime
    files: int
    without: int
    departed: int
    holdings: list[HoldingOut]


class VolumeMadeOut(Schema):
    """What was made or changed."""

    id: int
    code: str


@router.get("/shelf/volumes", response=list[VolumeOut], summary="Find on the shelf")
@phrased("custody:shelf:find")
def get_volumes(request: HttpRequest, sought: str = SOUGHT) -> list[VolumeOut]:
    return [_volume(one) for one in find_on_shelf(sought, **caller(request))]


@router.post("/shelf/volumes", response={201: VolumeMadeOut}, summary="Take a volume in")
@phrased("custody:shelf:keep")
def post_volume(request: HttpRequest, given: VolumeIn) -> Any:
    def write() -> tuple[int, dict[str, Any]]:
        made = keep_volume(customer=given.customer, carrier=given.carrier, ink=given.ink, **caller(request))
        return 201, {"id": made.pk, "code": made.code}

    return once(request, write)


@router.post("/shelf/volumes/{volume}/move", response=VolumeMadeOut, summary="Move a volume to its place")
@phrased("custody:shelf:move")
def post_move(request: HttpRequest, volume: int = VOLUME) -> Any:
    def write() -> tuple[int, dict[str, Any]]:
        done = move_volume(volume, **caller(request))
        return 200, {"id": done.pk, "code": done.code}

    return once(request, write)


@router.post("/shelf/volumes/{volume}/review", response=VolumeMadeOut, summary="A volume was looked over")
@phrased("custody:shelf:review")
def post_review(request: HttpRequest, volume: int = VOLUME) -> Any:
    def write() -> tuple[int, dict[str, Any]]:
        done = review_volume(volume, **caller(request))
        return 200, {"id": done.pk, "code": done.code}

    return once(request, write)


@router.get("/shelf/cabinets", response=list[CabinetOut], summary="Cabinets and how full they are")
@phrased("custody:shelf:map")
def get_cabinets(request: HttpRequest) -> list[CabinetOut]:
    return [
        CabinetOut(
            code=one.code, unit=one.unit, kind=one.kind, apart=one.apart, rows=one.rows, columns=one.columns, here=one.here,
            out=one.out, missing=one.missing,
        )
        for one in cabinets(**caller(request))
    ]  # fmt: skip


@router.post("/shelf/cabinets", response={201: VolumeMadeOut}, summary="Set up a cabinet")
@phrased("custody:shelf:furnish")
def post_cabinet(request: HttpRequest, given: CabinetIn) -> Any:
    def write() -> tuple[int, dict[str, Any]]:
        keeper = Staff.objects.filter(username=given.custodian, is_active=True).first()
        values = given.dict() | {"custodian": keeper}
        made = set_up_cabinet(**values, **caller(request))
        return 201, {"id": made.pk, "code": made.code}

    return once(request, write)


@router.get("/shelf/labels", response=list[VolumeOut], summary="What stands in one cabinet, in order")
@phrased("custody:shelf:labels")
def get_labels(request: HttpRequest, cabinet: str = CABINET) -> list[VolumeOut]:
    return [_volume(one) for one in labels(cabinet, **caller(request))]


@router.get("/shelf/report", response=ShelfReportOut, summary="Misfiled and missing volumes")
@phrased("custody:shelf:report")
def get_report(request: HttpRequest) -> ShelfReportOut:
    found = shelf_report(**caller(request))
    lists = {
        name: [_volume(one) for one in getattr(found, name)] for name in ("missing", "misfiled", "review")
    }
    return ShelfReportOut(as_of=found.as_of, **lists)


@router.get("/loans", response=AgeingOut, summary="Open loans by age")
@phrased("custody:loan:ageing")
def get_loans(request: HttpRequest, overdue: bool = False) -> AgeingOut:
    found = loans_by_age(overdue=overdue, **caller(request))
    loans = [
        LoanOut(
            case=one.case, printed=one.printed, borrower=one.borrower, unit=one.unit, copies=one.copies, out=one.out,
            lent_at=one.lent_at, due_at=one.due_at, age=one.age, customers=list(one.numbers), unnamed=one.unnamed, codes=list(one.codes),
        )
        for one in found.rows
    ]  # fmt: skip
    return AgeingOut(as_of=found.as_of, counts=dict(found.counts), pieces=dict(found.pieces), loans=loans)


@router.get("/inspections/{number}/sheet", response=SheetOut, summary="The sheet of an inspection")
@phrased("custody:inspection:sheet")
def get_sheet(request: HttpRequest, number: int = CASE) -> SheetOut:
    found = sheet(number, **caller(request))
    lines = [
        ClimateLineOut(volume=one.volume, code=one.code, number=one.number, answer=one.answer, seen_at=one.seen_at, note=one.note)
        for one in found.rows
    ]  # fmt: skip
    return SheetOut(number=number, done=found.done, of=found.of, lines=lines)


@router.post("/inspections/{number}/sheet/{volume}", response=VolumeMadeOut, summary="How a volume was found")
@phrased("custody:inspection:check")
def post_check(request: HttpRequest, given: AnswerIn, number: int = CASE, volume: int = VOLUME) -> Any:
    def write() -> tuple[int, dict[str, Any]]:
        line = check_volume(number, volume=volume, **given.dict(), **caller(request))
        return 200, {"id": line.pk, "code": line.answer}

    return once(request, write)


@router.get("/climate", response=list[ReadingOut], summary="The log of damp and warmth")
@phrased("custody:climate:list")
def get_climate(request: HttpRequest) -> list[ReadingOut]:
    return [
        ReadingOut(
            unit=one.unit, at=one.at, humidity=one.humidity, temperature=one.temperature, wrong=list(one.wrong), case=one.case
        )
        for one in climates(**caller(request)).rows
    ]  # fmt: skip


@router.post("/climate", response={201: VolumeMadeOut}, summary="Log damp and warmth")
@phrased("custody:climate:log")
def post_climate(request: HttpRequest, given: ReadingIn) -> Any:
    def write() -> tuple[int, dict[str, Any]]:
        made = log_climate(
            unit=given.unit, humidity=given.humidity, temperature=given.temperature, **caller(request)
        )
        return 201, {"id": made.pk, "code": "out_of_range" if made.case_id else ""}

    return once(request, write)


@router.get("/custody-map", response=MapOut, summary="Every file and its one custodian")
@phrased("custody:map:read")
def get_map(request: HttpRequest) -> MapOut:
    found = custody_map(**caller(request))
    holdings = [
        HoldingOut(unit=one.unit, custodian=one.custodian, files=one.files, departed=one.departed)
        for one in found.holdings
    ]
    return MapOut(
        as_of=found.as_of,
        files=found.files,
        without=found.without,
        departed=found.departed,
        holdings=holdings,
    )


def _volume(one: VolumeRow) -> VolumeOut:
    return VolumeOut(
        id=one.id, code=one.code, number=one.number, part=one.part, state=one.state, review_on=one.review_on, apart=one.apart,
        loan=one.loan, due_at=one.due_at,
    )  # fmt: skip

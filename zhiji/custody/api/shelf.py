"""The shelf through the API: volumes, cabinets, labels, and what stands wrong."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from zhiji.access.api import caller
from zhiji.access.idempotency import once
from zhiji.access.web import phrased
from zhiji.custody.actions.shelf import keep_volume, move_volume, review_volume, set_up_cabinet
from zhiji.custody.looks.shelf import VolumeRow, cabinets, find_on_shelf, labels, shelf_report
from zhiji.customers.api.shapes import Sent
from zhiji.staff.models import Staff

router = Router(tags=["institution"])
SOUGHT = Query(
    ..., min_length=1, max_length=40, description="A customer number, a shelf code, or a label's number"
)
CABINET = Query(..., max_length=4, pattern="^[A-Z][A-Z0-9]*$", description="The code of a cabinet")
VOLUME: int = Path(..., ge=1, le=2**62, description="The number of a volume")
UNIT = "^[A-Z0-9-]+$"
PLAIN = r"^[^\x00]*$"


class VolumeOut(Schema):
    """One volume in its place. ``label``: the number in its label's code. ``loan``: the case it is out with."""

    id: int
    code: str
    number: str
    part: int
    state: str
    review_on: date
    apart: bool
    loan: int | None
    due_at: datetime | None
    label: str


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


class CabinetIn(Sent):
    """A cabinet to set up. ``custodian``: the sign-in name of who keeps a cabinet that stands apart."""

    code: str = Field(max_length=4, pattern="^[A-Z][A-Z0-9]*$")
    unit: str = Field(max_length=16, pattern=UNIT)
    kind: str = Field(max_length=12, pattern="^[a-z_]*$")
    rows: int = Field(ge=0, le=10_000)
    columns: int = Field(ge=0, le=10_000)
    custodian: str = Field("", max_length=40, pattern="^[a-z0-9._-]*$")


class VolumeIn(Sent):
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


def _volume(one: VolumeRow) -> VolumeOut:
    return VolumeOut(
        id=one.id, code=one.code, number=one.number, part=one.part, state=one.state, review_on=one.review_on, apart=one.apart,
        loan=one.loan, due_at=one.due_at, label=one.label,
    )  # fmt: skip

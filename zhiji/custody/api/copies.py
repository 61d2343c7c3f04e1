"""Copies, exports of lists, packs for outsiders, and where a found copy came from, through the API (Art. 23.1, 24).

What is made is told once: the answer of a make is kept nowhere, not under an idempotency key either. Asked again it refuses,
because the case's own state says that it was made.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Router, Schema

from zhiji.access.api import PURPOSE, caller
from zhiji.access.web import phrased
from zhiji.custody.actions import copying, export, providing
from zhiji.custody.looks.copies import CopyLine, fetch_pack, list_copies, trace
from zhiji.custody.rules.marks import dots, woven
from zhiji.customers.api.shapes import Sent

router = Router(tags=["institution"])
CASE: int = Path(..., ge=1, le=2**62, description="The number of the case that was approved")


class CopyLineOut(Schema):
    """One copy or pack. ``customers``: as the caller may know of them. ``readable``: the case opens to the caller. ``rows``: how
    many an export lists. ``holder``: who has this copy of a report; ``for_whom``: for whom it was asked."""

    case: int
    kind: str
    printed: str
    made_by: str
    made_at: datetime
    ended_at: datetime | None
    purpose: str
    customers: list[str]
    readable: bool
    rows: int
    holder: str
    for_whom: str


class CopiedOut(Schema):
    """One value of a copy; its text carries the hidden code, as on paper."""

    field: str
    label: str
    text: str


class CopyMadeOut(Schema):
    """The copy, told once. ``dots``: column and row of the dots that are printed beside the visible number."""

    case: int
    number: str
    customer: str
    secrecy: int
    for_whom: str
    made_at: datetime
    lines: list[CopiedOut]
    dots: list[list[int]]


class PackMadeOut(Schema):
    """A pack just made. ``passphrase`` is told once and kept nowhere: tell it on another way than the file."""

    case: int
    number: str
    passphrase: str
    expires_at: datetime
    customers: int


class FoundText(Sent):
    """Text from a found copy, the ten characters read off its dots, a report copy's number or mark, or a list's customer numbers."""

    text: str = Field(max_length=20_000)


@router.get("/copies", response=list[CopyLineOut], summary="The register of copies and packs")
@phrased("custody:copy:list")
def get_copies(request: HttpRequest) -> list[CopyLineOut]:
    return [_line(one) for one in list_copies(**caller(request))]


@router.post(
    "/copies/trace", response=list[CopyLineOut], summary="Whose a found copy is, and where it came from"
)
@phrased("custody:copy:trace")
def post_trace(request: HttpRequest, given: FoundText) -> list[CopyLineOut]:
    return [_line(one) for one in trace(given.text, **caller(request))]


@router.post("/copies/{number}/make", response=CopyMadeOut, summary="Make the approved copy, once")
@phrased("custody:copy:make")
def post_copy(
    request: HttpRequest, response: HttpResponse, number: int = CASE, purpose: str = PURPOSE
) -> CopyMadeOut:
    made = copying.make(number, **caller(request, purpose))
    response["Cache-Control"] = "no-store"
    lines = [
        CopiedOut(field=one.field.id, label=str(one.field.label), text=woven(one.text, made.code))
        for one in made.lines
    ]
    return CopyMadeOut(
        case=made.case, number=made.number, customer=made.customer, secrecy=made.secrecy, for_whom=made.for_whom,
        made_at=made.made_at, lines=lines, dots=[list(one) for one in dots(made.code)],
    )  # fmt: skip


@router.post("/exports/{number}/make", summary="Make the approved export, once; the answer is the file")
@phrased("custody:export:make")
def post_export(request: HttpRequest, number: int = CASE, purpose: str = PURPOSE) -> HttpResponse:
    made = export.make(number, **caller(request, purpose))
    return _file(made.content, made.media_type, made.file_name)


@router.post("/packs/{number}/make", response=PackMadeOut, summary="Make the approved pack, once")
@phrased("custody:provision:pack")
def post_pack(
    request: HttpRequest, response: HttpResponse, number: int = CASE, purpose: str = PURPOSE
) -> PackMadeOut:
    made = providing.pack(number, **caller(request, purpose))
    response["Cache-Control"] = "no-store"
    return PackMadeOut(
        case=made.case, number=made.number, passphrase=made.passphrase, expires_at=made.expires_at, customers=made.customers,
    )  # fmt: skip


@router.get("/packs/{number}", summary="The encrypted pack, until it ends")
@phrased("custody:provision:fetch")
def get_pack(request: HttpRequest, number: int = CASE) -> HttpResponse:
    found = fetch_pack(number, **caller(request))
    return _file(found.content, "application/octet-stream", found.file_name)


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file that nothing on the way keeps."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _line(one: CopyLine) -> CopyLineOut:
    return CopyLineOut(
        case=one.case, kind=one.kind, printed=one.printed, made_by=one.made_by, made_at=one.made_at, ended_at=one.ended_at,
        purpose=one.purpose, customers=list(one.customers), readable=one.readable, rows=one.rows,
        holder=one.holder, for_whom=one.for_whom,
    )  # fmt: skip

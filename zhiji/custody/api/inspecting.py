"""Inspections beside the shelf, damp and warmth, through the API."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Path, Router, Schema

from zhiji.access.api import caller
from zhiji.access.idempotency import once
from zhiji.access.web import phrased
from zhiji.custody.actions.inspection import check_volume
from zhiji.custody.actions.repair import log_climate
from zhiji.custody.api.shelf import PLAIN, UNIT, VOLUME, VolumeMadeOut
from zhiji.custody.looks.inspection import climates, sheet
from zhiji.customers.api.shapes import Sent

router = Router(tags=["institution"])
CASE: int = Path(..., ge=1, le=2**62, description="The number of an inspection")


class SheetLineOut(Schema):
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
    lines: list[SheetLineOut]


class AnswerIn(Sent):
    """How a volume was found."""

    answer: str = Field(max_length=12, pattern="^[a-z_]*$")
    seen_at: str = Field("", max_length=12, pattern=PLAIN)
    note: str = Field("", max_length=200, pattern=PLAIN)


class ReadingIn(Sent):
    """Damp in per cent, warmth in °C."""

    unit: str = Field(max_length=16, pattern=UNIT)
    humidity: int = Field(ge=-1_000, le=1_000)
    temperature: Decimal = Field(ge=-1_000, le=1_000)


class ReadingOut(Schema):
    """One reading, with what of it is out of range and the repair it opened."""

    unit: str
    at: datetime
    humidity: int
    temperature: Decimal
    wrong: list[str]
    case: int | None


@router.get("/inspections/{number}/sheet", response=SheetOut, summary="The sheet of an inspection")
@phrased("custody:inspection:sheet")
def get_sheet(request: HttpRequest, number: int = CASE) -> SheetOut:
    found = sheet(number, **caller(request))
    lines = [
        SheetLineOut(volume=one.volume, code=one.code, number=one.number, answer=one.answer, seen_at=one.seen_at, note=one.note)
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

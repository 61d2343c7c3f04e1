"""Granted readings and their use, through the API."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.custody.looks.uses import ReadingUse, readings_used

router = Router(tags=["institution"])
BEFORE = Query(None, ge=1, le=2**62, description="The cursor of the page before")


class ReadingUseOut(Schema):
    """One granted reading. ``last`` is null where it was never used; ``allowed`` where looks are not counted."""

    number: int
    printed: str
    grant: int
    reader: str
    unit: str
    beside: str
    purpose: str
    starts_at: datetime
    ends_at: datetime
    live: bool
    used: int
    allowed: int | None
    last: datetime | None
    compartments: list[str]
    unopened: list[str]
    files: int
    files_unopened: int


class ReadingUsesOut(Schema):
    """A page of granted readings; ``next`` is the cursor of the following page."""

    as_of: datetime
    readings: list[ReadingUseOut]
    next: int | None


@router.get("/unused", response=ReadingUsesOut, summary="What was granted to be read and never opened")
@phrased("custody:reading:unused")
def get_unused(request: HttpRequest, every: bool = False, before: int | None = BEFORE) -> ReadingUsesOut:
    found = readings_used(every=every, before=before, **caller(request))
    return ReadingUsesOut(as_of=found.as_of, readings=[_out(row) for row in found.rows], next=found.next)


def _out(row: ReadingUse) -> ReadingUseOut:
    use = row.use
    return ReadingUseOut(
        number=row.number, printed=row.printed, grant=use.grant, reader=row.reader, unit=row.unit, beside=row.beside,
        purpose=row.purpose, starts_at=use.starts_at, ends_at=use.ends_at, live=use.live, used=use.used, allowed=use.allowed,
        last=use.last, compartments=list(use.compartments), unopened=list(use.unopened), files=use.files,
        files_unopened=use.files_unopened,
    )  # fmt: skip

"""Where the files come from, through the API."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Router, Schema

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.looks.sources import read_sources

router = Router(tags=["insight"])


class ImportedOut(Schema):
    """Everything taken in by one mapping; ``known``: rows of customers the bank or an earlier row had already."""

    mapping: str
    runs: int
    rows: int
    files: int
    incomplete: int
    known: int
    back: int
    last: datetime | None


class FedOut(Schema):
    """The feeds of one core system."""

    system: str
    feeds: int
    rows: int
    last: date


class SourcesOut(Schema):
    """``files``: by source, ``""`` all, rounded, null where too few. ``differing``: told differently by two sources and not verified."""

    files: dict[str, int | None]
    differing: int | None
    imports: list[ImportedOut]
    feeds: list[FedOut]


@router.get("/sources", response=SourcesOut, summary="Files by source, imports and feeds")
@phrased("insight:source:read")
def get_sources(request: HttpRequest) -> SourcesOut:
    found = read_sources(**caller(request))
    return SourcesOut(
        files={code: found.files.cells.get((code, TOTAL)) for code in [*found.codes, TOTAL]}, differing=found.differing,
        imports=[
            ImportedOut(
                mapping=one.mapping, runs=one.runs, rows=one.rows, files=one.files, incomplete=one.incomplete, known=one.known,
                back=one.back, last=one.last,
            )
            for one in found.imports
        ],
        feeds=[FedOut(system=one.system, feeds=one.feeds, rows=one.rows, last=one.last) for one in found.feeds],
    )  # fmt: skip

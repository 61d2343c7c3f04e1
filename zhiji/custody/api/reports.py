"""Statistics reports through the API: the catalogue, frozen figures, copies. Steps go through ``/cases`` like everybody's."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Path, Router, Schema

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.custody.looks import reports as looks

router = Router(tags=["institution"])
CASE: int = Path(..., ge=1, le=2**62, description="The number of the report's case")
PART: int = Path(..., ge=1, le=32_000, description="The number of the copy")


class ReportOut(Schema):
    """One report of the catalogue. ``lineage``: the columns it reads."""

    id: str
    title: str
    about: str
    lineage: list[str]
    period: bool
    in_use: bool
    asked: int
    opened: int
    last: datetime | None
    unused: bool


class FiguresOut(Schema):
    """Figures; ``cells`` has one line and one column more, the totals. null: left out because small."""

    case: int
    printed: str
    report: str
    title: str
    rows: list[str]
    columns: list[str]
    row_labels: list[str]
    column_labels: list[str]
    cells: list[list[int | None]]
    as_of: datetime
    since: datetime | None
    least: int
    revision: int
    digest: str


@router.get("", response=list[ReportOut], summary="The catalogue of statistics reports")
@phrased("custody:report:catalogue")
def get_catalogue(request: HttpRequest) -> list[ReportOut]:
    return [
        ReportOut(
            id=one.report.id, title=one.title, about=one.about, lineage=list(one.report.lineage), period=one.report.period,
            in_use=one.in_use, asked=one.asked, opened=one.opened, last=one.last, unused=one.unused,
        )
        for one in looks.read_catalogue(**caller(request))
    ]  # fmt: skip


@router.get("/{number}/figures", response=FiguresOut, summary="The frozen figures of a report")
@phrased("custody:report:read")
def get_figures(request: HttpRequest, number: int = CASE) -> FiguresOut:
    return _figures(looks.read_figures(number, **caller(request)))


@router.get("/{number}/copies/{part}", response=FiguresOut, summary="One numbered copy, for its recipient")
@phrased("custody:report:print")
def get_copy(request: HttpRequest, number: int = CASE, part: int = PART) -> FiguresOut:
    view, _held = looks.open_copy(number, part, "api", **caller(request))
    return _figures(view)


def _figures(view: looks.FiguresView) -> FiguresOut:
    return FiguresOut(
        case=view.case, printed=view.printed, report=view.report.id, title=view.title,
        rows=[line.code for line in view.lines], columns=[code for code, _label in view.columns],
        row_labels=[line.label for line in view.lines], column_labels=[label for _code, label in view.columns],
        cells=[list(line.cells) for line in (*view.lines, view.totals)], as_of=view.as_of, since=view.since, least=view.least,
        revision=view.revision, digest=view.digest,
    )  # fmt: skip

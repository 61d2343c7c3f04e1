"""The principles through the API: the board, the files that fall short, categories, governance, values told differently."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema

from zhiji.access.api import PURPOSE, caller
from zhiji.access.web import phrased
from zhiji.customers.quality import PRINCIPLES
from zhiji.insight.principles.looks.board import UnitLine, read_board, read_governance
from zhiji.insight.principles.looks.categories import CATEGORIES, read_matrix
from zhiji.insight.principles.looks.differences import list_differences
from zhiji.insight.principles.looks.rows import PAGE, OwnedRows, files_failing, files_lacking

router = Router(tags=["principles"])
PRINCIPLE = Path(..., pattern=f"^({'|'.join(PRINCIPLES)})$", description="One of the five principles")
CATEGORY = Path(
    ..., pattern=f"^({'|'.join(CATEGORIES)})$", description="A compartment, or `scan_` with a kind of scan"
)
UNIT = Query(0, ge=0, le=2**62, description="A unit's id; all that you see without it")
KIND = Query("", pattern="^(person|organisation|sole_trader)?$", description="A class of customers")
SCOPE = Query(
    None,
    pattern="^(portfolio|unit|custody)$",
    description="Whose files; the usual ones of your role without it",
)
CURSOR = Query(None, ge=0, le=2**62, description="`next` of the page before")


class PrincipleFigureOut(Schema):
    """``score`` is null where nothing is there to judge, or where it is ``hidden``: too few files stand behind it."""

    score: int | None
    good: int
    of: int
    hidden: bool


class PrincipleUnitOut(Schema):
    """One unit, 0 for all together. ``files`` is null where left out; ``lag`` is the median of days until a change is recorded."""

    unit: int
    label: str
    files: int | None
    lag: int | None
    figures: dict[str, PrincipleFigureOut]


class PrincipleBoardOut(Schema):
    """``day`` is null before files were weighed, ``unclassified`` and ``keys`` where left out. ``contact`` is null: contacts are not recorded."""

    day: date | None
    least: int
    unclassified: int | None
    keys: int | None
    contact: int | None = None
    purposes: dict[str, int]
    units: list[PrincipleUnitOut]


class OwnedFileOut(Schema):
    """A file with whom it falls to."""

    number: str
    unit: str
    kind: str
    manager: str
    custodian: str
    good: int
    of: int
    weighed_on: date | None


class OwnedFilesOut(Schema):
    """A page; ``next`` is null on the last."""

    files: list[OwnedFileOut]
    next: int | None


class CategoryLineOut(Schema):
    """``percent`` by category; empty where too few files stand behind it."""

    unit: int
    kind: str
    files: int | None
    percent: dict[str, int]


class CategoriesOut(Schema):
    """``empty``: categories that no file has."""

    day: date | None
    least: int
    empty: list[str]
    lines: list[CategoryLineOut]


class GovernanceCellOut(Schema):
    """In how many ``units`` of ``of`` it was done lately, and how often."""

    stage: str
    line: str
    units: int
    of: int
    times: int


class ToldDifferentlyOut(Schema):
    """A field told differently by two sources; ``stronger``: now or before."""

    field: str
    now: str
    before: str
    stronger: str


class DifferentFileOut(Schema):
    """A file with the fields you may see; ``unseen`` counts the others."""

    number: str
    manager: str
    fields: list[ToldDifferentlyOut]
    unseen: int


class DifferencesOut(Schema):
    """``order``: sources, the strongest first."""

    order: list[str]
    files: list[DifferentFileOut]
    next: int | None


@router.get("/principles", response=PrincipleBoardOut, summary="The principle board")
@phrased("insight:principle:board")
def get_principles(request: HttpRequest) -> PrincipleBoardOut:
    found = read_board(**caller(request))
    lines = ([found.total] if found.total else []) + list(found.lines)
    return PrincipleBoardOut(
        day=found.day, least=found.least, unclassified=found.unclassified, keys=found.keys, purposes=dict(found.purposes),
        units=[_unit(one) for one in lines],
    )  # fmt: skip


@router.get(
    "/principles/{principle}/short", response=OwnedFilesOut, summary="Files that fall short of a principle"
)
@phrased("insight:principle:failing")
def get_failing(
    request: HttpRequest, principle: str = PRINCIPLE, unit: int = UNIT, cursor: int | None = CURSOR, purpose: str = PURPOSE
) -> OwnedFilesOut:  # fmt: skip
    return _files(files_failing(principle, unit, cursor=cursor, limit=PAGE, **caller(request, purpose)))


@router.get("/categories", response=CategoriesOut, summary="Which categories the files have")
@phrased("insight:category:matrix")
def get_categories(request: HttpRequest) -> CategoriesOut:
    found = read_matrix(**caller(request))
    lines = [
        CategoryLineOut(unit=one.unit, kind=one.kind, files=one.files, percent={name: cell.percent for name, cell in one.cells.items()})
        for one in found.lines
    ]  # fmt: skip
    return CategoriesOut(day=found.day, least=found.least, empty=list(found.empty), lines=lines)


@router.get("/categories/{category}/lacking", response=OwnedFilesOut, summary="Files without a category")
@phrased("insight:category:lacking")
def get_lacking(
    request: HttpRequest, category: str = CATEGORY, unit: int = UNIT, kind: str = KIND, cursor: int | None = CURSOR, purpose: str = PURPOSE,
) -> OwnedFilesOut:  # fmt: skip
    return _files(files_lacking(category, unit, kind, cursor=cursor, **caller(request, purpose)))


@router.get("/governance", response=list[GovernanceCellOut], summary="How far governance reaches")
@phrased("insight:governance:read")
def get_governance(request: HttpRequest) -> list[GovernanceCellOut]:
    return [
        GovernanceCellOut(stage=stage, line=line, units=cell.units, of=cell.of, times=cell.times)
        for (stage, line), cell in read_governance(**caller(request)).cells.items()
    ]


@router.get("/differences", response=DifferencesOut, summary="Values that two sources tell differently")
@phrased("insight:difference:list")
def get_differences(
    request: HttpRequest, scope: str | None = SCOPE, cursor: int | None = CURSOR, purpose: str = PURPOSE
) -> DifferencesOut:
    found = list_differences(scope, cursor=cursor, **caller(request, purpose))
    files = [
        DifferentFileOut(
            number=one.row.number, manager=one.row.manager, unseen=one.unseen,
            fields=[
                ToldDifferentlyOut(field=field.id, now=told.now.source, before=told.before.source, stronger=told.stronger)
                for field, told in one.fields
            ],
        )
        for one in found.rows
    ]  # fmt: skip
    return DifferencesOut(order=list(found.order), files=files, next=found.next)


def _unit(one: UnitLine) -> PrincipleUnitOut:
    figures: dict[str, Any] = {
        name: PrincipleFigureOut(score=told.score, good=told.good, of=told.of, hidden=told.hidden)
        for name, told in one.figures.items()
    }
    return PrincipleUnitOut(unit=one.unit, label=one.label, files=one.files, lag=one.lag, figures=figures)


def _files(found: OwnedRows) -> OwnedFilesOut:
    return OwnedFilesOut(
        next=found.next,
        files=[
            OwnedFileOut(
                number=one.row.number, unit=one.row.unit, kind=one.row.kind, manager=one.row.manager, custodian=one.custodian,
                good=one.good, of=one.of, weighed_on=one.weighed_on,
            )
            for one in found.rows
        ],
    )  # fmt: skip


routers = (("/insight", router),)

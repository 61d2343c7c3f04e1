"""The explorer through the API: the same table, guarded in the same way."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.insight.explorer.dimensions import DIMENSIONS
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.explorer.question import AGGREGATES, PREFIX, WrongQuestion
from zhiji.insight.looks.explorer import explore

router = Router(tags=["insight"])
TRAIT = Query("unit", pattern="^[a-z]{1,12}$", description=f"One of {', '.join(DIMENSIONS)}")
ACROSS = Query("", pattern="^[a-z]{0,12}$", description="Another of these, or none")
MEASURE = Query("", pattern="^[a-z_]{0,24}$", description="A measure; customers are counted without one")
AGGREGATE = Query("count", pattern="^[a-z]{1,8}$", description=f"One of {', '.join(AGGREGATES)}")
Narrow = Annotated[str, Field(pattern=r"^[a-z]{1,12}:[A-Za-z0-9_-]{1,24}$")]
ONLY: list[Narrow] = Query([], max_length=20, description="`trait:code`, at most one for each trait")
NIGHT = Query(None, description="A kept night; the newest without it")


class TableCellOut(Schema):
    """One cell. ``row`` and ``column`` are codes, ``""`` for totals. ``figure`` is null where it is left out."""

    row: str
    column: str
    figure: int | None


class TableOut(Schema):
    """The table. Figures of money are hundredths, of ratios thousandths; all are rounded. ``least``: the smallest group shown.
    ``asked_today``: different questions about groups you asked today, of ``asked_most``."""

    night: date | None
    least: int
    unit: str
    rows: dict[str, str]
    columns: dict[str, str]
    cells: list[TableCellOut]
    left_out: int
    too_many: bool
    asked_today: int
    asked_most: int


@router.get("/explorer", response=TableOut, summary="Figures of groups of customers")
@phrased("insight:explorer:open")
def get_table(
    request: HttpRequest, rows: str = TRAIT, columns: str = ACROSS, measure: str = MEASURE, aggregate: str = AGGREGATE,
    only: list[Narrow] = ONLY, night: date | None = NIGHT,
) -> Any:  # fmt: skip
    asked = {"rows": rows, "columns": columns, "measure": measure, "aggregate": aggregate}
    asked |= {PREFIX + one.partition(":")[0]: one.partition(":")[2] for one in only}
    if night:
        asked["night"] = night.isoformat()
    try:
        found = explore(asked, **caller(request))
    except WrongQuestion as wrong:
        raise HttpError(422, _("That cannot be asked here: %(part)s.") % {"part": wrong.part}) from None
    order = {code: place for place, code in enumerate([*dict(found.rows), TOTAL])}
    across = {code: place for place, code in enumerate([*dict(found.columns), TOTAL])}
    cells = found.table.cells if found.table else {}
    return TableOut(
        night=found.night, least=found.rules.least, unit=found.unit_of_figures, rows=dict(found.rows), columns=dict(found.columns),
        cells=[
            TableCellOut(row=row, column=column, figure=cells[row, column])
            for row, column in sorted(cells, key=lambda one: (order[one[0]], across[one[1]]))
        ],
        left_out=found.table.left_out if found.table else 0, too_many=found.too_many,
        asked_today=found.asking.today, asked_most=found.asking.today_most,
    )  # fmt: skip

"""The principle board and the governance matrix."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiji.access.web import page, who
from zhiji.insight.pages.taking_out import taken_out
from zhiji.insight.principles.dials import dial
from zhiji.insight.principles.governance import LINES, STAGES
from zhiji.insight.principles.looks.board import PrincipleBoard, UnitLine, read_board, read_governance
from zhiji.insight.principles.measures import DEFINITIONS, DIALS, FIVE
from zhiji.insight.principles.pages.sheets import board_sheet, governance_sheet
from zhiji.insight.principles.pages.wording import ABOUT, purpose_name, short_of

OTHERS = (
    "effective", "reasonable", "key_focus", "classified", "use", "centralised", "updating", "agreed", "procedures",
)  # fmt: skip


@page("insight:principle:board")
def show(request: HttpRequest) -> HttpResponse:
    """Five scores and three dials of every branch, and the figures of the other principles; ``?format=`` csv or xlsx."""
    found = read_board(**who(request))
    form = request.GET.get("format", "")
    if form in ("csv", "xlsx") and found.day:
        return taken_out(board_sheet(found, request.user), form, f"principles-{found.day}")
    return render(request, "principles/board.html", {"found": found, **drawn(found)})


@page("insight:governance:read")
def governance(request: HttpRequest) -> HttpResponse:
    """Stages of the life cycle by lines of defence."""
    found = read_governance(**who(request))
    form = request.GET.get("format", "")
    if form in ("csv", "xlsx"):
        return taken_out(governance_sheet(found, request.user), form, "governance")
    rows = [
        (STAGES[stage], ABOUT[stage], [(LINES[line], found.cells[stage, line]) for line in LINES])
        for stage in STAGES
    ]
    return render(
        request, "principles/governance.html", {"found": found, "rows": rows, "heads": LINES.values()}
    )


def drawn(found: PrincipleBoard) -> Mapping[str, Any]:
    """The lines of the board, the total first; dials of each; the other principles of all units together."""
    if found.total is None:
        return {}
    lines = [found.total, *found.lines]
    return {
        "heads": [DEFINITIONS[name].label for name in FIVE],
        "rows": [(_label(one), one, [_cell(one, name) for name in FIVE]) for one in lines],
        "dials": [(_label(one), one, [_dial(one, name) for name in DIALS]) for one in lines if not one.figures["use"].hidden],
        "others": [(DEFINITIONS[name], found.total.figures[name], found.earlier.get(name)) for name in OTHERS],
        "definitions": list(DEFINITIONS.values()),
        "purposes": [(purpose_name(code), many) for code, many in found.purposes.items()],
    }  # fmt: skip


def _label(one: UnitLine) -> str:
    return one.label or _("All together")


def _cell(one: UnitLine, name: str) -> tuple[Any, Any, str]:
    return DEFINITIONS[name].label, one.figures[name], short_of(name, one.unit)


def _dial(one: UnitLine, name: str) -> tuple[Any, Any, Any]:
    figure, label = one.figures[name], DEFINITIONS[name].label
    return label, figure, dial(label, figure.score)

"""The tables of this room as files: whose copy it is, of which day, what is left out. Lists of files leave as exports (``leaving``)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhiji.access.recording import Actor
from zhiji.customers.rules import KINDS
from zhiji.insight.explorer.sheets import Sheet
from zhiji.insight.principles.governance import LINES, STAGES
from zhiji.insight.principles.looks.board import Governance, PrincipleBoard
from zhiji.insight.principles.looks.categories import CategoryMatrix
from zhiji.insight.principles.measures import DEFINITIONS
from zhiji.insight.principles.pages.wording import category_name

LEFT_OUT = "···"
Row = list[str | int | float]


def board_sheet(found: PrincipleBoard, by: Any) -> Sheet:
    """Every figure of every unit: score, good, of."""
    assert found.total is not None
    head: Row = [_("Unit"), _("Files")]
    for one in DEFINITIONS.values():
        head += [str(one.label), str(one.good), str(one.of)]
    lines: list[Row] = [head]
    for line in (found.total, *found.lines):
        row: Row = [line.label or _("All together"), LEFT_OUT if line.files is None else line.files]
        for name in DEFINITIONS:
            figure = line.figures[name]
            row += (
                [LEFT_OUT] * 3
                if figure.hidden
                else ["" if figure.score is None else figure.score, figure.good, figure.of]
            )
        lines.append(row)
    return _sheet(_("Principles"), found, by, lines)


def governance_sheet(found: Governance, by: Any) -> Sheet:
    """Stage by line: in how many units, and how often."""
    lines: list[Row] = [[_("Stage"), *(str(label) for label in LINES.values())]]
    for stage, label in STAGES.items():
        cells = [found.cells[stage, line] for line in LINES]
        lines.append([str(label), *(f"{one.units}/{one.of} · {one.times}" for one in cells)])
    return Sheet(_("Governance"), [_day_note(found)], lines, None, name_of(by), found.at)


def category_sheet(found: CategoryMatrix, by: Any) -> Sheet:
    """Per cent of the files of each class and unit that have each category."""
    lines: list[Row] = [[_("Unit"), _("Kind"), _("Files"), *(category_name(one) for one in found.categories)]]
    for line in found.lines:
        cells = (
            [line.cells[one].percent for one in found.categories]
            if line.cells
            else [LEFT_OUT] * len(found.categories)
        )
        lines.append(
            [
                line.label or _("All together"),
                str(KINDS[line.kind]),
                LEFT_OUT if line.files is None else line.files,
                *cells,
            ]
        )
    return _sheet(_("Categories of files"), found, by, lines)


def name_of(by: Actor) -> str:
    """Name and number of the colleague, as on every copy."""
    return f"{getattr(by, 'display_name', by.username)} {getattr(by, 'staff_number', '')}".strip()


def _sheet(title: str, found: PrincipleBoard | CategoryMatrix, by: Any, lines: Sequence[Row]) -> Sheet:
    few = _("%(sign)s is left out: fewer than %(least)d customers, or needed to hide such a group.")
    return Sheet(
        title,
        [_day_note(found), few % {"sign": LEFT_OUT, "least": found.least}],
        lines,
        None,
        name_of(by),
        found.at,
    )


def _day_note(found: PrincipleBoard | CategoryMatrix | Governance) -> str:
    return _("Weighed on %(day)s · files of %(unit)s and below") % {"day": found.day, "unit": found.unit}

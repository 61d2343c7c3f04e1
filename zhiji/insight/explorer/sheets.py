"""A table of groups as a file: CSV, XLSX, or its chart as SVG, PNG or PDF. Each says whose copy it is, of which night, and what is
left out."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji.custody.pages.cells import harmless
from zhiji.insight.explorer import charts, words
from zhiji.insight.explorer.charts import Chart, chart_of
from zhiji.insight.explorer.dimensions import DIMENSIONS
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.looks.explorer import Explored

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes into a file. ``lines``: head, body, total; ``chart`` is None where there is none to draw; ``by``: name and number
    of the colleague; ``at``: the moment of the look that fetched it."""

    title: str
    notes: Sequence[str]
    lines: Sequence[Sequence[str | int | float]]
    chart: Chart | None
    by: str
    at: datetime

    @property
    def copy(self) -> str:
        """Whose copy, of which second: above the figures, in head and foot of printed pages."""
        moment = f"{timezone.localtime(self.at):%Y-%m-%d %H:%M:%S}"
        return _("Copy for %(name)s, %(moment)s") % {"name": self.by, "moment": moment}

    @property
    def forms(self) -> list[str]:
        """As what it can be taken out."""
        return [form for form in TYPES if self.chart or form not in charts.FORMS]


def sheet_of(found: Explored, written: Callable[[float], str]) -> Sheet:
    """The explorer's table as it is shown; its lines as bars, without totals."""
    across = found.columns or [(TOTAL, "")]
    bars = [
        (
            label,
            [
                figure(found.table.cells.get((code, column)), found.unit_of_figures) if found.table else None
                for column, _label in across
            ],
        )
        for code, label in found.rows
    ]
    title = title_of(found)
    chart = chart_of(title, bars, [label for _code, label in found.columns], written)
    return Sheet(title, notes_of(found), lines_of(found) if found.table else [], chart, found.by, found.at)


def title_of(found: Explored) -> str:
    """What the table shows: Assets under management · Sum · Unit by Tier."""
    asked = found.question
    named = [words.measure_name(asked.measure)] if asked.measure else []
    axes = str(DIMENSIONS[asked.rows].label)
    if asked.columns:
        axes = _("%(rows)s by %(columns)s") % {"rows": axes, "columns": DIMENSIONS[asked.columns].label}
    return " · ".join([*named, str(words.AGGREGATES[asked.aggregate]), axes])


def filters_of(found: Explored) -> list[tuple[str, str, str]]:
    """Each filter: trait, its words, the words of its code."""
    return [
        (name, str(DIMENSIONS[name].label), dict(found.choices[name]).get(code, code))
        for name, code in found.question.filters
    ]


def notes_of(found: Explored) -> list[str]:
    """What stands above the figures of a copy: night, whose figures, filters, how they are guarded."""
    only = [f"{label}: {word}" for _name, label, word in filters_of(found)]
    return [
        _("Night of %(day)s · customers of %(unit)s and below") % {"day": found.night, "unit": found.unit},
        *([_("Only %(filters)s") % {"filters": " · ".join(only)}] if only else []),
        guarded_note(found.rules.least),
    ]


def guarded_note(least: int) -> str:
    """How the figures are guarded."""
    return _(
        "Cells of fewer than %(least)d customers are left out; figures are rounded so that no single customer shows."
    ) % {"least": least}


def figure(value: int | None, unit: str) -> int | float | None:
    """A cell as a number: money in whole units of the currency, ratios as such."""
    if value is None:
        return None
    return value / 100 if unit == "money" else value / 1000 if unit == "ratio" else value


def lines_of(found: Explored) -> list[list[str | int | float]]:
    """Head, lines and totals; a cell left out shows as ``words.LEFT_OUT``, one that holds nobody is empty."""
    assert found.table is not None
    across = [*found.columns, (TOTAL, _("Total"))]
    head: list[str | int | float] = [
        str(DIMENSIONS[found.question.rows].label),
        *(label for _code, label in across),
    ]
    body: list[list[str | int | float]] = [head]
    for code, label in [*found.rows, (TOTAL, _("Total"))]:
        line: list[str | int | float] = [label]
        for column, _label in across:
            if (code, column) not in found.table.cells:
                line.append("")
                continue
            shown = figure(found.table.cells[code, column], found.unit_of_figures)
            line.append(words.LEFT_OUT if shown is None else shown)
        body.append(line)
    return body


def _cells(line: Sequence[str | int | float]) -> list[str | int | float]:
    """A unit and a colleague have names that were typed by hand: none is taken for a formula."""
    return [harmless(one) if isinstance(one, str) else one for one in line]


def as_csv(sheet: Sheet) -> bytes:
    """The copy as CSV, its notes above the head."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    for line in [sheet.title, *sheet.notes, sheet.copy]:
        writer.writerow([harmless(line)])
    writer.writerows(_cells(line) for line in sheet.lines)
    return ("\ufeff" + sink.getvalue()).encode()


def as_xlsx(sheet: Sheet) -> bytes:
    """The copy as XLSX: whose copy it is in head and foot of every printed page and in the file's properties."""
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    above = [sheet.title, *sheet.notes, sheet.copy]
    rows: Sequence[Sequence[str | int | float]] = [*([line] for line in above), [], *sheet.lines]
    for row in rows:
        page.append(_cells(row))
    for place in (1, len(above) + 2, len(rows)):
        for cell in page[place]:
            cell.font = Font(bold=True)
    page.column_dimensions["A"].width = 30
    page.oddHeader.center.text = page.oddFooter.center.text = sheet.copy
    book.properties.title = sheet.title
    book.properties.keywords = f"{sheet.by} {sheet.at.isoformat()}"
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def made(sheet: Sheet, form: str) -> bytes:
    """The file. ``form`` is one of ``sheet.forms``."""
    if form in charts.FORMS:
        assert sheet.chart is not None
        mark = f"{sheet.by} {timezone.localtime(sheet.at):%Y-%m-%d %H:%M}"
        return charts.FORMS[form](sheet.chart, [*sheet.notes, sheet.copy], mark)
    return _TABLES[form](sheet)


_TABLES: Mapping[str, Callable[[Sheet], bytes]] = {"csv": as_csv, "xlsx": as_xlsx}

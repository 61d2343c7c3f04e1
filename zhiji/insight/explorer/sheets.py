"""A table of the explorer as a file: CSV, XLSX or SVG. Each says whose copy it is, of which night, and what is left out."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji.insight.explorer import words
from zhiji.insight.explorer.dimensions import DIMENSIONS
from zhiji.insight.explorer.drawing import Bars, as_svg, bars_of
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.looks.explorer import Explored

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
}
NO_CHART = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def title_of(found: Explored) -> str:
    """What the table shows: Assets under management · Sum · Unit by Tier."""
    asked = found.question
    figure = [words.measure_name(asked.measure)] if asked.measure else []
    axes = str(DIMENSIONS[asked.rows].label)
    if asked.columns:
        axes = _("%(rows)s by %(columns)s") % {"rows": axes, "columns": DIMENSIONS[asked.columns].label}
    return " · ".join([*figure, str(words.AGGREGATES[asked.aggregate]), axes])


def filters_of(found: Explored) -> list[tuple[str, str, str]]:
    """Each filter: trait, its words, the words of its code."""
    return [
        (name, str(DIMENSIONS[name].label), dict(found.choices[name]).get(code, code))
        for name, code in found.question.filters
    ]


def notes_of(found: Explored) -> list[str]:
    """What stands above the figures of a copy: night, whose figures, filters, how they are guarded, whose copy it is."""
    only = [f"{label}: {word}" for _name, label, word in filters_of(found)]
    return [
        _("Night of %(day)s · customers of %(unit)s and below") % {"day": found.night, "unit": found.unit},
        *([_("Only %(filters)s") % {"filters": " · ".join(only)}] if only else []),
        _("Cells of fewer than %(least)d customers are left out; figures are rounded so that no single customer shows.")
        % {"least": found.rules.least},
        _("Copy for %(name)s, %(moment)s") % {"name": found.by, "moment": f"{timezone.localtime(found.at):%Y-%m-%d %H:%M:%S}"},
    ]  # fmt: skip


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


def chart_of(found: Explored, written: Callable[[int], str]) -> Bars | None:
    """The lines as bars, without totals; one series where there are no columns."""
    if found.table is None:
        return None
    across = found.columns or [(TOTAL, "")]
    lines = [
        (label, [found.table.cells.get((code, column)) for column, _label in across])
        for code, label in found.rows
    ]
    return bars_of(lines, [label for _code, label in found.columns], written)


def as_csv(found: Explored, _written: Callable[[int], str]) -> bytes:
    """The copy as CSV, its notes above the head."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    for line in [title_of(found), *notes_of(found)]:
        writer.writerow([line])
    writer.writerows(lines_of(found))
    return ("\ufeff" + sink.getvalue()).encode()


def as_xlsx(found: Explored, _written: Callable[[int], str]) -> bytes:
    """The copy as XLSX: whose copy it is in head and foot of every printed page and in the file's properties."""
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    notes = notes_of(found)
    rows: Sequence[Sequence[str | int | float]] = [
        [title_of(found)],
        *([note] for note in notes),
        [],
        *lines_of(found),
    ]
    for row in rows:
        sheet.append(list(row))
    for place in (1, len(notes) + 3, len(rows)):
        for cell in sheet[place]:
            cell.font = Font(bold=True)
    sheet.column_dimensions["A"].width = 30
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = notes[-1]
    book.properties.title = title_of(found)
    book.properties.keywords = f"{found.by} {found.at.isoformat()}"
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def as_chart(found: Explored, written: Callable[[int], str]) -> bytes:
    """The chart as SVG; an empty one where there is none to draw."""
    chart = chart_of(found, written)
    return str(as_svg(chart, title_of(found), notes_of(found)) if chart else NO_CHART).encode()


MAKERS: Mapping[str, Callable[[Explored, Callable[[int], str]], bytes]] = {
    "csv": as_csv, "xlsx": as_xlsx, "svg": as_chart,
}  # fmt: skip

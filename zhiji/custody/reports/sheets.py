"""A numbered copy as a file: CSV or XLSX, with its number, its recipient and its hidden mark (Art. 12)."""

import csv
import io
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji.custody.looks.reports import FiguresView
from zhiji.custody.models import ReportCopy

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def copy_number(view: FiguresView, copy: ReportCopy) -> str:
    """What stands on a copy: ``S26-000041/3``."""
    return f"{view.printed}/{copy.number}"


def table_of(view: FiguresView) -> list[list[str | int]]:
    """Head, lines and totals; what is left out shows as ``<5``."""
    small = f"<{view.least}"
    head: list[str | int] = [view.corner, *(label for _code, label in view.columns), _("Total")]
    body = [[line.label, *(small if cell is None else cell for cell in line.cells)] for line in view.lines]
    foot = [_("Total"), *(small if cell is None else cell for cell in view.totals.cells)]
    return [head, *body, foot]


def note_of(view: FiguresView, copy: ReportCopy) -> list[str]:
    """The lines above the figures: title, number, recipient, day, fingerprint."""
    as_of = timezone.localtime(view.as_of)
    return [
        view.title,
        _("Copy no. %(number)s for %(name)s") % {"number": copy_number(view, copy), "name": copy.recipient.display_name},
        _("As of %(moment)s") % {"moment": f"{as_of:%Y-%m-%d %H:%M}"},
        f"SHA-256 {view.digest}",
    ]  # fmt: skip


def as_csv(view: FiguresView, copy: ReportCopy) -> bytes:
    """The copy as CSV; its mark stands in the last line."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    for line in note_of(view, copy):
        writer.writerow([line])
    writer.writerows(table_of(view))
    writer.writerow([copy.mark])
    return ("\ufeff" + sink.getvalue()).encode()


def as_xlsx(view: FiguresView, copy: ReportCopy) -> bytes:
    """The copy as XLSX: the number in head and foot of every printed page, the mark in the file's properties."""
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows: Sequence[Sequence[str | int]] = [*([line] for line in note_of(view, copy)), [], *table_of(view)]
    for row in rows:
        sheet.append(list(row))
    for place in (1, 6, len(rows)):
        for cell in sheet[place]:
            cell.font = Font(bold=True)
    sheet.column_dimensions["A"].width = 28
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = " · ".join(note_of(view, copy)[:2])
    book.properties.keywords = copy.mark
    book.properties.title = view.title
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


MAKERS = {"csv": as_csv, "xlsx": as_xlsx}

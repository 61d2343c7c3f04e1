"""Reports as they are read: the catalogue with its use, the frozen figures, and one numbered copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from zhiji import norms
from zhiji.access.explain import in_language
from zhiji.access.gateway import Gate, look
from zhiji.custody.actions.report import in_use, latest
from zhiji.custody.looks.rows import printed_number
from zhiji.custody.models import Case, ReportCopy, ReportFigures
from zhiji.custody.reports.catalogue import Report, catalogue
from zhiji.custody.reports.labels import column_labels, dimension, row_labels
from zhiji.custody.rules.grid import from_data

OUT = ("released",)
"""States in which copies open; while a change waits to be filed they rest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of figures: its code, its words, its cells (None: left out), the last one the line's total."""

    code: str
    label: str
    cells: Sequence[int | None]
    places: Sequence[str] = ()

    @property
    def pairs(self) -> list[tuple[int | None, str]]:
        """Each cell with its place, ``row/column``; the totals have none."""
        places = [*self.places, *[""] * (len(self.cells) - len(self.places))]
        return list(zip(self.cells, places, strict=True))


@dataclass(frozen=True, slots=True)
class Changed:
    """A single change (Art. 11)."""

    revision: int
    row: str
    column: str
    old: int
    new: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FiguresView:
    """Frozen figures in words. ``lines`` ends with the totals. ``agrees``: the sums agreed with the independent count when
    they were frozen; after a single change they differ by what the record says."""

    case: int
    printed: str
    report: Report
    title: str
    about: str
    corner: str
    columns: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    totals: Line
    as_of: datetime
    since: datetime | None
    least: int
    agrees: bool
    revision: int
    digest: str
    changes: Sequence[Changed]


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One line of the register of copies."""

    number: int
    recipient: str
    issued_at: datetime
    issued_by: str
    mark: str
    opened: int


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """One report of the catalogue: how often it was asked for, how often a copy was opened, when last. ``unused``: nobody
    asked or opened within the norm's months."""

    report: Report
    title: str
    about: str
    in_use: bool
    asked: int
    opened: int
    last: datetime | None
    unused: bool


@look("custody:report:catalogue")
def read_catalogue(gate: Gate) -> Sequence[CatalogueLine]:
    """Every report with its lineage and its use (Art. 9, 12)."""
    gate.permit_none()
    months = norms.on(timezone.localdate(gate.at)).custody.report_unused_months
    since = gate.at - timedelta(days=30 * months)
    lines = []
    for report in catalogue().values():
        asked = Case.objects.filter(kind="report", content__report=report.id).order_by("-raised_at")
        newest = asked.first()
        opened, opened_last = _openings("report", report.id)
        last = max((at for at in (newest and newest.raised_at, opened_last) if at), default=None)
        unused = last is None or last < since
        lines.append(
            CatalogueLine(
                report, in_language(report.names), in_language(report.about), in_use(report.id), asked.count(), opened, last, unused,
            )
        )  # fmt: skip
    return lines


@look("custody:report:read")
def read_figures(gate: Gate, number: int) -> FiguresView:
    """The frozen figures, for those who compile, examine and approve them."""
    case = Case.objects.filter(pk=number, kind="report").first()
    if case is None or not ReportFigures.objects.filter(case=case).exists():
        gate.unknown({"case": number})
    gate.permit_none({"case": number})
    return _view(case)


@look("custody:report:copies")
def list_copies(gate: Gate, number: int) -> Sequence[CopyLine]:
    """The register of copies of one report: who has which, and how often it was opened (Art. 12)."""
    gate.permit_none({"case": number})
    copies = ReportCopy.objects.filter(case_id=number).select_related("recipient", "issued_by")
    return [
        CopyLine(
            one.number, one.recipient.display_name, one.issued_at, one.issued_by.display_name if one.issued_by else "", one.mark,
            _openings("opened", f"{number}/{one.number}")[0],
        )
        for one in copies
    ]  # fmt: skip


@look("custody:report:print")
def open_copy(gate: Gate, number: int, copy: int, form: str = "page") -> tuple[FiguresView, ReportCopy]:
    """One numbered copy, for its recipient or who issued it; counted each time. Only released figures open (Art. 10)."""
    found = (
        ReportCopy.objects.select_related("case", "recipient", "issued_by")
        .filter(case_id=number, number=copy, case__state__in=OUT).first()
    )  # fmt: skip
    if found is None or gate.by.pk not in (found.recipient_id, found.issued_by_id):
        gate.unknown({"case": number, "copy": copy})
    report = found.case.content["report"]
    gate.permit_none({"case": number, "opened": f"{number}/{copy}", "report": report, "form": form})
    return _view(found.case), found


@look("custody:report:mine")
def my_copies(gate: Gate) -> Sequence[tuple[ReportCopy, str]]:
    """The copies one holds and may open, newest first, each with its report's name."""
    gate.permit_none()
    held = ReportCopy.objects.filter(recipient_id=gate.by.pk, case__state__in=OUT).select_related("case")
    return [
        (one, in_language(catalogue()[one.case.content["report"]].names))
        for one in held.order_by("-pk")[:100]
    ]


def _view(case: Case) -> FiguresView:
    last = latest(case)
    report, grid = catalogue()[last.report], from_data(last.grid)
    labels = row_labels(report, grid.rows)
    lines = [
        Line(code, label, cells, [f"{code}/{column}" for column in grid.columns])
        for code, label, cells in zip(grid.rows, labels, grid.cells[:-1], strict=True)
    ]
    columns = list(zip(grid.columns, column_labels(report, grid.columns), strict=True))
    changes = [
        _changed(one, labels, grid.rows, dict(columns))
        for one in ReportFigures.objects.filter(case=case).exclude(change=None)
    ]
    return FiguresView(
        case.pk, printed_number(case), report, in_language(report.names), in_language(report.about), dimension(report.row), columns,
        lines, Line("", "", grid.cells[-1]), last.as_of, last.since, last.check_totals["least"], last.revision == 0, last.revision,
        last.digest, changes,
    )  # fmt: skip


def _changed(
    one: ReportFigures, labels: Sequence[str], rows: Sequence[str], columns: Mapping[str, str]
) -> Changed:
    made: Any = one.change
    return Changed(
        one.revision, labels[rows.index(made["row"])], columns[made["column"]], made["old"], made["new"], one.reason,
        one.by.display_name if one.by else "", one.at,
    )  # fmt: skip


def _openings(fact: str, value: str) -> tuple[int, datetime | None]:
    """How often copies were opened, told by the journal itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), max(at) FROM journal_entry WHERE phrase = 'custody:report:print' AND outcome = 'granted' "
            "AND facts::jsonb ->> %s = %s",
            [fact, value],
        )
        many, last = cursor.fetchone()
    return int(many), last

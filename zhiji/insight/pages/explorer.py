"""The explorer: rows by columns of a measure, filters, one level deeper, changed about, kept under a name, taken out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiji.access.explain import in_language
from zhiji.access.web import page, who
from zhiji.insight.actions.views import drop_view
from zhiji.insight.explorer import words
from zhiji.insight.explorer.charts import on_page
from zhiji.insight.explorer.dimensions import DIMENSIONS, rules_on
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.explorer.question import PREFIX, Question, WrongQuestion, question_of
from zhiji.insight.explorer.sheets import TYPES, figure, filters_of, sheet_of
from zhiji.insight.looks.explorer import Explored, explore
from zhiji.insight.measures import MEASURES
from zhiji.insight.pages.keeping import kept_as
from zhiji.insight.pages.segments import address_of
from zhiji.insight.pages.taking_out import taken_out
from zhiji.insight.segments import WrongSign, segment_of


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as drawn: its column's words, its figure (``""`` nobody), whether it is left out, where it leads."""

    column: str
    text: str
    left_out: bool
    url: str


@page("insight:explorer:open")
def show(request: HttpRequest) -> HttpResponse:
    """The table, its chart, and the form of the question."""
    try:
        found = explore(request.GET.dict(), **who(request))
    except WrongQuestion as wrong:
        messages.warning(request, wrong_words(wrong))
        found = explore({}, **who(request))
    return render(request, "insight/explorer.html", {"found": found, **drawn(found)})


@page("insight:explorer:open")
def take_out(request: HttpRequest, form: str) -> HttpResponse:
    """The table as a file."""
    if form not in TYPES:
        raise Http404
    try:
        found = explore(request.GET.dict(), form, **who(request))
    except WrongQuestion as wrong:
        messages.warning(request, wrong_words(wrong))
        return redirect("explorer")
    sheet = sheet_of(found, writer_of(found))
    if found.table is None or form not in sheet.forms:
        messages.warning(request, _("There is no such file of this table."))
        return redirect(reverse("explorer") + found.question.address())
    return taken_out(sheet, form, f"explorer-{found.night}")


@require_POST
@page("insight:view:save")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the question under a name."""
    try:
        asked = question_of(request.POST.dict(), rules_on(timezone.localdate()))
    except WrongQuestion as wrong:
        messages.warning(request, wrong_words(wrong))
        return redirect("explorer")
    kept_as(request, "table", asked.as_data())
    return redirect(reverse("explorer") + asked.address())


@require_POST
@page("insight:view:drop")
def drop(request: HttpRequest, view: int) -> HttpResponse:
    """Let go of a kept question, of a table or a segment."""
    drop_view(view, **who(request))
    messages.success(request, _("The question is no longer kept."))
    return redirect("segments" if request.POST.get("from") == "segments" else "explorer")


def wrong_words(wrong: WrongQuestion) -> str:
    """What is wrong with a question, with the mend."""
    if wrong.part == "aggregate":
        return _("A sum, an average or a median needs a measure. Choose one.")
    if wrong.part == "columns":
        return _("Rows and columns are two different traits. Choose another for the columns.")
    if wrong.part == "night":
        return _("That night's figures are not kept. Choose one of the list.")
    return _("That cannot be asked here (%(part)s). The usual table stands below.") % {"part": wrong.part}


def writer_of(found: Explored) -> Callable[[float], str]:
    """How the figures of this table are written."""
    places = 1 if found.unit_of_figures == "ratio" else 0

    def written(value: float) -> str:
        return words.number(value, places)

    return written


def drawn(found: Explored) -> Mapping[str, Any]:
    """Everything the template draws that the look does not say in words."""
    written, asked = writer_of(found), found.question
    sheet = sheet_of(found, written)
    rows, across = [*found.rows, (TOTAL, _("Total"))], [*found.columns, (TOTAL, _("Total"))]
    return {
        "title": sheet.title, "filters": [(one, asked.without(one[0]).address()) for one in filters_of(found)],
        "lines": [(label, code == TOTAL, _cells(found, code, across, written)) for code, label in rows],
        "head": [label for _code, label in across], "chart": on_page(sheet.chart) if sheet.chart else "", "corner": DIMENSIONS[asked.rows].label,
        "pivot": asked.pivoted().address() if asked.columns else "", "asked": asked, "address": asked.address(), "hidden": asked.as_data(),
        "axes": [(one.id, one.label) for one in DIMENSIONS.values()], "aggregates": words.AGGREGATES.items(),
        "measures": [(one, words.measure_name(one)) for one in MEASURES], "measure_note": _definition(asked),
        "narrow": [(PREFIX + one, DIMENSIONS[one].label, found.choices[one], dict(asked.filters).get(one, "")) for one in DIMENSIONS],
        "kept": [(one, _address_of(one.question, found)) for one in found.kept], "forms": sheet.forms,
        "classes": _classes(), "segment": _as_segment(asked),
    }  # fmt: skip


def _cells(found: Explored, row: str, across: Any, written: Callable[[float], str]) -> list[Cell]:
    cells = []
    for column, label in across:
        if found.table is None or (row, column) not in found.table.cells:
            cells.append(Cell(label, "", False, ""))
            continue
        value = found.table.cells[row, column]
        deeper = found.question.drilled(row, column) if value is not None and (row or column) else None
        shown = figure(value, found.unit_of_figures)
        text = words.LEFT_OUT if shown is None else written(shown)
        cells.append(Cell(label, text, value is None, deeper.address() if deeper else ""))
    return cells


def _definition(asked: Question) -> str:
    return in_language(MEASURES[asked.measure].definition) if asked.measure else ""


def _address_of(kept: Mapping[str, str], found: Explored) -> str:
    try:
        return question_of(kept, found.rules).address()
    except WrongQuestion:  # a rule has changed since: the code is no longer one
        return ""


def _as_segment(asked: Question) -> str:
    """The same customers as a segment, of which a manager sees the own ones by name (Z02); "" where it takes more than a segment holds."""
    try:
        return (
            address_of(segment_of(f"{name} = {code}" for name, code in asked.filters))
            if asked.filters
            else ""
        )
    except WrongSign:
        return ""


def _classes() -> list[tuple[object, list[str]]]:
    """The traits and measures by class of data (A22): descriptive, promotional, transactional."""
    found: dict[str, list[str]] = {name: [] for name in words.DATA_CLASSES}
    for one in DIMENSIONS.values():
        found[one.data_class].append(str(one.label))
    found["transactional"] += [words.measure_name(one) for one in MEASURES]
    return [(words.DATA_CLASSES[name], several) for name, several in found.items()]

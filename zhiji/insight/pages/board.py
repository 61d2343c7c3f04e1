"""The leaders' board, and a manager's portfolio beside the branch."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiji.access.explain import in_language
from zhiji.access.web import page, who
from zhiji.insight.explorer import words
from zhiji.insight.explorer.charts import chart_of, on_page
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.explorer.sheets import TYPES, Sheet, figure, guarded_note
from zhiji.insight.looks.board import MOVES, Board, read_benchmark, read_board
from zhiji.insight.measures import MEASURES
from zhiji.insight.pages.taking_out import taken_out

MOVE_WORDS = {
    "same": pgettext_lazy("tier", "stayed"),
    "up": pgettext_lazy("tier", "rose"),
    "down": pgettext_lazy("tier", "fell"),
    "new": pgettext_lazy("tier", "new"),
}


@page("insight:board:read")
def show(request: HttpRequest) -> HttpResponse:
    """Customers and assets by tier, and who moved."""
    found = read_board(**who(request))
    return render(request, "insight/board.html", {"found": found, **drawn(found)})


@page("insight:board:read")
def take_out(request: HttpRequest, form: str) -> HttpResponse:
    """The board as a file: the table, or the chart of assets."""
    if form not in TYPES:
        raise Http404
    found = read_board(form, **who(request))
    sheet = sheet_of(found)
    if found.night is None or form not in sheet.forms:
        messages.warning(request, _("There is no such file of this table."))
        return redirect("board")
    return taken_out(sheet, form, f"board-{found.night}")


@page("insight:benchmark:read")
def beside(request: HttpRequest) -> HttpResponse:
    """Medians of the own portfolio and of the branch."""
    found = read_benchmark(**who(request))
    lines = [
        (words.measure_name(one.measure), in_language(MEASURES[one.measure].definition), _written(one.measure, one.own),
         _written(one.measure, one.branch))
        for one in found.lines
    ]  # fmt: skip
    return render(request, "insight/benchmark.html", {"found": found, "lines": lines})


def drawn(found: Board) -> Mapping[str, Any]:
    """Lines of the board, highest tier first, the total last; and the bars of assets."""
    if found.moves is None or found.assets is None:
        return {}
    moves, assets = found.moves.cells, found.assets.cells
    places = [*(str(place) for place in range(len(found.tiers)))][::-1]
    lines = []
    for code in [*places, TOTAL]:
        label = words.tier_word(int(code), found.tiers) if code else _("Total")
        counts = [(MOVE_WORDS[move], moves.get((code, move), 0)) for move in MOVES]
        lines.append(
            (label, moves.get((code, TOTAL), 0), counts, assets.get((code, TOTAL), 0), code == TOTAL)
        )
    sheet = sheet_of(found)
    return {
        "lines": lines, "chart": on_page(sheet.chart) if sheet.chart else "", "title": _("Assets under management by tier"),
        "moves": MOVE_WORDS.values(), "forms": sheet.forms,
    }  # fmt: skip


def sheet_of(found: Board) -> Sheet:
    """The board as it is shown, assets as bars."""
    notes = [
        gettext("Night of %(day)s · customers of %(unit)s and below")
        % {"day": found.night, "unit": found.unit},
        guarded_note(found.rules.least),
    ]
    if found.before:
        notes.insert(1, gettext("Rose, fell and new since the night of %(day)s") % {"day": found.before})
    title = gettext("Assets under management by tier")
    if found.moves is None or found.assets is None:
        return Sheet(title, notes, [], None, found.by, found.at)
    moves, assets = found.moves.cells, found.assets.cells
    places = [*(str(place) for place in range(len(found.tiers)))][::-1]
    named = [(code, words.tier_word(int(code), found.tiers)) for code in places]
    head = [
        gettext("Tier"),
        gettext("Customers"),
        *map(str, MOVE_WORDS.values()),
        gettext("Assets under management"),
    ]
    lines: list[list[str | int | float]] = [list(head)]
    for code, label in [*named, (TOTAL, gettext("Total"))]:
        counts = [moves.get((code, move), 0) for move in (TOTAL, *MOVES)]
        told = [*counts, figure(assets.get((code, TOTAL), 0), "money")]
        lines.append([label, *(words.LEFT_OUT if one is None else one for one in told)])
    bars = [(label, [figure(assets.get((code, TOTAL), 0), "money")]) for code, label in named]
    chart = chart_of(title, bars, [], lambda value: words.number(value))
    return Sheet(title, notes, lines, chart, found.by, found.at)


def _written(measure: str, value: int | None) -> str:
    """A median as people write it; ``""`` where it is not told."""
    unit = MEASURES[measure].unit
    return "" if value is None else words.number(figure(value, unit) or 0, 1 if unit == "ratio" else 0)

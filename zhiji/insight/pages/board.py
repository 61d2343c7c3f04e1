"""The leaders' board, and a manager's portfolio beside the branch."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.access.explain import in_language
from zhiji.access.web import page, who
from zhiji.insight.explorer import words
from zhiji.insight.explorer.drawing import bars_of
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.explorer.sheets import figure
from zhiji.insight.looks.board import MOVES, Board, read_benchmark, read_board
from zhiji.insight.measures import MEASURES

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
    sums = [(str(label), [money]) for label, _many, _counts, money, total in lines if not total]
    chart = bars_of(sums, [], lambda value: words.number(figure(value, "money") or 0))
    return {
        "lines": lines,
        "chart": chart,
        "title": _("Assets under management by tier"),
        "moves": MOVE_WORDS.values(),
    }


def _written(measure: str, value: int | None) -> str:
    """A median as people write it; ``""`` where it is not told."""
    unit = MEASURES[measure].unit
    return "" if value is None else words.number(figure(value, unit) or 0, 1 if unit == "ratio" else 0)

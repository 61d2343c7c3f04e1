"""The boards of won, identified and managed customers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiji.access.web import page, who
from zhiji.customers.pages.addresses import whole
from zhiji.insight.explorer import sheets, words
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.looks.winning import NO, PERIODS, YES, Winning, read_winning
from zhiji.insight.pages.taking_out import taken_out
from zhiji.insight.rates import UNMEASURED

WORDS: Mapping[str, tuple[object, object, object]] = {
    "won": (pgettext_lazy("board", "Won"), _("new in the period"), _("before it")),
    "identified": (
        pgettext_lazy("board", "Identified"),
        _("papers whole, rating in date"),
        _("something lacks"),
    ),
    "managed": (pgettext_lazy("board", "Managed"), _("every alert answered in time"), _("one was not")),
}
FORMS = ("csv", "xlsx")


@page("insight:winning:read")
def show(request: HttpRequest) -> HttpResponse:
    """Three boards by unit."""
    found = read_winning(whole(request.GET.get("days", "")) or 90, **who(request))
    context = {"found": found, "boards": boards_of(found), "forms": FORMS, "unmeasured": UNMEASURED["U24"], "periods": [(one, period_word(one)) for one in PERIODS]}  # fmt: skip
    return render(request, "insight/winning.html", context)


@page("insight:winning:read")
def take_out(request: HttpRequest, form: str) -> HttpResponse:
    """The three boards as one table."""
    if form not in FORMS:
        raise Http404
    found = read_winning(whole(request.GET.get("days", "")) or 90, form, **who(request))
    return taken_out(sheet_of(found), form, f"customers-{found.days}")


def period_word(days: int) -> str:
    """A period in words."""
    return ngettext("the last %(n)s day", "the last %(n)s days", days) % {"n": days}


def boards_of(found: Winning) -> Sequence[Mapping[str, Any]]:
    """Each board: its words and its lines (unit, yes, no, share in whole percent, whether it is the total); None is left out."""
    return [
        {"id": stage, "title": title, "yes": yes, "no": no, "lines": _lines(found, stage)}
        for stage, (title, yes, no) in WORDS.items()
    ]


def _lines(found: Winning, stage: str) -> list[tuple[str, int | None, int | None, int | None, bool]]:
    """Units with anybody in them, the total last. A share is reckoned of what shows, so that it tells no more."""
    cells = found.tables[stage].cells
    lines = []
    for code, label in [*found.units, (TOTAL, gettext("Total"))]:
        if (code, TOTAL) not in cells:
            continue
        yes, no = cells.get((code, YES), 0), cells.get((code, NO), 0)
        told = yes is not None and no is not None and yes + no > 0
        share = (
            (200 * yes + yes + no) // (2 * (yes + no))
            if told and yes is not None and no is not None
            else None
        )
        lines.append((label, yes, no, share, code == TOTAL))
    return lines


def sheet_of(found: Winning) -> sheets.Sheet:
    """The boards as one table to take away."""
    head = [gettext("Board"), gettext("Unit"), gettext("Yes"), gettext("No"), gettext("Share in percent")]
    lines: list[Sequence[str | int | float]] = [head]
    for board in boards_of(found):
        for label, *figures, _total in board["lines"]:
            told = [words.LEFT_OUT if one is None else one for one in figures]
            lines.append([f"{board['title']}: {board['yes']}", label, *told])
    notes = [
        gettext("Customers of %(unit)s and below, %(period)s")
        % {"unit": found.unit, "period": period_word(found.days)},
        sheets.guarded_note(found.rules.least),
    ]
    return sheets.Sheet(gettext("Won, identified, managed"), notes, lines, None, found.by, found.at)

"""The market sizing sheet of a segment."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy

from zhiji.access.web import page, who
from zhiji.insight.explorer import labels, sheets, words
from zhiji.insight.looks.sizing import Sizing, size_segment
from zhiji.insight.pages.segments import address_of, asked_in
from zhiji.insight.pages.taking_out import taken_out

FORMS = ("csv", "xlsx")
FIGURES = {
    "held": (gettext_lazy("Money held"), gettext_lazy("assets under management, together")),
    "middle": (gettext_lazy("Money held, the middle customer"), gettext_lazy("half of them hold less")),
    "outside": (gettext_lazy("Moved to other banks"), gettext_lazy("within a year: what of their wallet goes elsewhere")),
    "potential": (gettext_lazy("Potential"), gettext_lazy("what would come if each who holds less than the middle held as much")),
}  # fmt: skip


@page("insight:segment:size")
def show(request: HttpRequest) -> HttpResponse:
    """The sheet of the segment in the address; without a sign, the segments."""
    segment, _wrong = asked_in(request)
    if not segment.signs:
        return redirect("segments")
    found = size_segment(segment, **who(request))
    asked = urlencode({"sign": segment.as_data()["signs"], "least": segment.least}, doseq=True)
    context = {
        "found": found, "signs": signs_of(found), "figures": figures_of(found), "forms": FORMS, "asked": asked, "back": address_of(segment),
    }  # fmt: skip
    return render(request, "insight/sizing.html", context)


@page("insight:segment:size")
def take_out(request: HttpRequest, form: str) -> HttpResponse:
    """The sheet as a file."""
    segment, _wrong = asked_in(request)
    if form not in FORMS or not segment.signs:
        raise Http404
    found = size_segment(segment, form, **who(request))
    return taken_out(sheet_of(found), form, f"segment-{found.night}")


def signs_of(found: Sizing) -> list[str]:
    """The signs in words, each with its weight where it has one."""
    return [
        labels.sentence(one, found.rules) + (f" ({one.weight})" if one.weight else "")
        for one in found.segment.signs
    ]


def figures_of(found: Sizing) -> list[tuple[object, object, int | None]]:
    """Each figure: name, what it says, hundredths; None where it is not told."""
    return [(name, about, getattr(found, figure)) for figure, (name, about) in FIGURES.items()]


def sheet_of(found: Sizing) -> sheets.Sheet:
    """The sheet as a table to take away."""
    lines: list[Sequence[str | int | float]] = [
        [gettext("Figure"), gettext("Value")],
        [gettext("Customers"), words.LEFT_OUT if found.many is None else found.many],
        [gettext("Of all customers"), found.among],
    ]
    for name, _about, value in figures_of(found):
        told = sheets.figure(value, "money")
        lines.append([str(name), words.LEFT_OUT if told is None else told])
    notes = [
        gettext("Night of %(day)s · customers of %(unit)s and below") % {"day": found.night or "–", "unit": found.unit},
        *signs_of(found), sheets.guarded_note(found.rules.least),
    ]  # fmt: skip
    return sheets.Sheet(gettext("Market sizing sheet"), notes, lines, None, found.by, found.at)

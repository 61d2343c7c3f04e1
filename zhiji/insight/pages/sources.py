"""Where the files come from, and what became of the records that came in."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from zhiji.access.web import page, who
from zhiji.customers.pages.wording import source_name
from zhiji.insight.explorer import sheets, words
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.looks.sources import Sources, read_sources
from zhiji.insight.pages.taking_out import taken_out

FORMS = ("csv", "xlsx")


@page("insight:source:read")
def show(request: HttpRequest) -> HttpResponse:
    """Files by source, imports by mapping, feeds by system."""
    found = read_sources(**who(request))
    return render(request, "insight/sources.html", {"found": found, "lines": lines_of(found), "forms": FORMS})


@page("insight:source:read")
def take_out(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file."""
    if form not in FORMS:
        raise Http404
    return taken_out(sheet_of(read_sources(form, **who(request))), form, "sources")


def lines_of(found: Sources) -> list[tuple[object, int | None, bool]]:
    """Each source in words with how many files, the total last; None is left out."""
    told: list[tuple[object, int | None, bool]] = [
        (source_name(code), found.files.cells.get((code, TOTAL)), False) for code in found.codes
    ]
    return [*told, (gettext("Total"), found.files.cells.get((TOTAL, TOTAL)), True)] if told else []


def sheet_of(found: Sources) -> sheets.Sheet:
    """All three tables, one below the other."""
    lines: list[Sequence[str | int | float]] = [[gettext("Source"), gettext("Files")]]
    lines += [[str(word), words.LEFT_OUT if many is None else many] for word, many, _total in lines_of(found)]
    lines += [[], [gettext("Import"), gettext("Rows"), gettext("Became files"), gettext("Known already"), gettext("Given back")]]  # fmt: skip
    lines += [[one.mapping, one.rows, one.files, one.known, one.back] for one in found.imports]
    lines += [[], [gettext("Feed"), gettext("Feeds"), gettext("Rows")]]
    lines += [[one.system, one.feeds, one.rows] for one in found.feeds]
    notes = [
        gettext("Customers of %(unit)s and below; imports and feeds of the whole bank")
        % {"unit": found.unit},
        sheets.guarded_note(found.least),
    ]
    return sheets.Sheet(gettext("Sources"), notes, lines, None, found.by, found.at)

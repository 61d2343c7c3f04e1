"""What a file was, and who has looked at it."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from zhiji.access.web import page, who
from zhiji.customers.looks import history, ledger
from zhiji.customers.pages.place import tabs
from zhiji.customers.pages.sheet import past_lines


@page("customers:version:list", "customers:version:open")
def versions(request: HttpRequest, number: str) -> HttpResponse:
    """All versions, newest first; with ``day`` the file as it stood then."""
    day = _day(request.GET.get("day", ""))
    past = history.as_of(number, day, **who(request)) if day else None
    found = history.versions(number, before=_cursor(request), **who(request))
    context = {
        "history": found, "tabs": tabs(request, number, "customer_versions"), "past": past, "today": timezone.localdate(),
        "lines": past_lines(past.fields) if past else (), "day": request.GET.get("day", ""), "bad_day": bool(request.GET.get("day")) and not day,
    }  # fmt: skip
    return render(request, "customers/versions.html", context)


@page("customers:version:compare")
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """Two versions side by side."""
    given = [request.GET.get(name, "") for name in ("a", "b")]
    if not all(one.isdecimal() and len(one) < 9 for one in given):
        raise Http404
    try:
        found = history.compare(number, *sorted(map(int, given)), **who(request))
    except history.NoSuchVersion as error:
        raise Http404 from error
    context = {"found": found, "tabs": tabs(request, number, "customer_versions")}
    return render(request, "customers/compare.html", context)


@page("customers:file:readers")
def readers(request: HttpRequest, number: str) -> HttpResponse:
    """The reader ledger: every look at this file, newest first."""
    found = ledger.readers(number, before=_cursor(request), **who(request))
    return render(
        request,
        "customers/readers.html",
        {"ledger": found, "tabs": tabs(request, number, "customer_readers")},
    )


def _cursor(request: HttpRequest) -> int | None:
    before = request.GET.get("before", "")
    return int(before) if before.isdecimal() and len(before) < 18 else None


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None

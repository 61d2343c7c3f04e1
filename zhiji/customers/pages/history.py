"""What a file was, and who has looked at it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhiji.access.web import page, who
from zhiji.customers.looks import history, ledger
from zhiji.customers.pages.addresses import cursor, day_of, whole
from zhiji.customers.pages.place import tabs
from zhiji.customers.pages.sheet import past_lines


@page("customers:version:list", "customers:version:open")
def versions(request: HttpRequest, number: str) -> HttpResponse:
    """All versions, newest first; with ``day`` the file as it stood then."""
    chosen = day_of(request.GET.get("day", ""))
    past = history.as_of(number, chosen, **who(request)) if chosen else None
    found = history.versions(number, before=cursor(request), **who(request))
    context = {
        "history": found, "tabs": tabs(request, number, "customer_versions"), "past": past, "today": timezone.localdate(),
        "lines": past_lines(past.fields) if past else (), "day": request.GET.get("day", ""), "bad_day": bool(request.GET.get("day")) and not chosen,
    }  # fmt: skip
    return render(request, "customers/versions.html", context)


@page("customers:version:compare")
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """Two versions side by side."""
    first, second = (whole(request.GET.get(name, "")) for name in ("a", "b"))
    if first is None or second is None:
        raise Http404
    try:
        found = history.compare(number, *sorted((first, second)), **who(request))
    except history.NoSuchVersion as error:
        raise Http404 from error
    context = {"found": found, "tabs": tabs(request, number, "customer_versions")}
    return render(request, "customers/compare.html", context)


@page("customers:file:readers")
def readers(request: HttpRequest, number: str) -> HttpResponse:
    """The reader ledger: every look at this file, newest first."""
    found = ledger.readers(number, before=cursor(request), **who(request))
    return render(
        request,
        "customers/readers.html",
        {"ledger": found, "tabs": tabs(request, number, "customer_readers")},
    )

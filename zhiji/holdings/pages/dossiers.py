"""Dossiers: their list, making one, taking one out."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji.access.problems import Finding
from zhiji.access.web import page, who
from zhiji.customers.looks.opening import open_file
from zhiji.customers.pages.addresses import day_of
from zhiji.customers.pages.place import place
from zhiji.customers.problems import Invalid
from zhiji.holdings.actions.dossiers import make_dossier
from zhiji.holdings.looks.dossiers import NoSuchDossier, list_dossiers, open_dossier

USUAL_YEARS = 5


@page("customers:file:open", "holdings:dossier:list", "holdings:dossier:make")
def listing(request: HttpRequest, number: str) -> HttpResponse:
    """The dossiers made so far, and the form that makes one."""
    problems: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            make_dossier(number, *_days(request), **who(request))
            messages.success(request, _("The dossier is made and sealed."))
            return redirect("customer_dossiers", number=number)
        except Invalid as invalid:
            problems = invalid.problems
    view = open_file(number, weigh=False, **who(request))
    context = {"view": view, "place": place(request, view, "customer_holdings"), "problems": problems, **_usual(),
               "dossiers": list_dossiers(number, **who(request))}  # fmt: skip
    return render(request, "holdings/dossiers.html", context, status=422 if problems else 200)


@page("holdings:dossier:open")
def take_out(request: HttpRequest, number: str, dossier: int) -> HttpResponse:
    """One dossier as a ZIP."""
    try:
        found = open_dossier(number, dossier, **who(request))
    except NoSuchDossier as error:
        raise Http404 from error
    answer: Any = StreamingHttpResponse(found.chunks, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    answer["Content-Length"] = str(found.size)
    return answer


def _days(request: HttpRequest) -> tuple[date, date]:
    found = [day_of(request.POST.get(name, "")) for name in ("first", "last")]
    if found[0] is None or found[1] is None:
        raise Invalid(
            [Finding("first", "date", _("This is no day of the calendar."), _("Choose both days."))]
        )
    return found[0], found[1]


def _usual() -> dict[str, date]:
    today = timezone.localdate()
    return {"first": today.replace(year=today.year - USUAL_YEARS, day=min(today.day, 28)), "last": today}

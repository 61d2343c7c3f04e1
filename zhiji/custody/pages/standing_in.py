"""Naming one's stand-in: who signs for me while I am away, and for whom I sign."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from zhiji.access.people import Unfit
from zhiji.access.standing_in import end_stand_in, my_stand_ins, name_stand_in
from zhiji.access.web import page, who
from zhiji.custody.pages.cases import typed
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.steps.ask import Ask
from zhiji.customers.pages.wording import told

ASKS = (
    Ask("stand_in", _("Who signs for me"), "staff"),
    Ask("until", _("Until the end of"), "date", help=_("At most three months ahead.")),
)


@page("staff:standin:name", "staff:standin:list")
def show(request: HttpRequest) -> HttpResponse:
    """Those in force now, and the form that names another."""
    problems: Sequence[Any] = ()
    if request.method == "POST":
        try:
            _name(request)
            messages.success(request, _("Named. Steps that wait for you wait for your stand-in as well."))
            return redirect("custody_standing_in")
        except Invalid as invalid:
            problems = invalid.problems
    given = typed(request) if request.method == "POST" else {}
    inputs = [ask.inputs(given, problems) for ask in ASKS]
    context = {"inputs": inputs, "told": told(problems, [one.name for one in inputs]), "mine": _mine(request)}
    return render(request, "custody/standing_in.html", context, status=422 if problems else 200)


@page("staff:standin:end")
@require_POST
def end(request: HttpRequest, naming: int) -> HttpResponse:
    """End one's own naming at once."""
    end_stand_in(naming, **who(request))
    messages.success(request, _("Ended."))
    return redirect("custody_standing_in")


def _mine(request: HttpRequest) -> list[tuple[Any, bool]]:
    """Each naming in force, with whether it is the reader's own to end."""
    return [(one, one.absent_id == request.user.pk) for one in my_stand_ins(**who(request))]


def _name(request: HttpRequest) -> None:
    values, problems = {}, []
    for ask in ASKS:
        values[ask.name], found = ask.read(typed(request).get(ask.name, []))
        problems += found
    if problems:
        raise Invalid(problems)
    until = timezone.make_aware(datetime.combine(values["until"], time.min)) + timedelta(days=1)
    try:
        name_stand_in(values["stand_in"], ends_at=until, **who(request))
    except Unfit as unfit:
        field, _colon, sentence = str(unfit).partition(": ")
        field = "until" if field == "ends_at" else field
        raise Invalid([Finding(field, "unfit", sentence, _("Choose again."))]) from None

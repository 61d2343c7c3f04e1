"""The inbox of alerts: read, settle, put off."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiji.access.web import page, who
from zhiji.customers.pages.addresses import whole
from zhiji.customers.pages.place import Tab
from zhiji.customers.problems import Invalid
from zhiji.insight.actions.alerts import settle, snooze
from zhiji.insight.alerts.kinds import KINDS, OUTCOMES
from zhiji.insight.looks.alerts import list_alerts
from zhiji.insight.wording import alert_words

PUT_OFF = (1, 7, 30)
"""Days offered for putting an alert off."""


@page("insight:alert:list")
def inbox(request: HttpRequest) -> HttpResponse:
    """What calls for something to be done, most urgent first; by kind, and those put off."""
    kind, snoozed = request.GET.get("kind", ""), bool(request.GET.get("snoozed"))
    kind = kind if kind in KINDS else ""
    found = list_alerts(kind, snoozed=snoozed, **who(request))
    lines = [
        (one, KINDS[one.kind], alert_words(one), reverse(KINDS[one.kind].leads, args=[one.row.number]))
        for one in found.lines
    ]
    context = {
        "found": found, "lines": lines, "tabs": _tabs(kind, snoozed, found), "snoozed": snoozed, "outcomes": OUTCOMES.items(),
        "put_off": PUT_OFF, "here": request.get_full_path(),
    }  # fmt: skip
    return render(request, "insight/alerts.html", context)


@page("insight:alert:settle")
@require_POST
def settled(request: HttpRequest, number: str) -> HttpResponse:
    """An alert has come to its end."""
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    try:
        settle(number, kind, key, request.POST.get("outcome", ""), **who(request))
        messages.success(request, _("Settled."))
    except Invalid as invalid:
        messages.error(request, " ".join(map(str, invalid.problems)))
    return redirect(_back(request))


@page("insight:alert:snooze")
@require_POST
def snoozed(request: HttpRequest, number: str) -> HttpResponse:
    """An alert is put off."""
    days = whole(request.POST.get("days", "")) or 0
    try:
        alert = snooze(
            number, request.POST.get("kind", ""), request.POST.get("key", ""), days, **who(request)
        )
        messages.success(request, _("Put off until %(day)s.") % {"day": date_format(cast(date, alert.until))})
    except Invalid as invalid:
        messages.error(request, " ".join(map(str, invalid.problems)))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    kind = request.POST.get("shown", "")
    return reverse("alert_list") + (f"?{urlencode({'kind': kind})}" if kind in KINDS else "")


def _tabs(kind: str, snoozed: bool, found: object) -> list[Tab]:
    counts, here = found.counts, reverse("alert_list")  # type: ignore[attr-defined]
    tabs = [Tab(here, _("All"), kind == "" and not snoozed, sum(counts.values()))]
    tabs += [
        Tab(f"{here}?{urlencode({'kind': name})}", one.label, kind == name and not snoozed, counts[name])
        for name, one in KINDS.items()
        if counts.get(name)
    ]
    if found.snoozed:  # type: ignore[attr-defined]
        tabs.append(Tab(f"{here}?snoozed=1", _("Put off"), snoozed, found.snoozed))  # type: ignore[attr-defined]
    return tabs

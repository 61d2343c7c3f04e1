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
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from zhiji.access.web import page, who
from zhiji.customers.pages.addresses import whole
from zhiji.customers.pages.place import Tab
from zhiji.customers.problems import Invalid
from zhiji.insight.actions.alerts import settle, snooze
from zhiji.insight.alerts.kinds import ENDS, KINDS, OUTCOMES, Kind
from zhiji.insight.looks.alerts import AlertLine, Alerts, list_alerts
from zhiji.insight.wording import alert_words

PUT_OFF = (1, 7, 30)
"""Days offered for putting an alert off."""
OTHERS = ("snoozed", "done")
"""States that are asked for by name in the address."""


@page("insight:alert:list")
def inbox(request: HttpRequest) -> HttpResponse:
    """What calls for something to be done, most urgent first; by kind, those put off, and those that have ended."""
    kind, wanted = request.GET.get("kind", ""), next((one for one in OTHERS if request.GET.get(one)), "open")
    kind = kind if kind in KINDS else ""
    found = list_alerts(kind, wanted=wanted, **who(request))
    context = {
        "found": found, "lines": [_line(one) for one in found.lines], "tabs": _tabs(kind, wanted, found), "wanted": wanted,
        "outcomes": OUTCOMES.items(), "put_off": PUT_OFF, "here": request.get_full_path(),
    }  # fmt: skip
    return render(request, "insight/alerts.html", context)


def _line(one: AlertLine) -> tuple[AlertLine, Kind, str, str, object]:
    """What a row of the table draws: the alert, its kind, its words, where it leads, how it ended."""
    kind = KINDS[one.kind]
    return one, kind, alert_words(one), reverse(kind.leads, args=[one.row.number]), ENDS.get(one.outcome, "")


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


def _tabs(kind: str, wanted: str, found: Alerts) -> list[Tab]:
    counts, here = found.counts, reverse("alert_list")
    tabs = [Tab(here, _("All"), kind == "" and wanted == "open", sum(counts.values()))]
    tabs += [
        Tab(f"{here}?{urlencode({'kind': name})}", one.label, kind == name and wanted == "open", counts[name])
        for name, one in KINDS.items()
        if counts.get(name)
    ]
    if found.snoozed:
        tabs.append(Tab(f"{here}?snoozed=1", _("Put off"), wanted == "snoozed", found.snoozed))
    if found.done:
        tabs.append(Tab(f"{here}?done=1", pgettext("alerts", "Ended"), wanted == "done", found.done))
    return tabs

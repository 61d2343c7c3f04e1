"""The inbox of alerts: read, settle, put off."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
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
    before, number = whole(request.GET.get("before", "")), whole(request.GET.get("page", "")) or 1
    found = list_alerts(kind, wanted=wanted, before=before, page=number, **who(request))
    context = {
        "found": found, "lines": [_drawn(one) for one in found.lines], "tabs": _tabs(kind, wanted, before, found), "wanted": wanted,
        "outcomes": OUTCOMES.items(), "put_off": PUT_OFF, "shown": {"kind": kind, "before": str(before or ""), "page": str(found.page)},
        "newer": _page(request, found.page - 1), "older": _page(request, found.page + 1) if found.page < found.pages else "",
        "next_part": _address(before=found.part.next) if found.part.next else "",
    }  # fmt: skip
    return render(request, "insight/alerts.html", context)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row of the table: the alert in words, how far its day is (``late``: it is past), where it leads, how it ended."""

    one: AlertLine
    kind: Kind
    words: str
    when: str
    late: bool
    address: str
    ending: object


def _drawn(one: AlertLine) -> Drawn:
    kind = KINDS[one.kind]
    told = kind.raised or one.state == "done"
    return Drawn(
        one, kind, alert_words(one), "" if told else _when(one.days), one.days < 0 and not told,
        reverse(kind.leads, args=[one.row.number]), ENDS.get(one.outcome, ""),
    )  # fmt: skip


def _when(days: int) -> str:
    if days < 0:
        return ngettext("%(n)s day over", "%(n)s days over", -days) % {"n": -days}
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days} if days else _("today")


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
    """The list as it was shown: kind, part and page."""
    kind, before, number = (request.POST.get(name, "") for name in ("shown", "shown_before", "shown_page"))
    page = whole(number) or 1
    return _address(
        kind=kind if kind in KINDS else "", before=whole(before) or "", page=page if page > 1 else ""
    )


def _address(**given: object) -> str:
    held = {name: str(value) for name, value in given.items() if value}
    return reverse("alert_list") + (f"?{urlencode(held)}" if held else "")


def _page(request: HttpRequest, number: int) -> str:
    """Another page of what is shown; "" before the first."""
    if number < 1:
        return ""
    names = ("kind", "before", *OTHERS)
    return _address(**{name: request.GET.get(name, "") for name in names}, page=number)


def _tabs(kind: str, wanted: str, before: int | None, found: Alerts) -> list[Tab]:
    counts = found.counts
    tabs = [Tab(_address(before=before), _("All"), kind == "" and wanted == "open", sum(counts.values()))]
    tabs += [
        Tab(_address(kind=name, before=before), one.label, kind == name and wanted == "open", counts[name])
        for name, one in KINDS.items()
        if counts.get(name)
    ]
    if found.snoozed:
        tabs.append(Tab(_address(snoozed=1, before=before), _("Put off"), wanted == "snoozed", found.snoozed))
    if found.done:
        tabs.append(
            Tab(_address(done=1, before=before), pgettext("alerts", "Ended"), wanted == "done", found.done)
        )
    return tabs

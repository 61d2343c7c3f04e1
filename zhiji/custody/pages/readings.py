"""What was granted to be read, and what of it was never used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiji.access.web import page, who
from zhiji.custody.looks.uses import readings_used
from zhiji.customers.pages.addresses import cursor
from zhiji.customers.pages.place import Tab


@page("custody:reading:unused")
def unused(request: HttpRequest) -> HttpResponse:
    """Granted readings with something never opened; ``?all=1``: every granted reading."""
    every = request.GET.get("all") == "1"
    found = readings_used(every=every, before=cursor(request), **who(request))
    address = reverse("custody_readings_unused")
    tabs = [Tab(address, _("Not all used"), not every), Tab(f"{address}?all=1", _("All granted"), every)]
    older = f"?before={found.next}{'&all=1' if every else ''}" if found.next else ""
    return render(request, "custody/readings_unused.html", {"found": found, "tabs": tabs, "older": older})

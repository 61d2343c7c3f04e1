"""What the monitoring rules struck: a list to work through, for compliance alone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from zhiji.access.web import page, who
from zhiji.custody.problems import Invalid
from zhiji.customers.pages.place import Tab
from zhiji.insight.diligence.actions.strikes import judge
from zhiji.insight.diligence.looks.strikes import list_strikes
from zhiji.insight.diligence.pages import wording

ENDS = {"dismissed": gettext_lazy("dismissed"), "taken": gettext_lazy("taken to a suspicion")}


@page("insight:strike:list")
def strikes(request: HttpRequest) -> HttpResponse:
    """Those that wait, the newest night first; or those that were judged."""
    wanted = "judged" if request.GET.get("judged") else "open"
    found = list_strikes(wanted, **who(request))
    lines = [(one, wording.struck(one.hit, one.raised_on), ENDS.get(one.state, "")) for one in found.lines]
    here = reverse("diligence_strikes")
    tabs = [
        Tab(here, pgettext("strikes", "To be judged"), wanted == "open", found.open),
        Tab(f"{here}?judged=1", pgettext("strikes", "Judged"), wanted == "judged", None),
    ]
    return render(
        request, "diligence/strikes.html", {"found": found, "lines": lines, "tabs": tabs, "wanted": wanted}
    )


@page("insight:strike:judge")
@require_POST
def judged(request: HttpRequest, number: int) -> HttpResponse:
    """A strike is dismissed, or taken to a suspicion."""
    try:
        done = judge(
            number, request.POST.get("outcome", ""), words=request.POST.get("words", ""), **who(request)
        )
        messages.success(request, _("Taken to a suspicion.") if done.state == "taken" else _("Dismissed."))
    except Invalid as invalid:
        messages.error(request, " ".join(map(str, invalid.problems)))
    return redirect("diligence_strikes")

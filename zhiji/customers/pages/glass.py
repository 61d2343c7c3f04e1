"""Breaking the glass over one file: what it means first, then the reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji import norms
from zhiji.access.breaking import GlassProblem
from zhiji.access.web import page, ready_for, who
from zhiji.customers.actions.glass import break_glass
from zhiji.customers.forms.keeping import filled, reason
from zhiji.customers.pages.colleagues import reviewers
from zhiji.customers.pages.wording import told

PHRASE = "access:glass:break"


@page(PHRASE)
def breaking(request: HttpRequest, number: str) -> HttpResponse:
    """The form shows nothing of the file but the number in the address; the act opens it for a while."""
    ready_for(request, PHRASE)
    problems: tuple[object, ...] = ()
    if request.method == "POST":
        try:
            _break(request, number)
            return redirect("customer_file", number=number)
        except GlassProblem as problem:
            problems = problem.problems
    help = _("At least ten characters. They stand in the journal, word for word.")
    inputs = filled([reason(_("What cannot wait"), help)], request.POST, problems)
    rule, words = norms.on(timezone.localdate()).break_glass, told(problems, ["reason"])
    context = {"number": number, "inputs": inputs, "told": words, "rule": rule, "reviewers": reviewers()}
    return render(request, "customers/break_glass.html", context, status=422 if problems else 200)


def _break(request: HttpRequest, number: str) -> None:
    grant = break_glass(number, reason=request.POST.get("reason", ""), **who(request))
    until = f"{timezone.localtime(grant.ends_at):%H:%M}"
    messages.warning(
        request, _("The file is open to you until %(time)s; the look will be reviewed.") % {"time": until}
    )

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
            grant = break_glass(number, reason=request.POST.get("reason", ""), **who(request))
        except GlassProblem as problem:
            problems = problem.problems
        else:
            until = f"{timezone.localtime(grant.ends_at):%H:%M}"
            messages.warning(
                request,
                _("The file is open to you until %(time)s; the look will be reviewed.") % {"time": until},
            )
            return redirect("customer_file", number=number)
    help = _("At least ten characters. They stand in the journal, word for word.")
    context = {
        "number": number, "inputs": filled([reason(_("What cannot wait"), help)], request.POST, problems),
        "told": told(problems, ["reason"]), "rule": norms.on(timezone.localdate()).break_glass, "reviewers": reviewers(),
    }  # fmt: skip
    return render(request, "customers/break_glass.html", context, status=422 if problems else 200)

"""The catalogue of reports, the frozen figures with the register of copies, and one numbered copy."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiji.access import policy
from zhiji.access.web import page, who
from zhiji.custody.actions.report import retire
from zhiji.custody.looks import reports as looks
from zhiji.custody.problems import Invalid
from zhiji.custody.reports.sheets import MAKERS, TYPES, copy_number
from zhiji.staff.models import Staff


@page("custody:report:catalogue", "custody:report:mine")
def catalogue(request: HttpRequest) -> HttpResponse:
    """Which reports there are, what they count and out of what, how much they are used; and the copies I hold."""
    context = {
        "lines": looks.read_catalogue(**who(request)),
        "copies": looks.my_copies(**who(request)),
        "may_ask": _may(request, "custody:report:ask"),
        "may_retire": _may(request, "custody:report:retire"),
    }
    return render(request, "custody/reports/catalogue.html", context)


@page("custody:report:retire")
@require_POST
def retire_report(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a report out of the catalogue, or bring it back."""
    back = request.POST.get("in_use") == "1"
    try:
        retire(kind, reason=request.POST.get("reason", ""), in_use=back, **who(request))
        messages.success(request, _("It is in use again.") if back else _("It is retired."))
    except Invalid as invalid:
        messages.error(request, " ".join(f"{one.message} {one.mend}" for one in invalid.problems))
    return redirect("custody_reports")


@page("custody:report:read", "custody:report:copies")
def figures(request: HttpRequest, number: int) -> HttpResponse:
    """The frozen figures, the changes made to them, and who holds a copy."""
    view = looks.read_figures(number, **who(request))
    copies = looks.list_copies(number, **who(request))
    return render(
        request,
        "custody/reports/figures.html",
        {"view": view, "copies": copies, "may_change": _may(request, "custody:report:change")},
    )


@page("custody:report:print")
def copy(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """One numbered copy on the screen or, with ``?format=``, as CSV or XLSX."""
    form = request.GET.get("format", "")
    form = form if form in MAKERS else "page"
    view, held = looks.open_copy(number, version, form, **who(request))
    if form == "page":
        context = {"view": view, "copy": held, "printed": copy_number(view, held)}
        return render(request, "custody/reports/copy.html", context)
    name = copy_number(view, held).replace("/", "-")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"}
    return HttpResponse(MAKERS[form](view, held), content_type=TYPES[form], headers=headers)


def _may(request: HttpRequest, phrase: str) -> bool:
    return isinstance(request.user, Staff) and request.user.role in policy.phrases()[phrase].roles

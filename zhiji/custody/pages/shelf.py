"""The shelf: find, take in, set up a cabinet, labels, what stands wrong."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from zhiji.access.web import page, ready_for, who
from zhiji.custody.actions.shelf import keep_volume, move_volume, review_volume, set_up_cabinet
from zhiji.custody.looks.shelf import cabinets, find_on_shelf, labels, shelf_report
from zhiji.custody.pages.asking import answers, drawn
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.shelf import CARRIERS, INKS
from zhiji.custody.steps.ask import Ask, Choices
from zhiji.customers.pages.addresses import whole
from zhiji.customers.rules import KINDS
from zhiji.staff.models import Unit

KEEP = (
    Ask("customer", gettext_lazy("Customer number"), most=20),
    Ask("carrier", gettext_lazy("Carrier"), "radio", tuple(CARRIERS.items()), usual="paper"),
    Ask("ink", gettext_lazy("Ink"), "radio", tuple(INKS.items()), usual="printed"),
)


def _units() -> Choices:
    return [(unit.code, unit.label) for unit in Unit.objects.order_by("path")]


FURNISH = (
    Ask("code", pgettext_lazy("shelf", "Code"), required=False, most=4, help=gettext_lazy("Like A1. A code with S is for a cabinet that stands apart.")),
    Ask("unit", gettext_lazy("Store of"), "select", _units),
    Ask("kind", pgettext_lazy("shelf", "Class"), "select", tuple(KINDS.items())),
    Ask("rows", gettext_lazy("Rows"), "number", least=1, most=99, usual="6"),
    Ask("columns", gettext_lazy("Columns"), "number", least=1, most=99, usual="20"),
    Ask("custodian", gettext_lazy("Designated custodian"), "staff", required=False, roles=frozenset({"officer"}), help=gettext_lazy("Only for a cabinet of top secret volumes, which stands apart.")),
)  # fmt: skip


@page("custody:shelf:find", "custody:shelf:map")
def shelf(request: HttpRequest) -> HttpResponse:
    """Find a volume by customer number or shelf code; the cabinets below."""
    sought = request.GET.get("q", "")[:40]
    context: dict[str, Any] = {"sought": sought, "cabinets": cabinets(**who(request)), "kinds": KINDS}
    if sought:
        context["found"] = find_on_shelf(sought, **who(request))
    return render(request, "custody/shelf.html", context | {"role": getattr(request.user, "role", "")})


@page("custody:shelf:keep")
def keep(request: HttpRequest) -> HttpResponse:
    """Take a volume in; says where it goes, or why it may not be shelved as it is (Art. 8)."""
    ready_for(request, "custody:shelf:keep")
    title, under = (
        _("Take a volume in"),
        _("Carrier and ink must last (Art. 8); the place follows from the class (Art. 7)."),
    )
    sent = _send(request, KEEP, keep_volume)
    if sent is not None and not isinstance(sent, Invalid):
        messages.success(request, _("Put it in place %(code)s.") % {"code": sent.code})
        return redirect(f"{reverse('custody_shelf')}?q={sent.code}")
    return _asked(request, KEEP, sent, {"title": title, "under": under})


@page("custody:shelf:furnish")
def furnish(request: HttpRequest) -> HttpResponse:
    """Set up a cabinet."""
    ready_for(request, "custody:shelf:furnish")
    title, under = (
        _("Set up a cabinet"),
        _("Filled from left to right and top to bottom, one class in each (Art. 7)."),
    )
    sent = _send(request, FURNISH, set_up_cabinet)
    if sent is not None and not isinstance(sent, Invalid):
        messages.success(request, _("Cabinet %(code)s stands.") % {"code": sent.code})
        return redirect("custody_shelf")
    return _asked(request, FURNISH, sent, {"title": title, "under": under})


@page("custody:shelf:labels")
def label_sheet(request: HttpRequest) -> HttpResponse:
    """Labels of one cabinet to print: place, customer number, part. Never a name."""
    cabinet = request.GET.get("cabinet", "")[:4].upper()
    return render(
        request, "custody/labels.html", {"cabinet": cabinet, "rows": labels(cabinet, **who(request))}
    )


@page("custody:shelf:report", "custody:shelf:move", "custody:shelf:review")
def report(request: HttpRequest) -> HttpResponse:
    """Missing, misfiled, due to be looked over."""
    context = {"report": shelf_report(**who(request)), "may": getattr(request.user, "role", "") == "officer"}
    return render(request, "custody/shelf_report.html", context)


@page("custody:shelf:move", "custody:shelf:review")
@require_POST
def put_right(request: HttpRequest) -> HttpResponse:
    """Move a volume where it belongs, or note that it was looked over."""
    volume = whole(request.POST.get("volume", "")) or 0
    try:
        done = (move_volume if request.POST.get("do") == "move" else review_volume)(volume, **who(request))
        messages.success(request, _("Noted: %(code)s.") % {"code": done.code})
    except Invalid as invalid:
        for one in invalid.problems:
            messages.error(request, f"{one.message} {one.mend}")
    return redirect("custody_shelf_report")


def _send(request: HttpRequest, asks: tuple[Ask, ...], act: Any) -> Any:
    """What the act made; ``Invalid`` with the problems; None when the form was only opened."""
    if request.method != "POST":
        return None
    try:
        return act(**answers(asks, request), **who(request))
    except Invalid as invalid:
        return invalid


def _asked(
    request: HttpRequest, asks: tuple[Ask, ...], sent: Invalid | None, more: dict[str, Any]
) -> HttpResponse:
    problems = sent.problems if sent else ()
    context = drawn(asks, request, problems) | {"back": reverse("custody_shelf")} | more
    return render(request, "custody/asked.html", context, status=422 if problems else 200)

"""Who moves or leaves, the forms that do it, and the gap list of a handover."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from zhiji.access.leaving import leave, move
from zhiji.access.people import Unfit
from zhiji.access.web import page, ready_for, who
from zhiji.custody.looks.handover import list_people, read_handover
from zhiji.custody.models import Case
from zhiji.customers.forms.controls import Input
from zhiji.customers.pages.addresses import whole
from zhiji.staff.models import Staff, Unit
from zhiji.staff.rules import ROLES


@page("custody:handover:people")
def people(request: HttpRequest) -> HttpResponse:
    """Active colleagues, with what is in their hand."""
    find = request.GET.get("find", "")[:40]
    found = list_people(find=find, **who(request))
    return render(request, "custody/handover/people.html", {"people": found, "find": find})


@page("staff:person:leave", "custody:handover:people")
def leaving(request: HttpRequest, version: int) -> HttpResponse:
    """The form by which a colleague leaves; everything closes at once and the handover opens."""
    ready_for(request, "staff:person:leave")
    inputs = [*_reason(request), _keys(request)]
    return _form(request, version, inputs, _("Leaves the bank"), lambda staff, given: leave(staff, **given))


@page("staff:person:move", "custody:handover:people")
def moving(request: HttpRequest, version: int) -> HttpResponse:
    """The form by which a colleague takes another post."""
    ready_for(request, "staff:person:move")
    units = [(str(unit.pk), unit.label) for unit in Unit.objects.order_by("path")]
    roles = [(role.id, str(role.label)) for role in ROLES.values()]
    role = Input("role", _("New role"), request.POST.get("role", ""), type="select", choices=[("", _("Choose")), *roles], required=True)  # fmt: skip
    unit = Input("unit", _("New unit"), request.POST.get("unit", ""), type="select", choices=[("", _("Choose")), *units], required=True)  # fmt: skip
    inputs = [role, unit, *_reason(request), _keys(request)]
    return _form(request, version, inputs, _("Takes another post"), _moved)


@page("custody:handover:read")
def gaps(request: HttpRequest, number: int) -> HttpResponse:
    """What is open, with whom, and what was settled."""
    return render(request, "custody/handover/gaps.html", {"view": read_handover(number, **who(request))})


def _moved(staff: Staff, given: dict[str, Any]) -> Staff:
    unit = Unit.objects.filter(pk=whole(given["unit"]) or 0).first()
    if unit is None:
        raise Unfit(_("unit: choose a unit."))
    return move(staff, **{**given, "unit": unit})


def _form(
    request: HttpRequest,
    number: int,
    inputs: list[Input],
    title: str,
    run: Callable[[Staff, dict[str, Any]], Staff],
) -> HttpResponse:
    staff = get_object_or_404(Staff.objects.select_related("unit"), pk=number, is_active=True)
    problem = ""
    if request.method == "POST":
        given = {one.name: request.POST.get(one.name, "").strip() for one in inputs}
        try:
            run(staff, {**given, **who(request)})
            messages.success(
                request,
                _("Done. Nothing opens to the old post any more; what is left to hand over stands here."),
            )
            case = Case.objects.filter(kind="handover", content__departed=staff.pk).latest("pk")
            return redirect("custody_gaps", number=case.pk)
        except Unfit as unfit:
            problem = str(unfit).partition(": ")[2] or str(unfit)
    context = {"staff": staff, "inputs": inputs, "title": title, "problem": problem}
    return render(request, "custody/handover/form.html", context, status=422 if problem else 200)


def _reason(request: HttpRequest) -> list[Input]:
    return [Input("reason", _("Reason"), request.POST.get("reason", ""), type="textarea", required=True, attributes={"maxlength": "400", "rows": "2"})]  # fmt: skip


def _keys(request: HttpRequest) -> Input:
    return Input(
        "keys", _("Keys and cards to hand back"), request.POST.get("keys", ""), _("One a line, as: safe key 2. Cabinets in the register are listed by themselves."),
        "textarea", attributes={"rows": "3"},
    )  # fmt: skip

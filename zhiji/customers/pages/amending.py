"""Changing values of a file, compartment by compartment."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhiji import fields
from zhiji.access.web import page, ready_for, who
from zhiji.customers.actions.filing import amend
from zhiji.customers.forms import keeping, layout
from zhiji.customers.forms.reading import touched
from zhiji.customers.looks.opening import FileView, open_file
from zhiji.customers.pages.addresses import whole
from zhiji.customers.pages.place import place
from zhiji.customers.pages.wording import sources, told
from zhiji.customers.problems import Conflict, Invalid

PHRASE = "customers:file:amend"


@page("customers:file:open", PHRASE)
def change(request: HttpRequest, number: str, compartment: str) -> HttpResponse:
    """The form of one compartment. Only fields that were touched are sent to the act."""
    if compartment not in fields.COMPARTMENTS:
        raise Http404
    if request.method != "POST":
        view = open_file(number, **who(request))
        ready_for(request, PHRASE, view)
        return _form(request, view, compartment, {}, ())
    typed = touched(_known(request), request.POST, number)
    try:
        amend(number, typed, **_origin(request), **who(request))
    except Invalid as invalid:
        return _form(request, open_file(number, **who(request)), compartment, typed, invalid.problems)
    except Conflict:
        return _form(request, open_file(number, **who(request)), compartment, typed, (), conflict=True)
    messages.success(request, _("Saved; the version before is kept.") if typed else _("Nothing was changed."))
    return redirect("customer_file", number=number)


def _known(request: HttpRequest) -> dict[str, fields.Field]:
    kind = request.POST.get("kind", "")
    register = fields.register()
    return {one.id: one for one in register.for_kind(kind)} if kind in register.kinds else {}


def _origin(request: HttpRequest) -> dict[str, Any]:
    return {
        "source": request.POST.get("source", ""), "note": request.POST.get("note", ""),
        "verified": bool(request.POST.get("verified")),
        "expected_version": whole(request.POST.get("version", "")),
    }  # fmt: skip


def _form(
    request: HttpRequest,
    view: FileView,
    compartment: str,
    typed: dict[str, Any],
    problems: Any,
    *,
    conflict: bool = False,
) -> HttpResponse:
    register, found = fields.register(view.pack), tuple(problems)
    controls = layout.compartment(register, view.kind, compartment, view.fields, typed, found, view.number)
    keep = keeping.filled([*keeping.origin(list(sources().items())), keeping.note()], request.POST, found)
    places = [one.name for control in controls for one in control.inputs] + [one.name for one in keep]
    context = {
        "view": view, "place": place(request, view, ""), "compartment": compartment, "controls": controls, "keep": keep,
        "compartments": [(name, names) for name, names in register.compartments.items() if register.in_compartment(view.kind, name)],
        "label": register.compartments[compartment], "told": told(found, places), "conflict": conflict,
        "now": [(view.fields[name], control) for control in controls if (name := control.field.id) in typed] if conflict else (),
        "countries": register.field("nationality").choices.values(),
    }  # fmt: skip
    return render(request, "customers/amend.html", context, status=409 if conflict else 422 if found else 200)

"""How a file is kept: state, duties, key-customer mark, secrecy, ties. Each a short form with its reason."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiji import fields
from zhiji.access.web import page, ready_for, who
from zhiji.customers import rules
from zhiji.customers.actions import keeping as acts
from zhiji.customers.actions.tying import link, unlink
from zhiji.customers.forms.building import control
from zhiji.customers.forms.controls import Input
from zhiji.customers.forms.keeping import classification, duties, filled, level_of, note, origin, reason
from zhiji.customers.forms.reading import raw_of
from zhiji.customers.looks.opening import FileView, open_file
from zhiji.customers.pages.colleagues import by_id, keeping, managing
from zhiji.customers.pages.place import place
from zhiji.customers.pages.wording import sources, told
from zhiji.customers.problems import Invalid


@page("customers:file:open", "customers:file:move")
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Move the life-cycle state; only the legal moves are offered."""

    def inputs(view: FileView) -> list[Input]:
        legal = [(state, rules.STATES[state]) for state in rules.MOVES[view.state]]
        return [Input("state", _("New state"), type="radio", choices=legal, required=True), reason()]

    def do() -> None:
        acts.move(
            number, request.POST.get("state", ""), reason=request.POST.get("reason", ""), **who(request)
        )

    return _short_form(request, number, "customers:file:move", _("Change the state"), inputs, do)


@page("customers:file:open", "customers:file:assign")
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Name manager, deputy and custodian; their access follows at once."""

    def inputs(view: FileView) -> list[Input]:
        held = {"manager": view.manager_id, "deputy": view.deputy_id, "custodian": view.custodian_id}
        return [*duties(managing(), keeping(), **held), reason()]

    def do() -> None:
        named: dict[str, Any] = {
            name: by_id(request.POST.get(name, "")) for name in ("manager", "deputy", "custodian")
        }
        acts.assign(number, **named, reason=request.POST.get("reason", ""), **who(request))

    return _short_form(request, number, "customers:file:assign", _("Name manager and deputy"), inputs, do)


@page("customers:file:open", "customers:file:mark")
def mark(request: HttpRequest, number: str) -> HttpResponse:
    """Set or clear the key-customer mark."""

    def inputs(view: FileView) -> list[Input]:
        ticked = "1" if view.key_customer else ""
        return [Input("key_customer", _("This is a key customer"), ticked, type="checkbox")]

    def do() -> None:
        acts.mark(number, key_customer=bool(request.POST.get("key_customer")), **who(request))

    return _short_form(request, number, "customers:file:mark", _("Key customer"), inputs, do)


@page("customers:file:open", "customers:file:classify")
def classify(request: HttpRequest, number: str) -> HttpResponse:
    """Set the secrecy level with its designated custodian."""
    given = request.POST

    def inputs(view: FileView) -> list[Input]:
        return [*classification(view.secrecy, view.custodian_id, keeping()), reason()]

    def do() -> None:
        level, custodian = level_of(given.get("secrecy", "")), by_id(given.get("custodian", ""))
        acts.classify(
            number, secrecy=level, custodian=custodian, reason=given.get("reason", ""), **who(request)
        )

    return _short_form(request, number, "customers:file:classify", _("Set the secrecy level"), inputs, do)


@page("customers:file:open", "customers:tie:link")
def record_tie(request: HttpRequest, number: str) -> HttpResponse:
    """Record a tie; with a customer number it is written at both ends."""
    phrase, field = "customers:tie:link", fields.register().field("ties")
    given = raw_of(field, request.POST)

    def inputs(view: FileView) -> list[Input]:
        return [*origin(list(sources().items())), note()]

    def do() -> None:
        link(number, (given or [{}])[0], **_told_why(request), **who(request))

    def drawn(problems: Sequence[Any]) -> list[Any]:
        return [control(field, given, [one for one in problems if one.field == "ties"])]

    return _short_form(request, number, phrase, _("Record a tie"), inputs, do, drawn, "customer_ties")


def _told_why(request: HttpRequest, source: str = "") -> dict[str, str]:
    """Where the news comes from and a note, as the form sends them."""
    return {"source": request.POST.get("source", source), "note": request.POST.get("note", "")}


@page("customers:tie:unlink")
@require_POST
def take_tie_off(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Take one tie off, at both ends."""
    try:
        unlink(number, place, **_told_why(request, "customer_stated"), **who(request))
        messages.success(request, _("The tie is taken off; the version before is kept."))
    except Invalid as invalid:
        messages.error(request, str(invalid.problems[0]))
    return redirect("customer_ties", number=number)


def _short_form(
    request: HttpRequest, number: str, phrase: str, title: str, inputs: Callable[[FileView], list[Input]],
    do: Callable[[], None], controls: Callable[[Sequence[Any]], Iterable[Any]] | None = None, back: str = "customer_file",
) -> HttpResponse:  # fmt: skip
    """One act with a short form: drawn, or done and back to the file; what was typed stays."""
    problems: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            do()
            messages.success(request, _("Done."))
            return redirect(back, number=number)
        except Invalid as invalid:
            problems = invalid.problems
    view = open_file(number, **who(request))
    ready_for(request, phrase, view)
    made = filled(inputs(view), request.POST, problems)
    drawn = list(controls(problems)) if controls else []
    names = [one.name for one in made] + [one.name for each in drawn for one in each.inputs]
    context = {
        "view": view, "place": place(request, view, back), "title": title, "inputs": made, "controls": drawn,
        "told": told(problems, names), "phrase": phrase, "countries": fields.register().field("nationality").choices.values(),
    }  # fmt: skip
    return render(request, "customers/short_form.html", context, status=422 if problems else 200)

"""Making a copy, tracing one, packing for outsiders, fetching a pack, and the couriers' list."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiji.access import policy
from zhiji.access.explain import in_language
from zhiji.access.web import AGAIN, page, purpose_of, ready_for, who
from zhiji.custody.actions import carrying, copying, export, providing
from zhiji.custody.looks.cases import read_case
from zhiji.custody.looks.copies import fetch_pack, list_copies, trace
from zhiji.custody.looks.couriers import list_couriers
from zhiji.custody.pages.wording import facts_of
from zhiji.custody.problems import Invalid
from zhiji.custody.rules import copy, provision
from zhiji.custody.rules import export as export_rules
from zhiji.custody.rules.marks import dots, woven
from zhiji.customers.forms.controls import Input
from zhiji.customers.pages.wording import told
from zhiji.staff.models import Staff
from zhiji.staff.naming import choice_words


@page("custody:copy:make", "custody:case:read")
def make_copy(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once more, then show the one sheet: it is not shown again."""

    def shown() -> HttpResponse:
        sheet = copying.make(number, **who(request))
        lines = [(one.field.label, woven(one.text, sheet.code)) for one in sheet.lines]
        context = {"sheet": sheet, "lines": lines, "dots": dots(sheet.code)}
        return render(request, "custody/copy_sheet.html", context)

    return _once(request, "copy", number, copy.FLOW, "make", shown)


@page("custody:export:make", "custody:case:read")
def make_export(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once more, then hand the file over: it is not handed over again."""

    def handed() -> HttpResponse:
        made = export.make(number, **who(request))
        answer = HttpResponse(made.content, content_type=made.media_type)
        answer["Content-Disposition"] = f'attachment; filename="{made.file_name}"'
        return answer

    return _once(request, "export", number, export_rules.FLOW, "make", handed)


@page("custody:provision:pack", "custody:case:read")
def make_pack(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once more, then tell the passphrase: it is not told again."""

    def told_once() -> HttpResponse:
        packed = providing.pack(number, **who(request))
        context = {"packed": packed, "groups": packed.passphrase.split("-")}
        return render(request, "custody/pack_made.html", context)

    return _once(request, "provision", number, provision.FLOW, "pack", told_once)


@page("custody:provision:fetch")
def fetch(request: HttpRequest, number: int) -> HttpResponse:
    """The encrypted file."""
    found = fetch_pack(number, **who(request))
    answer = HttpResponse(found.content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return _never_kept(answer)


@page("custody:copy:list", "custody:copy:trace")
def copies(request: HttpRequest) -> HttpResponse:
    """Whose copy is this: by a code, a mark, a number or a pasted text. Below it the register, for whose post has it."""
    asked = request.POST.get("text", "").strip() if request.method == "POST" else ""
    lists = getattr(request.user, "role", "") in policy.phrases()["custody:copy:list"].roles
    if not asked and not lists:
        ready_for(request, "custody:copy:trace")
    found = trace(asked[:20_000], **who(request)) if asked else list_copies(**who(request)) if lists else ()
    return render(request, "custody/copies.html", {"found": found, "asked": asked, "lists": lists})


@page("custody:courier:list", "custody:courier:name")
def couriers(request: HttpRequest) -> HttpResponse:
    """The couriers' list; the supervisor names one."""
    problems: Any = ()
    if request.method == "POST":
        try:
            carrying.name_courier(request.POST.get("username", ""), **who(request))
            messages.success(request, _("Named."))
            return redirect("custody_couriers")
        except Invalid as invalid:
            problems = invalid.problems
    context = {
        "found": list_couriers(**who(request)),
        "told": told(problems, ["username"]),
        "whom": _whom(request),
    }
    return render(request, "custody/couriers.html", context, status=422 if problems else 200)


@page("custody:courier:end")
@require_POST
def end_courier(request: HttpRequest, courier: int) -> HttpResponse:
    """End a designation."""
    carrying.end_courier(courier, **who(request))
    messages.success(request, _("Ended."))
    return redirect("custody_couriers")


def _once(
    request: HttpRequest, kind: str, number: int, flow: Any, verb: str, done: Callable[[], HttpResponse]
) -> HttpResponse:
    """Ask once more; when it is sent, the answer of ``done``, which no browser keeps. ``Invalid`` leads back to the question."""
    problems: Any = ()
    if request.method == "POST":
        try:
            return _never_kept(done())
        except Invalid as invalid:
            problems = invalid.problems
    view = read_case(number, kind, **who(request))
    label = next(move.label for move in flow.moves if move.verb == verb)
    context = {
        "view": view, "facts": facts_of(view), "flow": flow, "label": label, "told": told(problems, []),
        "offered": any(one.verb == verb for one in view.offers), **_purposes(request, view.purpose),
    }  # fmt: skip
    return render(request, "custody/once.html", context, status=422 if problems else 200)


def _purposes(request: HttpRequest, approved: str) -> dict[str, Any]:
    """The approved purpose, to be put in force with the step, where another or none is."""
    known, now = policy.purposes(), purpose_of(request)
    if now == approved or approved not in known:
        return {}
    in_force = in_language(known[now].names) if now else ""
    wants = {"id": approved, "label": in_language(known[approved].names)}
    return {"wants": wants, "in_force": in_force, "again": AGAIN}


def _never_kept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer


def _whom(request: HttpRequest) -> Input | None:
    """The colleagues a courier may be named from; none for who names nobody."""
    if getattr(request.user, "role", "") != "supervisor":
        return None
    at_work = Staff.objects.filter(is_active=True).exclude(role="admin").select_related("unit")
    choices = [(one.username, choice_words(one)) for one in at_work.order_by("unit__path", "username")]
    return Input("username", _("Colleague"), type="select", choices=choices, required=True)

"""What waits, the registers, one case, and the form of a step; the same for every procedure."""

import csv
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from zhiji.access import policy
from zhiji.access.web import page, purpose_of, ready_for, who
from zhiji.custody.actions.telling import read_notices
from zhiji.custody.flows import FLOWS, flow_of, registers_of
from zhiji.custody.looks.cases import CaseList, list_cases, notices, read_case, unread, waiting
from zhiji.custody.looks.rows import printed_number
from zhiji.custody.pages.cells import harmless
from zhiji.custody.pages.wording import facts_of
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.flow import Flow
from zhiji.custody.rules.notices import WORDS
from zhiji.custody.rules.papers import KINDS
from zhiji.custody.signing import standing_in_for
from zhiji.custody.steps import STEPS, Step, step_phrases
from zhiji.customers.pages.addresses import cursor
from zhiji.customers.pages.place import Tab
from zhiji.customers.pages.wording import told

SCOPES = (("waiting", _("Waits for me")), ("mine", _("Mine")), ("overdue", _("Overdue")), ("all", _("All")))


@page("custody:case:waiting", "custody:case:list")
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I raised, what is overdue; and the registers I have to do with, by theme."""
    scope = request.GET.get("scope", "waiting")
    tabs = [Tab(f"{reverse('custody')}?scope={name}", label, name == scope) for name, label in SCOPES]
    registers = [
        (theme, [(flow, _may_begin(request, flow)) for flow in flows])
        for theme, flows in registers_of(getattr(request.user, "role", ""))
    ]
    context = {"found": _found(request, scope), "tabs": tabs, "scope": scope, "registers": registers}
    return render(request, "custody/desk.html", context)


def _found(request: HttpRequest, scope: str) -> CaseList:
    if scope == "waiting":
        return waiting(**who(request))
    return list_cases(
        mine=scope == "mine", overdue=scope == "overdue", before=cursor(request), **who(request)
    )


@page("custody:case:list")
def register(request: HttpRequest, kind: str) -> HttpResponse:
    """The register of one procedure, newest first; ``?format=csv`` as a file."""
    flow = _flow(kind)
    asked = {"state": _state(request, flow), "overdue": bool(request.GET.get("overdue"))}
    found = list_cases(kind, **asked, before=cursor(request), **who(request))
    if request.GET.get("format") == "csv":
        return _as_csv(flow, found.rows)
    older = f"?state={asked['state']}&before={found.next}" if found.next else ""
    context = {"flow": flow, "found": found, "older": older, "may_begin": _may_begin(request, flow), **asked}
    return render(request, "custody/register.html", context)


def _state(request: HttpRequest, flow: Flow) -> str:
    state = request.GET.get("state", "")
    return state if any(one.id == state for one in flow.states) else ""


@page("custody:case:read")
def show(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One case: what it asks, its files, its papers, its signatures, and the steps one may take."""
    view = read_case(number, kind, **who(request))
    template = select_template([f"custody/facts/{kind}.html", "custody/facts/any.html"])
    context = {
        "view": view,
        "flow": _flow(kind),
        "facts": facts_of(view),
        "facts_template": template.template.name,
        "paper_kinds": KINDS,
    }
    return render(request, "custody/case.html", context)


@page(*step_phrases(), "custody:case:read")
def begin(request: HttpRequest, kind: str) -> HttpResponse:
    """The form that raises a case; what was typed stays until it is right."""
    flow = _flow(kind)
    step = _step(flow, flow.raise_verb)
    ready_for(request, flow.phrase(step.verb))
    sent = _send(request, step, ())
    if isinstance(sent, HttpResponse):
        return sent
    return _form(request, step, sent, {"flow": flow})


@page(*step_phrases(), "custody:case:read")
def take(request: HttpRequest, kind: str, number: int, verb: str) -> HttpResponse:
    """The form of one step, with the case in sight; signed on sending."""
    step = _step(_flow(kind), verb)
    sent = _send(request, step, (number,))
    if isinstance(sent, HttpResponse):
        return sent
    view = read_case(number, kind, **who(request))
    offer = next((one for one in view.offers if one.verb == verb), None)
    return _form(
        request, step, sent, {"view": view, "offer": offer, "facts": facts_of(view), "flow": step.flow}
    )


def _send(request: HttpRequest, step: Step, number: tuple[int, ...]) -> HttpResponse | tuple[Any, ...]:
    """Take the step when the form was sent: the way on, or the problems; no problems when it was only opened."""
    if request.method != "POST":
        return ()
    try:
        absent = request.POST.get("for", "") if number else ""  # nobody raises a request for another
        keywords = standing_in_for(who(request), absent)
        made = step.act(*number, **step.read(typed(request)), **keywords)
    except Invalid as invalid:
        return invalid.problems
    messages.success(request, _("Signed.") if number else _("Sent. It waits for the next signature."))
    return redirect("custody_case", kind=step.flow.kind, number=number[0] if number else made.pk)


@page("custody:notice:list")
def notice_list(request: HttpRequest) -> HttpResponse:
    """What I was told, newest first."""
    found = [(one, WORDS.get(one.what, one.what), *_named(one.case)) for one in notices(**who(request))]
    return render(request, "custody/notices.html", {"found": found})


def _named(case: Any) -> tuple[object, str]:
    """What a notice is about: the procedure and the number on its papers."""
    return (FLOWS[case.kind].label, printed_number(case)) if case else ("", "")


@login_required
def bell(request: HttpRequest) -> HttpResponse:
    """The count of one's own unread notices, asked again every half minute by every page; no sign of life, no receipt."""
    count = unread(request.user)
    return render(request, "custody/parts/bell.html", {"count": count})


@page("custody:notice:read")
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    read_notices(**who(request))
    return redirect("custody_notices")


def _form(request: HttpRequest, step: Step, problems: Any, more: dict[str, Any]) -> HttpResponse:
    role = getattr(request.user, "role", "")
    inputs = [ask.inputs(_given(request), problems, role=role) for ask in step.asked]
    context = {"step": step, "inputs": inputs, "told": told(problems, [one.name for one in inputs]), **more}
    return render(request, "custody/step.html", context, status=422 if problems else 200)


def _given(request: HttpRequest) -> dict[str, list[str]]:
    """What was typed or came in the address; a purpose that is asked for begins with the one in force."""
    if request.method == "POST":
        return typed(request)
    found = {name: [str(text) for text in texts] for name, texts in request.GET.lists()}
    return (
        found if "wanted" in found or not purpose_of(request) else found | {"wanted": [purpose_of(request)]}
    )


def typed(request: HttpRequest) -> dict[str, list[str]]:
    """What a form sent: name → texts."""
    return {name: [str(text) for text in texts] for name, texts in request.POST.lists()}


def _flow(kind: str) -> Flow:
    flow = flow_of(kind)
    if flow is None:
        raise Http404
    return flow


def _step(flow: Flow, verb: str) -> Step:
    step = STEPS.get((flow.kind, verb))
    if step is None:
        raise Http404
    return step


def _may_begin(request: HttpRequest, flow: Flow) -> bool:
    phrase = policy.phrases().get(flow.phrase(flow.raise_verb))
    begun_by_hand = (flow.kind, flow.raise_verb) in STEPS
    return begun_by_hand and phrase is not None and getattr(request.user, "role", "") in phrase.roles


def _as_csv(flow: Flow, rows: Any) -> HttpResponse:
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{flow.kind}.csv"'},
    )
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow([_("Number"), _("State"), _("Raised by"), _("Unit"), _("Raised"), _("Due"), _("Files")])
    for row in rows:
        due = row.due_at.isoformat(timespec="minutes") if row.due_at else ""
        writer.writerow(
            [
                row.printed,
                row.state_label,
                harmless(row.raised_by),
                harmless(row.unit),
                row.raised_at.isoformat(timespec="minutes"),
                due,
                row.files,
            ]
        )
    return answer

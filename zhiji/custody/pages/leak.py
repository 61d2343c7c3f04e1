"""Reporting a leak from any page, the board of those who handle it, and the tasks it gives colleagues."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiji.access import policy
from zhiji.access.web import page, who
from zhiji.custody.actions.leak import tell_leak
from zhiji.custody.actions.leak_tracing import done
from zhiji.custody.looks.cases import read_case
from zhiji.custody.looks.leak import OFFERED, my_tasks, read_board
from zhiji.custody.pages.cases import show, typed
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.leak import FLOW, LANGUAGES
from zhiji.custody.rules.papers import KINDS
from zhiji.custody.steps import STEPS
from zhiji.customers.pages.wording import told


@page("custody:leak:tell")
def tell(request: HttpRequest) -> HttpResponse:
    """One tap reports a leak (Art. 27): two fields, neither needed; it can be completed later."""
    step = STEPS["leak", "tell"]
    problems: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            case = tell_leak(**step.read(typed(request)), **who(request))
            messages.success(
                request, _("Reported. Supervisor and manager are told; complete it here when you can.")
            )
            return redirect("custody_case", kind="leak", number=case.pk)
        except Invalid as invalid:
            problems = invalid.problems
    inputs = [ask.inputs(typed(request), problems) for ask in step.asked]
    context = {"inputs": inputs, "told": told(problems, [one.name for one in inputs])}
    return render(request, "custody/leak_tell.html", context, status=422 if problems else 200)


@page("custody:leak:board", "custody:case:read")
def board(request: HttpRequest, number: int) -> HttpResponse:
    """The board for those who handle leaks; the plain case for who reported it."""
    if getattr(request.user, "role", "") not in policy.phrases()["custody:leak:board"].roles:
        return show(request, kind="leak", number=number)
    view = read_case(number, "leak", **who(request))
    context = {
        "view": view, "board": read_board(number, **who(request)), "flow": FLOW, "paper_kinds": KINDS,
        "facts_template": "custody/facts/leak.html", "offers": [one for one in view.offers if one.verb not in OFFERED],
    }  # fmt: skip
    return render(request, "custody/leak.html", context)


@page("custody:leak:board", "custody:leak:draft")
def report(request: HttpRequest, number: int, report: str) -> HttpResponse:
    """The draft of one report in three languages, to be edited: the step's own form, filled with the last draft."""
    kept = dict(read_board(number, **who(request)).drafts)
    texts = kept.get(report, {})
    query = request.GET.copy()
    query["report"] = report
    for language in LANGUAGES:
        query[language.replace("-", "_")] = texts.get(language, "")
    request.GET = query  # type: ignore[assignment]
    from zhiji.custody.pages.cases import take

    return take(request, kind="leak", number=number, verb="draft")


@page("custody:leak:tasks")
def tasks(request: HttpRequest) -> HttpResponse:
    """My tasks for customers affected by a leak; for those who handle leaks, all open ones."""
    return render(request, "custody/leak_tasks.html", {"tasks": my_tasks(every=True, **who(request))})


@page("custody:leak:done")
@require_POST
def settle(request: HttpRequest, task: int) -> HttpResponse:
    """Say that a task is done."""
    try:
        done(task, outcome=str(request.POST.get("outcome", "")), **who(request))
        messages.success(request, _("Done."))
    except Invalid as invalid:
        messages.error(request, str(_first(invalid)))
    return redirect("leak_tasks")


def _first(invalid: Invalid) -> Any:
    return invalid.problems[0]

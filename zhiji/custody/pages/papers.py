"""Adding a paper to a case, and opening one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhiji.access.web import page, who
from zhiji.custody.actions.papers import add_paper
from zhiji.custody.looks.cases import read_case
from zhiji.custody.looks.papers import open_paper
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.papers import EVIDENCE, KINDS
from zhiji.customers.forms.controls import Input
from zhiji.customers.forms.keeping import filled
from zhiji.customers.pages.wording import told


@page("custody:paper:add", "custody:case:read")
def add(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """The form for a scan or a photograph taken on the spot."""
    problems: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            _add(request, number)
            messages.success(request, _("The paper is sealed and kept with the case."))
            return redirect("custody_case", kind=kind, number=number)
        except Invalid as invalid:
            problems = invalid.problems
    view = read_case(number, kind, **who(request))
    inputs = filled(_inputs(), request.POST, problems)
    words = told(problems, [one.name for one in inputs] + ["scan"])
    scan = [one for one in problems if one.field == "scan"]
    context = {"view": view, "inputs": inputs, "told": words, "scan_problems": scan}
    return render(request, "custody/paper_add.html", context, status=422 if problems else 200)


@page("custody:paper:open")
def show(request: HttpRequest, kind: str, number: int, paper: int) -> HttpResponse:
    """The paper itself."""
    opened = open_paper(number, paper, **who(request))
    answer: Any = StreamingHttpResponse(opened.chunks, content_type=opened.media_type)
    answer["Content-Disposition"] = f'inline; filename="{opened.file_name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _inputs() -> list[Input]:
    return [
        Input("kind", _("What it is"), type="select", choices=[one for one in KINDS.items() if one[0] not in EVIDENCE], required=True),
        Input("title", _("Title"), help=_("What it shows, without any number."), required=True, attributes={"maxlength": "120"}),
    ]  # fmt: skip


def _add(request: HttpRequest, number: int) -> None:
    content = request.FILES.get("scan")
    if content is None:
        raise Invalid(
            [Finding("scan", "required", _("No file was sent, or an empty one."), _("Choose a file."))]
        )
    add_paper(
        number,
        content,
        kind=request.POST.get("kind", ""),
        title=request.POST.get("title", ""),
        **who(request),
    )

"""Scans of papers: their list, adding one, opening one."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhiji.access.web import page, ready_for, who
from zhiji.customers.actions.evidence import add as add_scan
from zhiji.customers.forms.controls import Input
from zhiji.customers.forms.keeping import filled
from zhiji.customers.looks.evidence import NoSuchScan, list_scans, open_scan
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models.attachment import SCAN_KINDS
from zhiji.customers.pages.place import place
from zhiji.customers.pages.sheet import paper_lines
from zhiji.customers.pages.wording import told
from zhiji.customers.problems import Invalid
from zhiji.staff.naming import names_of


@page("customers:file:open", "customers:attachment:list")
def listing(request: HttpRequest, number: str) -> HttpResponse:
    """The papers as they stand in the file, and the scans."""
    view = open_file(number, **who(request))
    scans = list_scans(number, **who(request))
    context = {
        "view": view, "place": place(request, view, "customer_scans"), "papers": paper_lines(view),
        "scans": scans, "names": names_of(one.added_by for one in scans),
    }  # fmt: skip
    return render(request, "customers/scans.html", context)


@page("customers:file:open", "customers:attachment:add")
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add a scan."""
    problems: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            _keep(request, number)
            return redirect("customer_scans", number=number)
        except Invalid as invalid:
            problems = invalid.problems
    view = open_file(number, **who(request))
    ready_for(request, "customers:attachment:add", view)
    inputs = filled(_inputs(), request.POST, problems)
    here, words = place(request, view, "customer_scans"), told(problems, [one.name for one in inputs])
    context = {"view": view, "place": here, "inputs": inputs, "told": words}
    return render(request, "customers/scan_add.html", context, status=422 if problems else 200)


def _keep(request: HttpRequest, number: str) -> None:
    sent = request.FILES.get("photo") or request.FILES.get("scan") or BytesIO()
    kind, title = request.POST.get("kind", ""), request.POST.get("title", "")
    add_scan(number, sent, kind=kind, title=title, **who(request))
    messages.success(request, _("The scan is sealed and kept."))


def _inputs() -> list[Input]:
    return [
        Input("photo", _("Take a photo"), type="file", attributes={"accept": "image/jpeg,image/png", "capture": "environment"}),
        Input("scan", _("Scan or photo on this device"), type="file", help=_("PDF, PNG or JPEG, at most 10 MiB."), attributes={"accept": ".pdf,.png,.jpg,.jpeg"}),
        Input("kind", _("Kind"), type="select", choices=tuple(SCAN_KINDS.items()), required=True),
        Input("title", _("Title"), help=_("What it shows, without any number: “identity card, front”."), required=True, attributes={"maxlength": "120"}),
    ]  # fmt: skip


@page("customers:attachment:open")
def show(request: HttpRequest, number: str, scan: int) -> HttpResponse:
    """One scan, opened; ``?save`` downloads it."""
    try:
        found = open_scan(number, scan, **who(request))
    except NoSuchScan as error:
        raise Http404 from error
    content = b"".join(found.chunks)  # verified whole before the first byte leaves
    answer = HttpResponse(content, content_type=found.media_type)
    way = "attachment" if "save" in request.GET else "inline"
    answer["Content-Disposition"] = f'{way}; filename="{found.file_name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer

"""Taking customers in from a file: put it in, map its columns, preview, take in, follow, fetch what was given back."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiji.access.web import page, ready_for, who
from zhiji.customers.intake import preparing
from zhiji.customers.intake.listing import PAGE, list_imports
from zhiji.customers.intake.preparing import Gone
from zhiji.customers.pages import drafting
from zhiji.customers.pages.addresses import cursor
from zhiji.staff.naming import names_of


@page("customers:import:list")
def listing(request: HttpRequest) -> HttpResponse:
    """Imports newest first, and files put in that were not begun."""
    lines = list_imports(before=cursor(request), **who(request))
    drafts = drafting.not_begun(request)
    names = names_of([line.by for line in lines] + [one.by for one in drafts])
    context = {
        "lines": [drafting.shown_line(line, names) for line in lines], "may": drafting.may(request),
        "drafts": [drafting.ShownUpload(one, names.get(one.by, "")) for one in drafts],
        "older": lines[-1].id if len(lines) == PAGE else None,
    }  # fmt: skip
    return render(request, "customers/import_list.html", context)


@page("customers:import:upload")
def new(request: HttpRequest) -> HttpResponse:
    """The file, the tables it is joined with, and a mapping: put in, kept from the last time, or none yet."""
    ready_for(request, "customers:import:upload")
    if request.method != "POST":
        return render(request, "customers/import_new.html", drafting.new_form())
    try:
        upload = drafting.received(request)
    except drafting.NotTaken as problem:
        context = drafting.new_form(request.POST, problem.problems)
        return render(request, "customers/import_new.html", context, status=422)
    return redirect("import_draft", token=upload.token)


@page("customers:import:open", "customers:import:map", "customers:import:preview")
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """The columns and the mapping; when that is sent, what would happen."""
    try:
        found = preparing.open_draft(token, **who(request))
    except Gone:
        return drafting.gone(request)
    if request.method == "POST":
        preparing.set_mapping(found.upload, drafting.typed(request), **who(request))
        drafting.begin_preview(request, found)
        found = preparing.open_draft(token, **who(request))
        if not found.failure:
            return redirect("import_draft", token=token)
    status = 422 if found.failure and request.POST else 200
    return render(request, "customers/import_draft.html", drafting.shown_draft(found), status=status)


@page("customers:import:open")
def draft_progress(request: HttpRequest, token: str) -> HttpResponse:
    """A fragment: how far a preview is; when it is through, the page is drawn anew."""
    upload = drafting.waiting_for(request, token)
    if upload is None or upload.read("preview") or upload.read("failure"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"progress": upload.read("progress") or (0, 1)}
    return render(request, "customers/parts/import_previewing.html", context)


@require_POST
@page("customers:import:begin")
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """The second phase: from here on customers are written, in the background."""
    try:
        job = drafting.begin_import(request, preparing.open_draft(token, **who(request)).upload)
    except Gone:
        return drafting.gone(request)
    except drafting.NotTaken as problem:
        messages.error(request, " ".join(str(one) for one in problem.problems))
        return redirect("import_draft", token=token)
    return redirect("import_show", job=job)


@require_POST
@page("customers:import:discard")
def discard(request: HttpRequest, token: str) -> HttpResponse:
    """Delete a file put in."""
    try:
        preparing.discard(preparing.open_draft(token, **who(request)).upload, **who(request))
    except Gone:
        return drafting.gone(request)
    messages.success(request, _("The file is deleted; nothing of it was kept."))
    return redirect("import_list")


@page("customers:import:list")
def show(request: HttpRequest, job: int) -> HttpResponse:
    """One import: how far it is, or what came of it."""
    found = list_imports(only=job, **who(request))
    if not found:
        return drafting.gone(request)
    return render(request, "customers/import_show.html", drafting.shown_import(request, found[0]))


@page("customers:import:list")
def progress(request: HttpRequest, job: int) -> HttpResponse:
    """A fragment: how far an import is; when it is through, the page is drawn anew."""
    line = drafting.followed(request, job)
    if line is None or line.state != "running":
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "customers/parts/import_running.html", {"line": line})


@require_POST
@page("customers:import:stop")
def stop(request: HttpRequest, job: int) -> HttpResponse:
    """Stop after the chunk in hand; what is taken in stays."""
    ready_for(request, "customers:import:stop")
    if drafting.followed(request, job) is None:
        return drafting.gone(request)
    preparing.stop(job, **who(request))
    return redirect("import_show", job=job)


@require_POST
@page("customers:import:resume")
def resume(request: HttpRequest, job: int) -> HttpResponse:
    """Go on behind the last chunk."""
    try:
        upload = preparing.resume(job, **who(request))
    except Gone:
        messages.error(request, drafting.NOT_KEPT)
        return redirect("import_list")
    drafting.defer_import(request, upload)
    return redirect("import_show", job=job)


@page("customers:import:download")
def rejects(request: HttpRequest, job: int) -> HttpResponse:
    """The rows given back, with the reasons in the reader's language."""
    try:
        path = preparing.given_back(job, get_language() or "zh-hans", **who(request))
    except Gone:
        return drafting.gone(request)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)  # type: ignore[return-value]

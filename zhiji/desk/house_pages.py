"""The house's own pages: what applies on a day, the fields, who may see what, the colleagues, grants, the journal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiji import fields, journal, norms
from zhiji.access import breaking, house, looks, policy, registers
from zhiji.access.web import page, who
from zhiji.custody.looks.rows import cases_by_grant
from zhiji.customers.pages.addresses import cursor, day_of
from zhiji.desk.house_views import journal_filters, matrix, proof_of

MOST_REVIEWS = 100
"""Most break-glass looks on one page."""


@page("norms:register:read")
def norms_page(request: HttpRequest) -> HttpResponse:
    """What applies on a day, chapter by chapter, and what changed since another day."""
    today = timezone.localdate()
    on = day_of(request.GET.get("on", "")) or today
    since = day_of(request.GET.get("since", ""))
    chapters = registers.what_applies(on, **who(request))
    context = {
        "day": on, "today": today, "since": since,
        "chapters": [(norms.GROUPS[group], found) for group, found in chapters],
        "changes": norms.changes_between(min(since, on), max(since, on)) if since else (),
    }  # fmt: skip
    return render(request, "desk/house/norms.html", context)


@page("fields:register:read")
def fields_page(request: HttpRequest) -> HttpResponse:
    """Every field declared once, by compartment."""
    register = registers.read_fields("bank", **who(request))
    kind = request.GET.get("kind", "")
    wanted = register.for_kind(kind) if kind in register.kinds else register.fields
    parts = [
        (name, register.compartments[name], [f for f in wanted if f.compartment == name])
        for name in fields.COMPARTMENTS
    ]
    return render(request, "desk/house/fields.html", {"register": register, "parts": parts, "kind": kind})


@page("access:policy:read")
def policy_page(request: HttpRequest) -> HttpResponse:
    """The table that is enforced: what each role sees, for which purpose, in which relation."""
    table = looks.read_policy(**who(request))
    role = request.GET.get("role") or request.user.role  # type: ignore[union-attr]
    context = {"table": table, "role": role, "matrix": matrix(role), "compartments": policy.COMPARTMENTS}
    return render(request, "desk/house/policy.html", context)


@page("staff:person:list")
def staff_page(request: HttpRequest) -> HttpResponse:
    """The colleagues, by unit."""
    people = looks.list_staff(role=request.GET.get("role", ""), **who(request))
    return render(request, "desk/house/staff.html", {"people": people, "role": request.GET.get("role", "")})


@page("access:grant:list")
def grants_page(request: HttpRequest) -> HttpResponse:
    """My grants, live ones first."""
    held = looks.my_grants(**who(request))
    cases = cases_by_grant(grant.id for grant in held)
    lines = [(grant, cases.get(grant.id)) for grant in held]
    return render(request, "desk/house/grants.html", {"grants": lines})


@page("access:glass:list")
def reviews_page(request: HttpRequest) -> HttpResponse:
    """Break-glass looks that wait for review; with ``?all=1`` those already signed as well."""
    everything = request.GET.get("all") == "1"
    found = breaking.to_review(waiting_only=not everything, limit=MOST_REVIEWS + 1, **who(request))
    may_sign = request.user.role in policy.phrases()["access:glass:review"].roles  # type: ignore[union-attr]
    shown = {"reviews": found[:MOST_REVIEWS], "more": len(found) > MOST_REVIEWS}
    return render(request, "desk/house/reviews.html", {**shown, "all": everything, "may_sign": may_sign})


@require_POST
@page("access:glass:review")
def review_page(request: HttpRequest, grant: int) -> HttpResponse:
    """Sign one break-glass as right or wrong."""
    ok, note = request.POST.get("ok") == "1", request.POST.get("note", "")
    try:
        breaking.review(grant, ok=ok, note=note, **who(request))
    except breaking.GlassProblem as error:
        messages.error(request, str(error.problems[0]))
    else:
        messages.success(request, _("Signed. The finding stands in the journal."))
    return redirect("break_glass_reviews")


@page("journal:entry:list")
def journal_page(request: HttpRequest) -> HttpResponse:
    """The journal, newest first, filtered."""
    filters, shown = journal_filters(request.GET)
    found = registers.list_entries(filters=filters, cursor=cursor(request), **who(request))
    head = registers.read_checkpoint(**who(request))
    return render(
        request,
        "desk/house/journal.html",
        {"page": found, "head": head, "filters": shown, "query": _query(request)},
    )


@page("journal:proof:read")
def proof_page(request: HttpRequest, entry: int) -> HttpResponse:
    """One entry with its proof, to be checked without our code."""
    try:
        proof = house.prove_entry(entry, **who(request))
    except journal.NotSealed as error:
        messages.info(request, str(error))
        return redirect("journal")
    return render(
        request, "desk/house/proof.html", {"entry": entry, "proof": proof, "shown": proof_of(proof)}
    )


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("before", None)
    return kept.urlencode()

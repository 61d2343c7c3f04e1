"""The categories of files, and the lists behind the figures."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from zhiji.access import policy
from zhiji.access.web import page, who
from zhiji.customers.looks.scopes import SCOPES
from zhiji.customers.pages.addresses import cursor
from zhiji.customers.pages.finding import newer_of, query, scope_tabs
from zhiji.customers.pages.wording import source_name
from zhiji.customers.quality import PRINCIPLES
from zhiji.customers.rules import KINDS
from zhiji.insight.pages.taking_out import taken_out
from zhiji.insight.principles.leaving import SHORT, WITHOUT
from zhiji.insight.principles.looks.categories import CATEGORIES, read_matrix
from zhiji.insight.principles.looks.differences import list_differences, oversees
from zhiji.insight.principles.looks.rows import OwnedRows, files_failing, files_lacking
from zhiji.insight.principles.measures import DEFINITIONS
from zhiji.insight.principles.pages.sheets import category_sheet
from zhiji.insight.principles.pages.wording import (
    category_name,
    lacking,
    short_title,
    unit_choices,
    unit_of,
    without_title,
)

FORMS = ("csv", "xlsx")


@page("insight:principle:failing")
def failing(request: HttpRequest, principle: str) -> HttpResponse:
    """Files that fall short of a principle, the worst first, with whom they fall to."""
    if principle not in PRINCIPLES:
        raise Http404
    found = files_failing(principle, unit_of(request), cursor=cursor(request), **who(request))
    tabs = [_tab(name, principle, request) for name in PRINCIPLES]
    context = {"title": short_title(principle), "tabs": tabs, "definition": DEFINITIONS[principle]}
    return _list(request, found, context, SHORT + principle)


@page("insight:category:lacking")
def without(request: HttpRequest, category: str) -> HttpResponse:
    """Files that lack a category, the newest first."""
    if category not in CATEGORIES:
        raise Http404
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    found = files_lacking(category, unit_of(request), kind, cursor=cursor(request), **who(request))
    context = {"title": without_title(category), "kinds": KINDS.items(), "kind": kind}
    return _list(request, found, context, WITHOUT + category)


@page("insight:category:matrix")
def categories(request: HttpRequest) -> HttpResponse:
    """How many of the files have each category, by unit and class."""
    found = read_matrix(**who(request))
    form = request.GET.get("format", "")
    if form in FORMS and found.day:
        return taken_out(category_sheet(found, request.user), form, f"categories-{found.day}")
    heads = [(category_name(one), one in found.empty) for one in found.categories]
    unit = unit_of(request)
    rows = [
        (one, KINDS[one.kind], [(category_name(name), cell, lacking(name, one.unit, one.kind)) for name, cell in one.cells.items()])
        for one in found.lines if unit in (0, one.unit)
    ]  # fmt: skip
    context = {"found": found, "heads": heads, "rows": rows, "units": unit_choices(request), "unit": unit}
    return render(request, "principles/categories.html", context)


@page("insight:difference:list")
def differences(request: HttpRequest) -> HttpResponse:
    """Values that two sources tell differently, with the one that stands until somebody verifies."""
    asked = request.GET.get("scope", "")
    scope = asked if asked in SCOPES else None
    found = list_differences(scope, cursor=cursor(request), **who(request))
    rows = [
        (one, [(field, told, source_name(told.now.source), source_name(told.before.source)) for field, told in one.fields])
        for one in found.rows
    ]  # fmt: skip
    overseer = oversees(request.user)  # type: ignore[arg-type]
    context = {
        "found": found, "rows": rows, "tabs": () if overseer else scope_tabs(request, found.scope, reverse("differences")),
        "order": [source_name(one) for one in found.order], "older": query(request, before=found.next) if found.next else "",
        "newer": newer_of(request),
    }  # fmt: skip
    return render(request, "principles/differences.html", context)


def _tab(name: str, now: str, request: HttpRequest) -> dict[str, Any]:
    unit = unit_of(request)
    address = reverse("principle_failing", args=[name]) + (f"?unit={unit}" if unit else "")
    return {"url": address, "label": PRINCIPLES[name], "current": name == now}


def _list(request: HttpRequest, found: OwnedRows, context: dict[str, Any], code: str) -> HttpResponse:
    asks = getattr(request.user, "role", "") in policy.phrases()["custody:export:ask"].roles
    context |= {
        "found": found, "rows": [(one, KINDS[one.row.kind]) for one in found.rows], "units": unit_choices(request), "unit": found.unit,
        "older": query(request, before=found.next) if found.next else "", "newer": newer_of(request),
        "export": f"{reverse('custody_new', args=['export'])}?{urlencode({'scope': code})}" if asks else "",
    }  # fmt: skip
    return render(request, "principles/files.html", context)

"""Finding files: the list, and the search."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.access.policy import phrases
from zhiji.access.web import page, who
from zhiji.customers import rules
from zhiji.customers.forms.controls import Input
from zhiji.customers.looks.listing import list_files
from zhiji.customers.looks.scopes import CUSTODY_ROLES, PORTFOLIO_ROLES, SCOPES, usual_scope
from zhiji.customers.looks.searching import search
from zhiji.customers.pages.addresses import cursor
from zhiji.customers.pages.place import Tab

SCOPE_NAMES = {"portfolio": _("My portfolio"), "unit": _("My unit"), "custody": _("My custody")}
WAYS = {
    "number": _("by customer number"),
    "identifier": _("by full identifier"),
    "two_identifiers": _("by name and a second identifier"),
    "public_name": _("by an organisation's public name"),
    "fragment": _("by a fragment, among files open to you"),
}


@page("customers:file:list")
def listing(request: HttpRequest) -> HttpResponse:
    """Own portfolio, unit or custody: a page of rows, newest first."""
    chosen = _chosen(request)
    scope = request.GET.get("scope", "")
    found = list_files(
        scope if scope in SCOPES else None,
        **chosen,
        cursor=cursor(request),
        **who(request),
    )
    context = {
        "found": found, "tabs": scope_tabs(request, found.scope), "filters": _filters(request),
        "older": query(request, before=found.next) if found.next else "", "newer": newer_of(request),
        "filtered": any(value is not None for value in chosen.values()),
        "may_register": getattr(request.user, "role", "") in phrases()["customers:file:create"].roles,
    }  # fmt: skip
    return render(request, "customers/list.html", context)


@page("customers:file:search")
def searching(request: HttpRequest) -> HttpResponse:
    """What the search box asks. A full customer number leads straight to its file."""
    text = request.GET.get("q", "").strip()[:200]
    if rules.customer_id_of(text) is not None:
        return redirect("customer_file", number=rules.number_of(rules.customer_id_of(text) or 1))
    scope = request.GET.get("scope", "")
    scope = scope if scope in SCOPES else usual_scope(request.user)  # type: ignore[arg-type]
    found = search(text, scope=scope, **who(request)) if text else None
    context = {
        "q": text, "found": found, "ways": [WAYS[way] for way in found.ways] if found else (), "way_words": WAYS,
        "rows": [hit.row for hit in found.hits] if found else (),
        "ways_of": {hit.row.number: WAYS[hit.way] for hit in found.hits} if found else {},
        "tabs": scope_tabs(request, scope, reverse("customer_search"), q=text) if text else (),
    }  # fmt: skip
    return render(request, "customers/search.html", context)


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """The filters in the address; unknown values are no filter."""
    given = request.GET
    return {
        "kind": given.get("kind") if given.get("kind") in rules.KINDS else None,
        "state": given.get("state") if given.get("state") in rules.STATES else None,
        "secrecy": int(given["secrecy"]) if given.get("secrecy") in ("0", "1", "2") else None,
        "key": True if given.get("key") else None,
        "missing": True if given.get("missing") else None,
    }  # fmt: skip


def _filters(request: HttpRequest) -> list[Input]:
    given = request.GET
    return [
        Input("kind", _("Kind"), given.get("kind", ""), type="select", empty=pgettext_lazy("filter", "all"), choices=tuple(rules.KINDS.items())),
        Input("state", _("State"), given.get("state", ""), type="select", empty=pgettext_lazy("filter", "all"), choices=tuple(rules.STATES.items())),
        Input("secrecy", _("Secrecy"), given.get("secrecy", ""), type="select", empty=pgettext_lazy("filter", "all"), choices=tuple((str(level), label) for level, label in rules.SECRECY.items())),
        Input("key", _("Key customers only"), given.get("key", ""), type="checkbox"),
        Input("missing", _("Incomplete only"), given.get("missing", ""), type="checkbox"),
    ]  # fmt: skip


def scope_tabs(request: HttpRequest, scope: str, address: str = "", **kept: str) -> list[Tab]:
    """The scopes this colleague has, as tabs of the page at ``address``."""
    role = getattr(request.user, "role", "")
    mine = {"portfolio": role in PORTFOLIO_ROLES, "unit": True, "custody": role in CUSTODY_ROLES}
    address = address or reverse("customer_list")
    return [
        Tab(f"{address}?{urlencode({**kept, 'scope': name})}", str(label), name == scope)
        for name, label in SCOPE_NAMES.items()
        if mine[name]
    ]


def newer_of(request: HttpRequest) -> str:
    """The address of the newest page, where the reader has gone below it."""
    return query(request) if "before" in request.GET else ""


def query(request: HttpRequest, **more: str | int) -> str:
    """The page's own address with its filters, and ``more``."""
    kept = {name: str(value) for name, value in request.GET.items() if name != "before" and value}
    return f"?{urlencode({**kept, **more})}"

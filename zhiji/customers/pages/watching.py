"""The two watch lists: files to complete, papers about to expire."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhiji.access.web import page, who
from zhiji.customers.looks import watch
from zhiji.customers.looks.scopes import SCOPES
from zhiji.customers.pages.addresses import cursor
from zhiji.customers.pages.finding import newer_of, query, scope_tabs


@page("customers:queue:list")
def queue(request: HttpRequest) -> HttpResponse:
    """Files whose required set is not complete."""
    found = watch.completion_queue(_scope(request), cursor=cursor(request), **who(request))
    context = {
        "found": found, "tabs": scope_tabs(request, found.scope, reverse("completion_queue")),
        "older": query(request, before=found.next) if found.next else "", "newer": newer_of(request),
    }  # fmt: skip
    return render(request, "customers/queue.html", context)


@page("customers:paper:expiring")
def expiring(request: HttpRequest) -> HttpResponse:
    """Papers and licences that have expired or soon will."""
    found = watch.papers_expiring(_scope(request), **who(request))
    tabs = scope_tabs(request, found.scope, reverse("papers_expiring"))
    return render(request, "customers/expiring.html", {"found": found, "tabs": tabs})


def _scope(request: HttpRequest) -> str | None:
    scope = request.GET.get("scope", "")
    return scope if scope in SCOPES else None

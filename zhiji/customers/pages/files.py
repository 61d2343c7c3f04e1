"""The page of one file, its ties, its card."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji.access.web import offers, page, who
from zhiji.customers.looks.card import card as card_of
from zhiji.customers.looks.opening import open_file
from zhiji.customers.looks.relations import graph
from zhiji.customers.pages.aside import aside
from zhiji.customers.pages.network import network
from zhiji.customers.pages.place import place
from zhiji.customers.pages.sheet import line, sheet, tie_entries
from zhiji.customers.pages.wording import provenance


@page("customers:file:open", "customers:file:readers")
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One file on one page, as this reader may see it."""
    view = open_file(number, **who(request))
    context = {
        "view": view, "place": place(request, view, "customer_file"), "sheet": sheet(view),
        "aside": aside(request, view),
    }  # fmt: skip
    return render(request, "customers/file.html", context)


@page("customers:file:open", "customers:file:graph")
def ties(request: HttpRequest, number: str) -> HttpResponse:
    """Who stands behind whom: drawn, and as a list."""
    view = open_file(number, **who(request))
    found = graph(number, **who(request))
    context = {
        "view": view, "place": place(request, view, "customer_ties"), "graph": found, "network": network(found),
        "listed": line(found.listed) if found.listed is not None and found.listed.present else None,
        "entries": tie_entries(found.listed), "takes_off": offers(request, "customers:tie:unlink", view), "records": offers(request, "customers:tie:link", view),
    }  # fmt: skip
    return render(request, "customers/ties.html", context)


@page("customers:file:card")
def card(request: HttpRequest, number: str) -> HttpResponse:
    """One page to print or carry; its watermark says whose copy it is."""
    found = card_of(number, **who(request))
    lines = [(line(one), provenance(one.provenance)) for one in found.lines]
    return render(request, "customers/card.html", {"card": found, "lines": lines})

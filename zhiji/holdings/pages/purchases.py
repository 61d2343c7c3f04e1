"""What a customer bought, renewed and gave up, as a timeline beside the holdings."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext_lazy

from zhiji.access.web import page, who
from zhiji.customers.looks.opening import open_file
from zhiji.customers.pages.addresses import day_of
from zhiji.customers.pages.place import place
from zhiji.holdings.feed.contract import FAMILIES
from zhiji.holdings.looks.purchases import EVENTS, Event, list_purchases
from zhiji.holdings.pages import wording

EVENT_WORDS = {
    "opened": pgettext_lazy("holding", "begun"),
    "renewed": pgettext_lazy("holding", "renewed"),
    "matured": pgettext_lazy("holding", "matured"),
    "early": pgettext_lazy("holding", "ended early"),
    "closed": pgettext_lazy("holding", "ended"),
}
TONES = {"opened": "jade", "renewed": "jade", "matured": "", "early": "amber", "closed": ""}


@page("customers:file:open", "holdings:purchase:list")
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The timeline, by line of business, by what happened, by period."""
    view = open_file(number, weigh=False, **who(request))
    family, event, first, last, wrong = _asked(request)
    found = list_purchases(number, family=family, event=event, first=first, last=last, **who(request))
    context = {
        "view": view, "place": place(request, view, "customer_holdings"), "found": found, "wrong": wrong, "years": _years(found.events),
        "names": wording.product_names(one.held.product for one in found.events), "events": {name: EVENT_WORDS[name] for name in EVENTS},
        "family": family, "event": event, "first": first, "last": last, "narrowed": bool(family or event or first or last),
    }  # fmt: skip
    return render(request, "holdings/purchases.html", context, status=422 if wrong else 200)


def _asked(request: HttpRequest) -> tuple[str, str, date | None, date | None, bool]:
    """Line of business, kind of event, first and last day; whether the days make no sense: then they count as not given."""
    given = {name: request.GET.get(name, "") for name in ("family", "event", "first", "last")}
    family = given["family"] if given["family"] in FAMILIES else ""
    event = given["event"] if given["event"] in EVENTS else ""
    first, last = (day_of(given[name]) if given[name] else None for name in ("first", "last"))
    wrong = any(given[name] and day is None for name, day in (("first", first), ("last", last)))
    if wrong or (first and last and last < first):
        return family, event, None, None, True
    return family, event, first, last, False


def _years(events: Sequence[Event]) -> list[tuple[int, list[tuple[Event, object, str]]]]:
    """Events by year, each with its words and their tone."""
    return [
        (year, [(one, EVENT_WORDS[one.what], TONES[one.what]) for one in several])
        for year, several in groupby(events, key=lambda one: one.day.year)
    ]

"""The feeds taken in, for who watches over them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji.access.web import page, who
from zhiji.customers.pages.addresses import cursor
from zhiji.holdings.looks.lake import list_feeds
from zhiji.holdings.pages.wording import TABLES


@page("holdings:feed:list")
def listing(request: HttpRequest) -> HttpResponse:
    """Feeds, the newest first."""
    found = list_feeds(cursor(request), **who(request))
    lines = [(one, [(TABLES[name], count) for name, count in one.rows.items()]) for one in found.lines]
    return render(request, "holdings/feeds.html", {"found": found, "lines": lines})

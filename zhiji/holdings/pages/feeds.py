"""The feeds taken in, for who watches over them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji.access.web import page, who
from zhiji.holdings.looks.lake import list_feeds
from zhiji.holdings.pages.wording import TABLES


@page("holdings:feed:list")
def listing(request: HttpRequest) -> HttpResponse:
    """Feeds, the newest first."""
    before = request.GET.get("before", "")
    found = list_feeds(int(before) if before.isdecimal() and len(before) < 18 else None, **who(request))
    lines = [(one, [(TABLES[name], count) for name, count in one.rows.items()]) for one in found.lines]
    return render(request, "holdings/feeds.html", {"found": found, "lines": lines})

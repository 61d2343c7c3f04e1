"""The nights' runs, for who watches over them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji.access.web import page, who
from zhiji.customers.pages.addresses import day_of
from zhiji.insight.looks.nights import list_nights
from zhiji.insight.wording import STEPS, problem_words


@page("insight:night:list")
def listing(request: HttpRequest) -> HttpResponse:
    """Runs, the newest day first."""
    found = list_nights(day_of(request.GET.get("before", "")), **who(request))
    lines = [
        (
            one,
            [(STEPS.get(step["step"], step["step"]), step["seconds"]) for step in one.steps],
            problem_words(one.problem) if one.problem else None,
        )
        for one in found.lines
    ]
    return render(request, "insight/nights.html", {"found": found, "lines": lines})

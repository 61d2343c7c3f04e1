"""Who holds what: loans by age, and the custody map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji.access.web import page, who
from zhiji.custody.looks.custody_map import custody_map
from zhiji.custody.looks.loans import loans_by_age
from zhiji.custody.rules.loan import AGE_WORDS


@page("custody:loan:ageing")
def loans(request: HttpRequest) -> HttpResponse:
    """Open loans, the most overdue on top."""
    overdue = bool(request.GET.get("overdue"))
    found = loans_by_age(overdue=overdue, **who(request))
    figures = [
        (AGE_WORDS[age], count, "cinnabar" if age != "due" and count else "")
        for age, count in found.counts.items()
    ]
    context = {"found": found, "overdue": overdue, "figures": figures, "words": AGE_WORDS}
    return render(request, "custody/loans.html", context)


@page("custody:map:read")
def map_of_custody(request: HttpRequest) -> HttpResponse:
    """Every file and its one custodian, unit by unit."""
    return render(request, "custody/custody_map.html", {"found": custody_map(**who(request))})

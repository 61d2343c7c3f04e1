"""The rates of the whole bank, with their definitions, and what is asked for but cannot be had."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji.access.explain import in_language
from zhiji.access.web import page, who
from zhiji.holdings.pages.wording import product_names
from zhiji.insight.looks.rates import RateLine, Rates, read_rates
from zhiji.insight.rates import RATES, UNMEASURED


@page("insight:rate:read")
def show(request: HttpRequest) -> HttpResponse:
    """Churn, the cohorts, the products."""
    found = read_rates(**who(request))
    context = {"found": found, "parts": parts_of(found), "unmeasured": UNMEASURED.values()}
    return render(request, "insight/rates.html", context)


def parts_of(found: Rates) -> Sequence[Mapping[str, Any]]:
    """Each rate with its name, its definition and its lines; the cohorts as a table of years."""
    names = product_names([one.group for one in found.lines if one.rate in ("early_end", "reversal")])
    parts = []
    for rate in RATES.values():
        lines = [one for one in found.lines if one.rate == rate.id]
        labelled = [(names.get(one.group, one.group), one) for one in lines]
        parts.append({
            "rate": rate, "name": in_language(rate.names), "definition": in_language(rate.definition), "lines": labelled,
            "cohorts": _cohorts(lines) if rate.id == "cohort" else None,
        })  # fmt: skip
    return parts


def _cohorts(lines: Sequence[RateLine]) -> Mapping[str, Any]:
    cells = {tuple(one.group.split("-")): one for one in lines}
    years = sorted({year for _cohort, year in cells})
    return {
        "years": years,
        "rows": [
            (one, [(year, cells.get((one, year))) for year in years])
            for one in sorted({cohort for cohort, _ in cells})
        ],
    }

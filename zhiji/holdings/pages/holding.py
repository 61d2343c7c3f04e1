"""What a customer holds, as a tab of the file; the maturities of a portfolio."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji.access.web import page, who
from zhiji.customers.looks.opening import open_file
from zhiji.customers.pages.place import place
from zhiji.holdings.drawing import line_chart, share
from zhiji.holdings.looks.holding import Holdings, open_holdings
from zhiji.holdings.looks.maturities import list_maturities
from zhiji.holdings.pages import wording
from zhiji.holdings.rules import usage


@page("customers:file:open", "holdings:file:open")
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Accounts, cards, loans, credit lines, averages, flows, maturities."""
    view = open_file(number, weigh=False, **who(request))
    found = open_holdings(number, **who(request))
    context = {
        "view": view,
        "place": place(request, view, "customer_holdings"),
        "found": found,
        **_worded(found),
    }
    return render(request, "holdings/holdings.html", context)


@page("holdings:maturity:list")
def maturities(request: HttpRequest) -> HttpResponse:
    """What falls due."""
    found = list_maturities(**who(request))
    names = wording.product_names(one.product for one in found.lines)
    known = any(one.earlier for one in found.lines)
    return render(request, "holdings/maturities.html", {"found": found, "names": names, "known": known})


def _worded(found: Holdings) -> Mapping[str, Any]:
    """Product names, chart, bars: what the page draws from the look."""
    held = [line.held for line in found.accounts] + [one for kind in found.others.values() for one in kind]
    return {
        "names": wording.product_names(one.product for one in held),
        "chart": line_chart(found.chart),
        "mixes": [
            (
                currency,
                [(family, amount, share(max(amount, 0), _positive(mix))) for family, amount in mix.items()],
            )
            for currency, mix in found.mix.items()
        ],
        "averages": [
            (one.currency, [(wording.PERIODS[period], amount) for period, amount in one.values.items()])
            for one in found.averages
        ],
        "flows": [
            (currency, [_flow(flow, flows) for flow in flows[:12]]) for currency, flows in found.flows.items()
        ],
        "open_accounts": [line for line in found.accounts if line.held.open],
        "once": [one for one in held if not one.open],
        "lines": [(one, _used(one)) for one in found.others.get("credit_line", ())],
    }


def _positive(mix: Mapping[str, int]) -> int:
    return sum(amount for amount in mix.values() if amount > 0)


def _flow(flow: Any, flows: Any) -> tuple[Any, float, float]:
    most = max(max(one.inflow, one.outflow) for one in flows)
    return flow, share(flow.inflow, most), share(flow.outflow, most)


def _used(line: Any) -> int | None:
    return usage(line.details["limit"], line.details["used"]) if line.details else None

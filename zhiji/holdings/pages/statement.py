"""A statement, and one transaction of it."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhiji.access.web import page, who
from zhiji.customers.looks.opening import open_file
from zhiji.customers.pages.addresses import day_of, whole
from zhiji.customers.pages.place import place
from zhiji.holdings.looks.shown import as_of
from zhiji.holdings.looks.statement import NoSuchTransaction, Statement, open_transaction, statement
from zhiji.holdings.pages.wording import product_names

USUAL_DAYS = 90


@page("customers:file:open", "holdings:statement:read")
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Movements of a period, of one account or all."""
    view = open_file(number, weigh=False, **who(request))
    first, last, wrong = _period(request)
    account = whole(request.GET.get("account", ""))
    found = statement(
        number, first, last, account=account, after=whole(request.GET.get("after", "")) or 0, **who(request)
    )
    context = {
        "view": view, "place": place(request, view, "customer_holdings"), "found": found, "wrong": wrong,
        "names": product_names(one.product for one in found.accounts), "older": _more(found, found.next),
    }  # fmt: skip
    return render(request, "holdings/statement.html", context, status=422 if wrong else 200)


@page("customers:file:open", "holdings:transaction:open")
def transaction(request: HttpRequest, number: str, ref: int) -> HttpResponse:
    """One transaction rebuilt in full."""
    view = open_file(number, weigh=False, **who(request))
    try:
        found = open_transaction(number, ref, **who(request))
    except NoSuchTransaction as error:
        raise Http404 from error
    context = {"view": view, "place": place(request, view, "customer_holdings"), "found": found}
    return render(request, "holdings/transaction.html", context)


def _period(request: HttpRequest) -> tuple[date, date, bool]:
    """First and last day asked for; the last ninety days fed when nothing was, or nothing sensible."""
    newest = as_of() or timezone.localdate()
    usual = newest - timedelta(days=USUAL_DAYS), newest
    texts = [request.GET.get(name, "") for name in ("first", "last")]
    if not any(texts):
        return *usual, False
    first, last = (day_of(text) for text in texts)
    if first is None or last is None or last < first:
        return *usual, True
    return first, last, False


def _more(found: Statement, after: int | None) -> str:
    if after is None:
        return ""
    given = {"first": found.first.isoformat(), "last": found.last.isoformat(), "after": after}
    return "?" + urlencode(given | ({"account": found.account} if found.account is not None else {}))

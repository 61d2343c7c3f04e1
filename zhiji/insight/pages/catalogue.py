"""The product catalogue by line of business, a sheet for each product, and the kinds of service."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiji.access.web import page, who
from zhiji.holdings.feed.contract import FAMILIES
from zhiji.holdings.pages import wording
from zhiji.insight.explorer import sheets, words
from zhiji.insight.looks.catalogue import Catalogue, Sheet, read_catalogue
from zhiji.insight.pages.taking_out import taken_out

SERVICES = {
    "cash_in": _("Deposits at the counter"),
    "cash_out": _("Withdrawals"),
    "lending": _("Lending"),
    "transfers": _("Transfers and payments"),
    "investment_advice": _("Investment advice"),
    "financial_planning": _("Financial planning"),
}
SUITS = {
    "any": pgettext_lazy("suits", "everybody: no rating is needed"),
    "unrated": pgettext_lazy("suits", "nobody until the bank rates its risk"),
    "means": pgettext_lazy("suits", "after a look at the customer's means"),
}
FORMS = ("csv", "xlsx")


@page("insight:product:list")
def show(request: HttpRequest) -> HttpResponse:
    """All products, by line of business."""
    found = read_catalogue(**who(request))
    context = {
        "found": found,
        "lines": _lines(found),
        "lacking": _lacking(found),
        "services": services_of(found),
        "forms": FORMS,
    }
    return render(request, "insight/catalogue.html", context)


@page("insight:product:list")
def sheet(request: HttpRequest) -> HttpResponse:
    """The sheet of the product ``?code=``."""
    found = read_catalogue(request.GET.get("code", "")[:40] or "-", **who(request))
    if not found.sheets:
        raise Http404
    return render(request, "insight/product.html", {"found": found, **worded(found)[0]})


@page("insight:product:list")
def take_out(request: HttpRequest, form: str) -> HttpResponse:
    """The catalogue as a file."""
    if form not in FORMS:
        raise Http404
    found = read_catalogue(form=form, **who(request))
    return taken_out(sheet_of(found), form, "products")


def _lines(found: Catalogue) -> list[tuple[object, list[Mapping[str, Any]]]]:
    return [
        (wording.FAMILIES.get(family, family), list(several))
        for family, several in groupby(worded(found), key=lambda one: one["sheet"].product.family)
    ]


def _lacking(found: Catalogue) -> list[object]:
    there = {sheet.product.family for sheet in found.sheets}
    return [wording.FAMILIES[one] for one in FAMILIES if one != "other" and one not in there]


def worded(found: Catalogue) -> Sequence[Mapping[str, Any]]:
    """Each sheet with its name and what the page says of it."""
    names = wording.product_names(one.product.code for one in found.sheets)
    return [
        {
            "sheet": one, "name": names[one.product.code], "family": wording.FAMILIES.get(one.product.family, one.product.family),
            "suits": suits_word(one), "terms": [term_word(months) for months in one.terms],
            "rates": [(one.rates[name], word) for name, word in _RATE_WORDS.items() if name in one.rates],
        }
        for one in found.sheets
    ]  # fmt: skip


_RATE_WORDS = {"early_end": _("Ended early, of a year"), "reversal": _("Reversed, of a year")}


def suits_word(one: Sheet) -> object:
    """Whom a product suits, in words."""
    if one.suits in SUITS:
        return SUITS[one.suits]
    return gettext("customers rated %(level)s or higher") % {"level": one.suits}


def term_word(months: int) -> str:
    """A term in months or whole years."""
    if months and months % 12 == 0:
        return gettext("%(n)s years") % {"n": months // 12} if months > 12 else gettext("1 year")
    return gettext("%(n)s months") % {"n": months}


def services_of(found: Catalogue) -> Sequence[tuple[object, str]]:
    """Kinds of service and the movements they are booked as."""
    joint = pgettext("between words", ", ")
    return [
        (SERVICES.get(kind, kind), joint.join(str(wording.MOVEMENTS.get(one, one)) for one in movements))
        for kind, movements in found.services
    ]


def sheet_of(found: Catalogue) -> sheets.Sheet:
    """The catalogue as a table to take away."""
    head = [gettext("Line of business"), gettext("Product"), gettext("Code"), gettext("Risk"), gettext("Suits"),
            gettext("Hold it"), gettext("Held it once")]  # fmt: skip
    lines: list[Sequence[str | int | float]] = [head]
    for one in worded(found):
        told = one["sheet"]
        counts = [words.LEFT_OUT if each is None else each for each in (told.holders, told.once)]
        lines.append(
            [
                str(one["family"]),
                one["name"],
                told.product.code,
                told.product.risk,
                str(one["suits"]),
                *counts,
            ]
        )
    notes = [gettext("Night of %(day)s") % {"day": found.night or "–"}, sheets.guarded_note(found.least)]
    return sheets.Sheet(gettext("Products"), notes, lines, None, found.by, found.at)

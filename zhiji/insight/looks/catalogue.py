"""The bank's products as the feed names them, with what may be told of who holds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from zhiji import norms
from zhiji.access import policy
from zhiji.access.gateway import Gate, look
from zhiji.holdings.feed.contract import FAMILIES
from zhiji.holdings.models import Product
from zhiji.insight.catalogue import CATALOGUE
from zhiji.insight.explorer.guarding import to_step
from zhiji.insight.looks.explorer import name_of
from zhiji.insight.looks.rates import RateLine, told
from zhiji.insight.models import NightRun, RateFigure
from zhiji.insight.suitability import CUSTOMER_LEVELS, PRODUCT_RISKS

OF_PRODUCTS = ("early_end", "reversal")
"""Rates of the bank that are told by product."""
LENDING = ("loan", "mortgage", "credit_line", "bill")
"""Lines of business by which the bank lends."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One product. ``holders`` and ``once``: customers who hold it, and who did and no longer do, rounded; None: too few to be told.
    ``currencies`` and ``terms`` (months): those in which enough customers hold it. ``suits``: see ``suits_whom``. ``rates``: early ends and
    reversals, for who may read the bank's rates."""

    product: Product
    on_sale: bool
    suits: str
    holders: int | None
    once: int | None
    currencies: tuple[str, ...]
    terms: tuple[int, ...]
    rates: Mapping[str, RateLine]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``sheets`` in the order of the lines of business; ``services``: kinds of service, each with the movements it is booked as."""

    night: date | None
    sheets: Sequence[Sheet]
    services: Sequence[tuple[str, Sequence[str]]]
    services_since: date
    with_rates: bool
    least: int
    at: datetime
    by: str


@look("insight:product:list")
def read_catalogue(gate: Gate, code: str = "", form: str = "page") -> Catalogue:
    """All products, or the one of this code; of the whole bank, top-secret files in no figure. ``form``: page or the kind of file."""
    gate.permit_none({"product": code, "form": form})
    night = NightRun.objects.filter(state="done").values_list("day", flat=True).first()
    today = timezone.localdate(gate.at)
    rule = norms.on(today)
    chosen = Product.objects.filter(code=code) if code else Product.objects.all()
    order = {family: place for place, family in enumerate(FAMILIES)}
    products = sorted(chosen, key=lambda one: (order.get(one.family, len(order)), one.code))
    with_rates = gate.by.role in policy.phrases()["insight:rate:read"].roles
    figures = _figures(night, [one.code for one in products])
    services = zip(rule.services.service_kinds, rule.services.service_movements, strict=True)
    return Catalogue(
        night, [_sheet(one, figures.get(one.code, []), today, rule, with_rates) for one in products],
        [(kind, movements.split()) for kind, movements in services], rule.source("services.service_kinds").effective_from, with_rates,
        rule.custody.report_least_cell, gate.at, name_of(gate.by),
    )  # fmt: skip


def suits_whom(product: Product, rule: Any) -> str:
    """Whom a product suits by its risk (norm ``house.offers``): ``C1`` to ``C5``, the least rating of a customer; ``any``: no rating is
    needed; ``unrated``: it needs a risk and has none, so it suits nobody yet; ``means``: credit, which looks at the means."""
    if product.family in LENDING:
        return "means"
    if product.risk in PRODUCT_RISKS:
        return CUSTOMER_LEVELS[PRODUCT_RISKS.index(product.risk)]
    return "unrated" if product.family in rule.rated_families else "any"


def _figures(night: date | None, codes: Sequence[str]) -> dict[str, list[RateFigure]]:
    """The night's figures of these products; those of currency and term have which behind a space."""
    found: dict[str, list[RateFigure]] = {}
    known = set(codes)
    for one in RateFigure.objects.filter(day=night or date.min, rate__in=[*CATALOGUE, *OF_PRODUCTS]):
        code = one.group.rpartition(" ")[0] if one.rate in ("currency", "term") else one.group
        if code in known:
            found.setdefault(code, []).append(one)
    return found


def _sheet(
    product: Product, figures: Sequence[RateFigure], today: date, rule: Any, with_rates: bool
) -> Sheet:
    least, step = int(rule.custody.report_least_cell), int(rule.explorer.counts_to)
    kept = next((one for one in figures if one.rate == "kept"), None)
    many = sorted((one for one in figures if one.part >= least), key=lambda one: (-one.part, one.group))
    alarms = {"early_end": rule.explorer.early_end_percent, "reversal": rule.explorer.reversal_percent}
    return Sheet(
        product, product.sold_until is None or product.sold_until >= today, suits_whom(product, rule.offers),
        _told(kept.part if kept else 0, least, step), _told(kept.among - kept.part if kept else 0, least, step),
        tuple(one.group.rpartition(" ")[2] for one in many if one.rate == "currency"),
        tuple(int(one.group.rpartition(" ")[2]) for one in many if one.rate == "term"),
        {one.rate: told(one, least, step, alarms.get(one.rate)) for one in figures if with_rates and one.rate in OF_PRODUCTS},
    )  # fmt: skip


def _told(count: int, least: int, step: int) -> int | None:
    return None if 0 < count < least else to_step(count, step)

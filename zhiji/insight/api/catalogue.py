"""The product catalogue through the API."""

from datetime import date

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.insight.looks.catalogue import read_catalogue

router = Router(tags=["insight"])
CODE: str = Query("", max_length=40, description="One product; all without it")


class ProductOut(Schema):
    """One product. ``suits``: C1 to C5 (the least rating), any, unrated, means; ``holders`` and ``once`` are rounded, null where too few;
    ``early_end`` and ``reversal`` in whole percent, null where too few or not open to you; ``terms`` in months."""

    code: str
    family: str
    names: dict[str, str]
    risk: str
    sold_until: date | None
    on_sale: bool
    suits: str
    holders: int | None
    once: int | None
    currencies: list[str]
    terms: list[int]
    early_end: int | None
    reversal: int | None


class CatalogueOut(Schema):
    """``services``: kinds of service, each with the kinds of transactions it is booked as."""

    night: date | None
    products: list[ProductOut]
    services: dict[str, list[str]]
    services_since: date


@router.get("/products", response=CatalogueOut, summary="The bank's products and services")
@phrased("insight:product:list")
def get_products(request: HttpRequest, code: str = CODE) -> CatalogueOut:
    found = read_catalogue(code, **caller(request))
    products = []
    for one in found.sheets:
        held = one.product
        percents = {
            name: one.rates[name].percent if name in one.rates else None for name in ("early_end", "reversal")
        }
        products.append(
            ProductOut(
                code=held.code, family=held.family, risk=held.risk, sold_until=held.sold_until, on_sale=one.on_sale, suits=one.suits,
                names={"zh-hans": held.name_zh_hans, "zh-hant": held.name_zh_hant, "en": held.name_en}, holders=one.holders, once=one.once,
                currencies=list(one.currencies), terms=list(one.terms), early_end=percents["early_end"], reversal=percents["reversal"],
            )
        )  # fmt: skip
    services = {kind: list(movements) for kind, movements in found.services}
    return CatalogueOut(
        night=found.night, products=products, services=services, services_since=found.services_since
    )

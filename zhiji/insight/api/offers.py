"""What could be offered to a customer, as the API gives it."""

from datetime import date

from ninja import Schema

from zhiji.insight.looks.offers import Offers


class OfferOut(Schema):
    """A product with its reason: ``because`` of a product held it is taken ``times`` as often; else its ``share`` of what the kind bought."""

    product: str
    family: str
    risk: str
    because: str
    times: float
    share: float


class OffersOut(Schema):
    """``state``: ``ranked``, ``popular`` (no model is better than the most-bought) or ``unlearnt``. ``withheld``: why products that need a
    risk rating are left out: ``unrated``, ``expired``. ``hit``: share of judged buyers who took one of the ``shown`` suggestions."""

    state: str
    items: list[OfferOut]
    withheld: str
    level: str
    until: date | None
    model: int | None
    learnt_on: date | None
    hit: float
    simple_hit: float
    shown: int


def offers_out(found: Offers | None) -> OffersOut | None:
    """The look's answer for the API."""
    if found is None:
        return None
    items = [
        OfferOut(
            product=one.product, family=one.family, risk=one.risk, because=one.because, times=round(one.times, 2), share=round(one.share, 3)
        )
        for one in found.items
    ]  # fmt: skip
    return OffersOut(
        state=found.state, items=items, withheld=found.withheld, level=found.level, until=found.until, model=found.model,
        learnt_on=found.learnt_on, hit=found.hit, simple_hit=found.simple_hit, shown=found.shown,
    )  # fmt: skip

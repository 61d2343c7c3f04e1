"""A customer's purchase history through the API. Amounts are texts with two decimals."""

from datetime import date
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhiji.access.api import PURPOSE, caller
from zhiji.access.web import phrased
from zhiji.customers.api.shapes import NUMBER
from zhiji.holdings.looks.purchases import Event, list_purchases
from zhiji.holdings.rules import written

router = Router(tags=["holdings"])
FAMILY: str = Query("", max_length=20, description="One line of business; all without it")
FIRST = Query(None, description="The first day; from the beginning without it")
LAST = Query(None, description="The last day; up to now without it")
Asked = Literal["", "opened", "renewed", "closed"]


class PurchaseOut(Schema):
    """One event. ``what``: opened, renewed, matured, early, closed; ``number`` and ``amount`` are empty where masked or none."""

    day: date
    what: str
    kind: str
    product: str
    family: str
    currency: str
    number: str
    amount: str
    matures_on: date | None


class PurchasesOut(Schema):
    """Newest first; ``whole`` is false when there are more."""

    number: str
    level: str
    as_of: date | None
    ever: int
    whole: bool
    events: list[PurchaseOut]


@router.get(
    "/{number}/purchases", response=PurchasesOut, summary="What a customer bought, renewed and gave up"
)
@phrased("holdings:purchase:list")
def get_purchases(
    request: HttpRequest, number: str = NUMBER, purpose: str = PURPOSE, family: str = FAMILY, event: Asked = "",
    first: date | None = FIRST, last: date | None = LAST,
) -> PurchasesOut:  # fmt: skip
    found = list_purchases(
        number, family=family, event=event, first=first, last=last, **caller(request, purpose)
    )
    return PurchasesOut(
        number=found.number, level=found.level, as_of=found.as_of, ever=found.ever, whole=found.whole,
        events=[_event(one) for one in found.events],
    )  # fmt: skip


def _event(one: Event) -> PurchaseOut:
    held = one.held
    amount = held.details.get("amount") or held.details.get("limit")
    return PurchaseOut(
        day=one.day, what=one.what, kind=held.kind, product=held.product, family=held.family, currency=held.currency,
        number=held.number, amount=written(amount) if isinstance(amount, int) else "", matures_on=held.matures_on,
    )  # fmt: skip

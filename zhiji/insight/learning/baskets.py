"""Who held what, and what they took besides: episodes of buyers in a window, from the holdings' days alone.

An episode is one customer who, within ``window`` days after a past day, opened a product not held on that day. Nothing of the window is
known to what ranks: the products held on the day, the kind of customer, and measures as of the day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa

KINDS = ("account", "card", "loan", "credit_line")
"""Holdings that are products; authorities, collateral and standing orders are not."""
NOTHING = ""
"""Stands for the products of who holds none."""


@dataclass(frozen=True, slots=True)
class Basket:
    """One holding's days."""

    product: str
    opened: date
    closed: date | None

    def on(self, day: date) -> bool:
        return self.opened <= day and (self.closed is None or self.closed > day)


@dataclass(frozen=True, slots=True)
class Episode:
    """One buyer of one window."""

    customer: int
    kind: str
    held: frozenset[str]
    bought: frozenset[str]


def baskets(holdings: pa.Table) -> dict[int, list[Basket]]:
    """Every customer's products with their days, by the lake's key; a holding of no named product goes by its line of business."""
    found: dict[int, list[Basket]] = {}
    names = ["customer", "kind", "family", "product", "opened_on", "closed_on"]
    for customer, kind, family, product, opened, closed in zip(
        *(holdings[name].to_pylist() for name in names), strict=True
    ):
        if kind in KINDS and opened is not None:
            found.setdefault(customer, []).append(Basket(product or family, opened, closed))
    return found


def episodes(
    held: Mapping[int, Sequence[Basket]],
    kinds: Mapping[int, str],
    cut: date,
    window: int,
    offered: Iterable[str],
) -> Iterator[Episode]:
    """The buyers of the window after ``cut``, of ``offered`` products alone."""
    until, products = cut + timedelta(days=window), frozenset(offered)
    for customer, every in held.items():
        later = {one.product for one in every if cut < one.opened <= until and one.product in products}
        if later:
            before = frozenset(one.product for one in every if one.on(cut))
            if bought := frozenset(later - before):
                yield Episode(customer, kinds.get(customer, ""), before, bought)

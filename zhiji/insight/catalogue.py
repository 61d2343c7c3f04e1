"""Figures of each product for its sheet (T01, T02, T04): who holds it, in which currencies, for which terms. Expressions like the rates of
the bank (``rates``), reckoned by the night with them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhiji.insight.measures.arithmetic import day
from zhiji.insight.measures.measure import named
from zhiji.insight.rates import COLUMNS, Known, Rate

GROUP_MOST = 40
"""The longest group there is a column for; a code too long for its addition has no such figure."""


def _bought(known: Known, on: date) -> Any:
    held = known.holdings
    held = held.filter(held["product"] != "", held.opened_on.isnull() | (held.opened_on <= day(on)))
    return held.mutate(open=held.closed_on.isnull() | (held.closed_on > day(on)))


def _kept(known: Known, on: date) -> Any:
    """Of those who ever held a product, those who hold it."""
    held = _bought(known, on)
    each = held.group_by("customer", code=held["product"]).agg(holds=held.count(where=held.open))
    found = each.group_by(group="code").agg(
        part=each.count(where=each.holds > 0).cast("int64"), among=each.count().cast("int64")
    )
    return found.select(*COLUMNS)


def _by(name: str) -> Any:
    """Of those who hold a product, those who hold it in one currency, or for one term in months."""

    def build(known: Known, on: date) -> Any:
        import ibis

        held = _bought(known, on)
        held = held.filter(held.open)
        whole = held.group_by(code=held["product"]).agg(among=held.customer.nunique().cast("int64"))
        if name == "term":
            held = held.filter(held.kind == "account", held.matures_on.notnull(), held.opened_on.notnull())
            years = held.matures_on.year() - held.opened_on.year()
            told = (years * 12 + held.matures_on.month() - held.opened_on.month()).cast("string")
        else:
            told = held.currency
            held = held.filter(held.currency != "")
        each = held.group_by(code=held["product"], told=told).agg(part=held.customer.nunique().cast("int64"))
        both = each.join(whole, "code")
        found = both.select(group=both.code + ibis.literal(" ") + both.told, part="part", among="among")
        return found.filter(found.group.length() <= GROUP_MOST)

    return build


CATALOGUE: Mapping[str, Rate] = {
    rate.id: rate
    for rate in (
        Rate(
            "kept", named("产品留存", "產品留存", "Still held"),
            named("曾持有该产品的客户中，现仍持有的", "曾持有該產品的客戶中，現仍持有的", "Of the customers who ever held a product, those who hold it"),
            "", "holdings", ("T02", "T04"), _kept,
        ),
        Rate(
            "currency", named("产品币种", "產品幣種", "Currency"),
            named("持有该产品的客户中，以该币种持有的", "持有該產品的客戶中，以該幣種持有的", "Of the customers who hold a product, those who hold it in one currency"),
            "", "holdings", ("T04",), _by("currency"),
        ),
        Rate(
            "term", named("产品期限", "產品期限", "Term"),
            named("持有该产品的客户中，持有该期限（月）的", "持有該產品的客戶中，持有該期限（月）的", "Of the customers who hold a product, those who hold it for one term in months"),
            "", "holdings", ("T04",), _by("term"),
        ),
    )
}  # fmt: skip
"""Figure id → expression; ``group`` is the product's code, for currency and term followed by a space and which."""

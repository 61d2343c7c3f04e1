"""Figures of the whole bank, each a part of something: churn (R18), what cohorts keep (U12), early ends and reversals by product (U14).

Named expressions like measures, with definition, window and source; they give (group, part, among), all whole numbers, the same on every
engine. What would need data that the bank does not feed is named with the reason instead of being guessed (``UNMEASURED``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhiji.insight.measures.activity import BY_THE_BANK, YEAR
from zhiji.insight.measures.arithmetic import day
from zhiji.insight.measures.measure import Tables, named

COHORT_YEARS = 6
"""How many calendar years of beginners are followed."""
COLUMNS = ("group", "part", "among")


@dataclass(frozen=True, slots=True)
class Rate:
    """``build(tables, on)`` gives ``COLUMNS``: ``part`` of ``among``. ``group``: a product's code, two years (``2023-2025``), or "" for all."""

    id: str
    names: Mapping[str, str]
    definition: Mapping[str, str]
    window: str
    source: str
    requirements: tuple[str, ...]
    build: Callable[[Tables, date], Any]


def without(tables: Tables, hidden: Sequence[int]) -> Tables:
    """The tables without these customers: files whose existence not everybody may know of stand in no figure."""
    if not hidden:
        return tables
    kept = {name: getattr(tables, name) for name in ("transactions", "balances", "holdings")}
    return Tables(
        **{name: one.filter(~one.customer.isin(list(hidden))) for name, one in kept.items()},
        rates=tables.rates,
    )


def _own(tables: Tables, on: date) -> Any:
    moved = tables.transactions
    return moved.filter(moved.day <= day(on), ~moved.kind.isin(BY_THE_BANK))


def _churn(tables: Tables, on: date) -> Any:
    """Of who moved money in the year before the last, those who moved none in the last."""
    moved = _own(tables, on)
    moved = moved.filter(moved.day > day(on - timedelta(days=2 * YEAR)))
    last = moved.day > day(on - timedelta(days=YEAR))
    each = moved.group_by("customer").agg(now=moved.count(where=last), then=moved.count(where=~last))
    return _whole(each.filter(each.then > 0), lambda rows: rows.now == 0)


def _whole(rows: Any, part: Callable[[Any], Any]) -> Any:
    import ibis

    found = rows.agg(part=rows.count(where=part(rows)).cast("int64"), among=rows.count().cast("int64"))
    return found.filter(found.among > 0).select(group=ibis.literal(""), part="part", among="among")


def _cohorts(tables: Tables, on: date) -> Any:
    """Of those whose first account or product began in a year, those with a movement of their own in each later year up to the night's."""
    first = on.year - COHORT_YEARS
    held = tables.holdings.filter(tables.holdings.opened_on <= day(on))
    began = held.group_by("customer").agg(began=held.opened_on.min())
    began = began.select("customer", cohort=began.began.year().cast("int64"))
    began = began.filter(began.cohort >= first, began.cohort < on.year)
    sizes = began.group_by("cohort").agg(among=began.count().cast("int64"))
    moved = _own(tables, on)
    active = moved.select("customer", year=moved.day.year().cast("int64")).distinct()
    both = active.join(began, "customer")
    both = both.filter(both.year > both.cohort, both.year >= first)
    kept = both.group_by("cohort", "year").agg(part=both.count().cast("int64"))
    found = kept.join(sizes, "cohort")
    return found.select(
        group=found.cohort.cast("string") + "-" + found.year.cast("string"), part="part", among="among"
    )


def _early(tables: Tables, on: date) -> Any:
    """Of the deposits of a product that ended within a year, those closed before their day."""
    began = day(on - timedelta(days=YEAR))
    held = tables.holdings
    held = held.filter(held.kind == "account", held.matures_on.notnull(), held.product != "")
    early = (
        held.closed_on.notnull()
        & (held.closed_on < held.matures_on)
        & (held.closed_on > began)
        & (held.closed_on <= day(on))
    )
    whole = (
        (held.closed_on.isnull() | (held.closed_on >= held.matures_on))
        & (held.matures_on > began)
        & (held.matures_on <= day(on))
    )
    held = held.mutate(early=early.fill_null(False), whole=whole.fill_null(False))
    ended = held.filter(held.early | held.whole)
    return _by_group(ended, "product", ended.early)


def _reversed(tables: Tables, on: date) -> Any:
    """Of the movements of a year on accounts of a product, those booked as corrections."""
    moved = tables.transactions
    moved = moved.filter(moved.day <= day(on), moved.day > day(on - timedelta(days=YEAR)))
    accounts = tables.holdings.filter(tables.holdings.kind == "account", tables.holdings["product"] != "")
    both = moved.select("customer", "account", "kind").join(
        accounts.select("customer", "account", code="product"), ["customer", "account"]
    )
    return _by_group(both, "code", both.kind == "correction")


def _by_group(rows: Any, name: str, part: Any) -> Any:
    found = rows.group_by(group=rows[name]).agg(
        part=rows.count(where=part).cast("int64"), among=rows.count().cast("int64")
    )
    return found.select(*COLUMNS)


RATES: Mapping[str, Rate] = {
    rate.id: rate
    for rate in (
        Rate(
            "churn", named("客户流失率", "客戶流失率", "Churn rate"),
            named("前一年有本人交易的客户中，近一年没有本人交易的", "前一年有本人交易的客戶中，近一年沒有本人交易的", "Of the customers who moved money in the year before the last 365 days, those who moved none in them"),
            "730 days", "transactions", ("R18",), _churn,
        ),
        Rate(
            "cohort", named("同期客户留存", "同期客戶留存", "What cohorts keep"),
            named("同一年首次开户或办理产品的客户中，其后各年仍有本人交易的", "同一年首次開戶或辦理產品的客戶中，其後各年仍有本人交易的", "Of the customers whose first account or product began in one year, those with a movement of their own in each later year"),
            "6 calendar years", "holdings, transactions", ("U12",), _cohorts,
        ),
        Rate(
            "early_end", named("提前支取率", "提前支取率", "Ended early"),
            named("一年内结束的该产品存款中，到期前销户的", "一年內結束的該產品存款中，到期前銷戶的", "Of the deposits of a product that ended within 365 days, those closed before their day"),
            "365 days", "holdings", ("U14",), _early,
        ),
        Rate(
            "reversal", named("冲正率", "沖正率", "Reversed"),
            named("一年内该产品账户的交易中，记为冲正的", "一年內該產品帳戶的交易中，記為沖正的", "Of the movements of 365 days on accounts of a product, those booked as corrections"),
            "365 days", "holdings, transactions", ("U14",), _reversed,
        ),
    )
}  # fmt: skip
"""Rate id → rate."""

UNMEASURED: Mapping[str, tuple[object, object]] = {
    "R17": (_("Sales conversion"), _("not measured: no record of what was offered and taken is fed")),
    "U11": (
        _("Cost of winning against keeping"),
        _("not measured: no costs of winning and keeping customers are fed"),
    ),
    "U24": (
        _("Market share and marketing efficiency"),
        _("not measured: neither the size of the market nor what marketing costs is fed"),
    ),
}
"""Figures that are asked for and cannot be had, and what lacks."""

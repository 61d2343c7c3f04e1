"""Figures of the whole bank, each a part of something: churn (R18), what cohorts keep (U12), early ends and reversals by product (U14).

Named expressions like measures, with definition, window and source; they give (group, part, among), all whole numbers, the same on every
engine. What would need data that the bank does not feed is named with the reason instead of being guessed (``UNMEASURED``).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhiji.insight.measures.activity import BY_THE_BANK, YEAR
from zhiji.insight.measures.arithmetic import all_marks, day, days_between, marks
from zhiji.insight.measures.measure import Tables, named

COHORT_YEARS = 6
"""How many calendar years of beginners are followed."""
COLUMNS = ("group", "part", "among")


@dataclass(frozen=True, slots=True)
class Known:
    """What rates are made of: ``moved`` of each account (see there), and the night's holdings."""

    moved: Any
    holdings: Any


@dataclass(frozen=True, slots=True)
class Rate:
    """``build(known, on)`` gives ``COLUMNS``: ``part`` of ``among``. ``group``: a product's code, two years (``2023-2025``), or "" for all."""

    id: str
    names: Mapping[str, str]
    definition: Mapping[str, str]
    window: str
    source: str
    requirements: tuple[str, ...]
    build: Callable[[Known, date], Any]


def without(tables: Tables, hidden: Sequence[int]) -> Tables:
    """The tables without these customers: files whose existence not everybody may know of stand in no figure."""
    if not hidden:
        return tables
    kept = {name: getattr(tables, name) for name in ("transactions", "balances", "holdings")}
    return Tables(
        **{name: one.filter(~one.customer.isin(list(hidden))) for name, one in kept.items()},
        rates=tables.rates,
    )


def moved(tables: Tables, on: date) -> Any:
    """Of each account what moved, in one pass for all rates: customer, account; within 365 days ``movements`` and of these ``corrected``;
    of the customer's own doing those ``lately`` (365 days) and ``earlier`` (the 365 before); ``years`` with any, as bits, 0 for this one."""
    rows = tables.transactions.filter(tables.transactions.day <= day(on))
    rows = rows.mutate(
        own=~rows.kind.isin(BY_THE_BANK), ago=days_between(day(on), rows.day),
        back=(on.year - rows.day.year()).clip(upper=COHORT_YEARS + 1).cast("int64"),
    )  # fmt: skip
    in_year = rows.ago < YEAR
    return rows.group_by("customer", "account").agg(
        movements=rows.count(where=in_year), corrected=rows.count(where=in_year & (rows.kind == "correction")),
        lately=rows.count(where=in_year & rows.own), earlier=rows.count(where=rows.own & ~in_year & (rows.ago < 2 * YEAR)),
        years=marks(rows.back, rows.own),
    )  # fmt: skip


def reckon_rates(rates: Iterable[Rate], tables: Tables, on: date) -> Iterator[tuple[str, str, int, int]]:
    """Id of the rate, group, part and among of every rate, on one engine."""
    import ibis

    known = Known(
        ibis.memtable(moved(tables, on).to_pyarrow()), tables.holdings
    )  # a line an account: held, not read for each rate anew
    for rate in rates:
        for row in rate.build(known, on).to_pyarrow().to_pylist():
            yield rate.id, row["group"], row["part"], row["among"]


def _churn(known: Known, on: date) -> Any:
    """Of who moved money in the year before the last, those who moved none in the last."""
    each = known.moved.group_by("customer").agg(now=known.moved.lately.sum(), then=known.moved.earlier.sum())
    return _whole(each.filter(each.then > 0), lambda rows: rows.now == 0)


def _whole(rows: Any, part: Callable[[Any], Any]) -> Any:
    import ibis

    found = rows.agg(part=rows.count(where=part(rows)).cast("int64"), among=rows.count().cast("int64"))
    return found.filter(found.among > 0).select(group=ibis.literal(""), part="part", among="among")


def _cohorts(known: Known, on: date) -> Any:
    """Of those whose first account or product began in a year, those with a movement of their own in each later year up to the night's."""
    import ibis

    first = on.year - COHORT_YEARS
    held = known.holdings.filter(known.holdings.opened_on <= day(on))
    began = held.group_by("customer").agg(began=held.opened_on.min())
    began = began.select("customer", cohort=began.began.year().cast("int64"))
    began = began.filter(began.cohort >= first, began.cohort < on.year)
    active = known.moved.group_by("customer").agg(years=all_marks(known.moved.years))
    both = began.join(active, "customer", how="left")
    counted = both.group_by("cohort").agg(
        among=both.count().cast("int64"),
        **{f"in_{back}": both.count(where=both.years & (1 << back) != 0).cast("int64") for back in range(COHORT_YEARS)},
    )  # fmt: skip
    return ibis.union(*(_in_year(counted, on.year - back, f"in_{back}") for back in range(COHORT_YEARS)))


def _in_year(counted: Any, year: int, name: str) -> Any:
    found = counted.filter(counted.cohort < year, counted[name] > 0)
    return found.select(group=found.cohort.cast("string") + f"-{year}", part=found[name], among="among")


def _early(known: Known, on: date) -> Any:
    """Of the deposits of a product that ended within a year, those closed before their day."""
    began = day(on - timedelta(days=YEAR))
    held = known.holdings
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


def _reversed(known: Known, on: date) -> Any:
    """Of the movements of a year on accounts of a product, those booked as corrections."""
    accounts = known.holdings.filter(known.holdings.kind == "account", known.holdings["product"] != "")
    both = known.moved.join(accounts.select("customer", "account", group="product"), ["customer", "account"])
    found = both.group_by("group").agg(
        part=both.corrected.sum().cast("int64"), among=both.movements.sum().cast("int64")
    )
    return found.filter(found.among > 0)


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

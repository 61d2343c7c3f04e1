"""What a customer has with the bank: balances on the night, daily averages of the periods, assets under management."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import ibis

from zhiji.holdings.rules import periods
from zhiji.insight.measures.arithmetic import day, days_between, in_base, rounded_ratio
from zhiji.insight.measures.measure import Measure, Tables

OWED = ("loan", "mortgage", "credit_line")
"""Families in which a balance is what the customer owes: no asset under management."""


def steps(tables: Tables, on: date) -> Any:
    """Balances up to ``on`` in the base currency, each with the day it ends (exclusive): the next step, or after ``on``."""
    kept = in_base(tables.balances.filter(tables.balances.day <= day(on)), tables, "balance")
    window = ibis.window(group_by=["customer", "account"], order_by="day")
    after = day(on + timedelta(days=1))
    return kept.mutate(until=kept.day.lead().over(window).fill_null(after))


def _end_of_day(tables: Tables, on: date) -> Any:
    held = steps(tables, on)
    now = held.filter(held.until > day(on))
    return now.group_by("customer").agg(value=now.balance.sum().cast("int64"))


def average(first: date, last: date, tables: Tables, *, only_assets: bool = False) -> Any:
    """日均 from ``first`` to ``last``: the sum of end-of-day balances by the number of days, leap days too (B02).

    The step at which an account opens counts from its day; days before it count with 0. ``only_assets``: of assets under
    management.
    """
    held = steps(tables, last)
    if only_assets:
        held = _assets(held, tables)
    begin = day(first)
    since = ibis.greatest(held.day, begin)
    within = held.mutate(weight=days_between(held.until, since)).filter(held.until > begin)
    summed = within.group_by("customer").agg(total=(within.balance * within.weight).sum().cast("int64"))
    whole = ibis.literal((last - first).days + 1, "int64")
    return summed.select("customer", value=rounded_ratio(summed.total, whole))


def _average_of(period: str) -> Callable[[Tables, date], Any]:
    def build(tables: Tables, on: date) -> Any:
        found = next(one for one in periods(on) if one.id == period)
        return average(found.first, found.last, tables)

    return build


def _assets(held: Any, tables: Tables) -> Any:
    """Those balances that are assets under management: of no account that is owed, and above 0."""
    accounts = tables.holdings.filter(tables.holdings.kind == "account").select(
        "customer", "account", "family"
    )
    joined = held.join(accounts, ["customer", "account"])
    return joined.filter(~joined.family.isin(OWED), joined.balance > 0)


def _aum(tables: Tables, on: date) -> Any:
    held = steps(tables, on)
    now = _assets(held.filter(held.until > day(on)), tables)
    return now.group_by("customer").agg(value=now.balance.sum().cast("int64"))


def _products(tables: Tables, on: date) -> Any:
    held = tables.holdings
    open_now = held.filter(held.opened_on <= day(on), (held.closed_on > day(on)) | held.closed_on.isnull())
    open_now = open_now.filter(open_now.kind.isin(("account", "card", "loan", "credit_line")))
    return open_now.group_by("customer").agg(value=open_now.family.nunique())


_AVERAGES = (
    ("month", "月日均", "月日均", "Daily average, month"), ("quarter", "季日均", "季日均", "Daily average, quarter"),
    ("year", "年日均", "年日均", "Daily average, year"),
)  # fmt: skip

MEASURES = (
    Measure(
        "balance", {"zh-hans": "日终余额", "zh-hant": "日終餘額", "en": "Balance"},
        {"zh-hans": "当日日终各账户余额合计", "zh-hant": "當日日終各帳戶餘額合計", "en": "All accounts' balances at the end of the night's day"},
        "money", "the night's day", "balances", ("B01",), _end_of_day,
    ),
    *(
        Measure(
            f"average_{period}", {"zh-hans": hans, "zh-hant": hant, "en": en},
            {"zh-hans": "期初至当日每天日终余额之和除以天数", "zh-hant": "期初至當日每天日終餘額之和除以天數", "en": "The sum of end-of-day balances by the days of the period so far"},
            "money", f"{period} to date", "balances", ("B02",), _average_of(period),
        )
        for period, hans, hant, en in _AVERAGES
    ),
    Measure(
        "aum", {"zh-hans": "管理资产", "zh-hant": "管理資產", "en": "Assets under management"},
        {"zh-hans": "当日日终存款、理财等资产余额合计，不含贷款", "zh-hant": "當日日終存款、理財等資產餘額合計，不含貸款", "en": "Deposits and investments at the end of the day, without what is owed"},
        "money", "the night's day", "balances, holdings", ("B03", "E12"), _aum,
    ),
    Measure(
        "products", {"zh-hans": "持有产品类数", "zh-hant": "持有產品類數", "en": "Product families held"},
        {"zh-hans": "当日未结清的产品大类数", "zh-hant": "當日未結清的產品大類數", "en": "Families of which something is open on the day"},
        "count", "the night's day", "holdings", ("T01",), _products,
    ),
)  # fmt: skip

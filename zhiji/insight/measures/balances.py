"""What a customer has with the bank: balances on the night, daily averages of the periods, assets under management."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from zhiji.holdings.rules import periods
from zhiji.insight.measures.arithmetic import day, days_between, in_base, latest, rounded_ratio
from zhiji.insight.measures.measure import Measure, Summed, Tables

OWED = ("loan", "mortgage", "credit_line")
"""Families in which a balance is what the customer owes: no asset under management."""


def steps(tables: Tables, since: date, on: date) -> Any:
    """Balances in the base currency that stood on any day from ``since`` to ``on``, each with the day it ends (exclusive).

    Of the days before ``since`` only the last balance of each account is carried: an account's past is not sorted again and again.
    """
    import ibis

    kept = tables.balances.select("customer", "account", "day", "balance", "currency")
    older = kept.filter(kept.day < day(since))
    older = older.group_by("customer", "account").agg(
        day=older.day.max(), balance=latest(older.balance, older.day), currency=older.currency.arbitrary()
    )
    newer = kept.filter(kept.day >= day(since), kept.day <= day(on))
    stood = in_base(newer.union(older), tables, "balance")
    window = ibis.window(group_by=["customer", "account"], order_by="day")
    return stood.mutate(until=stood.day.lead().over(window).fill_null(day(on + timedelta(days=1))))


def held_this_year(tables: Tables, on: date) -> Any:
    """The steps of the year so far, each with its account's family (null where no such account is held) and what it comes to:
    ``over_year`` is its balance added up over the year's days."""
    first = date(on.year, 1, 1)
    held = _with_family(steps(tables, first, on), tables)
    held = held.filter(held.until > day(first))
    return held.mutate(over_year=_over(held, first))


def _with_family(held: Any, tables: Tables) -> Any:
    accounts = tables.holdings.filter(tables.holdings.kind == "account")
    return held.join(accounts.select("customer", "account", "family"), ["customer", "account"], how="left")


def _assets(held: Any) -> Any:
    """Which balances are assets under management: of no account that is owed, and above 0."""
    return ~held.family.isin(OWED) & (held.balance > 0)


def _now(held: Any, on: date) -> dict[str, Any]:
    return {"now": held.balance.sum(where=held.until > day(on)).cast("int64")}


def _assets_now(held: Any, on: date) -> dict[str, Any]:
    return {"assets_now": held.balance.sum(where=(held.until > day(on)) & _assets(held)).cast("int64")}


def _over(held: Any, first: date) -> Any:
    """What stood on each day from ``first``, added up over the days of each step that did not end before."""
    import ibis

    return held.balance * days_between(held.until, ibis.greatest(held.day, day(first)))


def average(first: date, last: date, tables: Tables, *, only_assets: bool = False) -> Any:
    """日均 from ``first`` to ``last``: the sum of end-of-day balances by the number of days, leap days too (B02).

    The step at which an account opens counts from its day; days before it count with 0. ``only_assets``: of assets under
    management.
    """
    found = averages([(first, last)], tables, only_assets=only_assets)
    return found.filter(found.average_0.notnull()).rename(value="average_0")


def averages(periods: Sequence[tuple[date, date]], tables: Tables, *, only_assets: bool = False) -> Any:
    """The averages of several periods (first and last day) in one reading of the balances: customer, average_0, average_1 and so
    on, null where nothing stood. What began after a period's end, or ended as it began, is none of that period's."""
    held = steps(tables, min(first for first, _ in periods), max(last for _, last in periods))
    if only_assets:
        held = _with_family(held, tables)
        held = held.filter(_assets(held))
    summed = held.group_by("customer").agg(
        **{f"total_{place}": _total_within(held, *period) for place, period in enumerate(periods)}
    )
    found = {
        f"average_{place}": rounded_ratio(summed[f"total_{place}"], _days(*period))
        for place, period in enumerate(periods)
    }
    return summed.select("customer", **found)


def _total_within(held: Any, first: date, last: date) -> Any:
    import ibis

    days = days_between(
        ibis.least(held.until, day(last + timedelta(days=1))), ibis.greatest(held.day, day(first))
    )
    stood = (held.until > day(first)) & (held.day <= day(last))
    return (held.balance * days).sum(where=stood).cast("int64")


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


def _average_of(period: str) -> Summed:
    def first(on: date) -> date:
        return next(one for one in periods(on) if one.id == period).first

    def total(held: Any, on: date) -> dict[str, Any]:
        if period == "year":
            return {"total_year": held.over_year.sum().cast("int64")}
        stood = held.until > day(first(on))
        return {f"total_{period}": _over(held, first(on)).sum(where=stood).cast("int64")}

    return Summed(
        held_this_year,
        total,
        lambda summed, on: rounded_ratio(summed[f"total_{period}"], _days(first(on), on)),
    )


def begun(tables: Tables, on: date) -> Any:
    """What had begun by the night, ended or not."""
    return tables.holdings.filter(tables.holdings.opened_on <= day(on))


def _families(held: Any, on: date) -> dict[str, Any]:
    open_now = (held.closed_on > day(on)) | held.closed_on.isnull()
    open_now &= held.kind.isin(("account", "card", "loan", "credit_line"))
    return {"families": held.family.nunique(where=open_now)}


_AVERAGES = (
    ("month", "月日均", "月日均", "Daily average, month"), ("quarter", "季日均", "季日均", "Daily average, quarter"),
    ("year", "年日均", "年日均", "Daily average, year"),
)  # fmt: skip

MEASURES = (
    Measure(
        "balance", {"zh-hans": "日终余额", "zh-hant": "日終餘額", "en": "Balance"},
        {"zh-hans": "当日日终各账户余额合计", "zh-hant": "當日日終各帳戶餘額合計", "en": "All accounts' balances at the end of the night's day"},
        "money", "the night's day", "balances", ("B01",), Summed(held_this_year, _now, lambda summed, on: summed.now),
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
        "money", "the night's day", "balances, holdings", ("B03", "E12"), Summed(held_this_year, _assets_now, lambda summed, on: summed.assets_now),
    ),
    Measure(
        "products", {"zh-hans": "持有产品类数", "zh-hant": "持有產品類數", "en": "Product families held"},
        {"zh-hans": "当日未结清的产品大类数", "zh-hant": "當日未結清的產品大類數", "en": "Families of which something is open on the day"},
        "count", "the night's day", "holdings", ("T01",), Summed(begun, _families, lambda summed, on: summed.families.nullif(0)),
    ),
)  # fmt: skip

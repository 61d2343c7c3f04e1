"""How lately, how often and how much a customer moves money (U06-U09); and whether an account sleeps."""

from datetime import date
from typing import Any

from zhiji.insight.measures.arithmetic import day, days_between, in_base, rounded_ratio
from zhiji.insight.measures.measure import Measure, Summed, Tables

BY_THE_BANK = ("fee", "interest", "correction", "opening", "closing")
"""Kinds of transactions that the bank books by itself: they are no sign of life of the customer."""
YEAR = 365
SPAN = 90
MONTH_DAYS = 30
"""Spans of thirty days: all of the same length, and none is cut by the night."""
SPENDING = ("card", "payment")
"""Kinds of transactions by which a customer consumes."""
SLEEPS_AFTER = 365
"""Days without a movement of the customer's own after which a customer with money in the bank counts as dormant."""


def movements(tables: Tables, on: date) -> Any:
    """All movements up to ``on``, and of each what several figures ask of it: an engine finds it once a row so, not once a figure.

    ``amount`` in the base currency, null where it has no rate; ``size`` without its sign; ``own``: of the customer's own doing,
    and of these ``in_year`` within 365 days, ``in_span`` within 90, ``in_span_before`` in the 90 before; ``this_year``: since 1 January;
    ``month``: how many calendar months ago; ``spent_ago``: how many days ago the span of 30 days ended in which it was spent, null where it was not.
    """
    moved = tables.transactions.filter(tables.transactions.day <= day(on))
    moved = in_base(moved, tables, "amount", how="left")
    moved = moved.mutate(
        own=~moved.kind.isin(BY_THE_BANK), size=moved.amount.abs(), this_year=moved.day >= day(date(on.year, 1, 1)),
        ago=days_between(day(on), moved.day), month=on.year * 12 + on.month - moved.day.year() * 12 - moved.day.month(),
    )  # fmt: skip
    spent = (moved.amount < 0) & moved.kind.isin(SPENDING)
    return moved.mutate(
        in_year=moved.own & (moved.ago < YEAR), in_span=moved.own & (moved.ago < SPAN),
        in_span_before=moved.own & (moved.ago >= SPAN) & (moved.ago < 2 * SPAN),
        spent_ago=spent.ifelse(moved.ago - moved.ago % MONTH_DAYS, None),
    )  # fmt: skip


def _last(moved: Any, on: date) -> dict[str, Any]:
    return {"last_day": moved.day.max(where=moved.own)}


def _recency(summed: Any, on: date) -> Any:
    return days_between(day(on), summed.last_day)


def _dormancy(summed: Any, on: date) -> Any:
    slept = _recency(summed, on)
    return (slept >= SLEEPS_AFTER).ifelse(slept, None)


def _times(moved: Any, on: date) -> dict[str, Any]:
    return {"times": moved.count(where=moved.in_year)}


def _money(moved: Any, on: date) -> dict[str, Any]:
    return {"money": moved.size.sum(where=moved.in_year).cast("int64")}


def _money_and_times(moved: Any, on: date) -> dict[str, Any]:
    return _money(moved, on) | {"times_rated": moved.amount.count(where=moved.in_year)}


MEASURES = (
    Measure(
        "recency", {"zh-hans": "最近一次往来", "zh-hant": "最近一次往來", "en": "Recency"},
        {"zh-hans": "距客户本人最近一笔交易的天数", "zh-hant": "距客戶本人最近一筆交易的天數", "en": "Days since the customer's own last movement"},
        "days", "all days up to the night", "transactions", ("U06",), Summed(movements, _last, _recency),
    ),
    Measure(
        "frequency", {"zh-hans": "往来次数", "zh-hant": "往來次數", "en": "Frequency"},
        {"zh-hans": "一年内客户本人的交易笔数", "zh-hant": "一年內客戶本人的交易筆數", "en": "The customer's own movements within a year"},
        "count", "365 days", "transactions", ("U07",), Summed(movements, _times, lambda summed, on: summed.times.nullif(0)),
    ),
    Measure(
        "money", {"zh-hans": "往来金额", "zh-hant": "往來金額", "en": "Money moved"},
        {"zh-hans": "一年内客户本人交易金额合计（进出均计）", "zh-hant": "一年內客戶本人交易金額合計（進出均計）", "en": "What the customer moved within a year, in and out together"},
        "money", "365 days", "transactions", ("U08",), Summed(movements, _money, lambda summed, on: summed.money),
    ),
    Measure(
        "ticket", {"zh-hans": "笔均金额", "zh-hant": "筆均金額", "en": "Average ticket"},
        {"zh-hans": "一年内往来金额除以笔数", "zh-hant": "一年內往來金額除以筆數", "en": "Money moved by the number of movements"},
        "money", "365 days", "transactions", ("U09",), Summed(movements, _money_and_times, lambda summed, on: rounded_ratio(summed.money, summed.times_rated.nullif(0))),
    ),
    Measure(
        "dormancy", {"zh-hans": "休眠天数", "zh-hant": "休眠天數", "en": "Dormancy"},
        {"zh-hans": "一年以上没有本人交易的天数", "zh-hant": "一年以上沒有本人交易的天數", "en": "Days without a movement of the customer's own, once a year is full"},
        "days", "all days up to the night", "transactions", ("U10",), Summed(movements, _last, _dormancy),
    ),
)  # fmt: skip

"""How lately, how often and how much a customer moves money (U06-U09); and whether an account sleeps."""

from datetime import date, timedelta
from typing import Any

from zhiji.insight.measures.arithmetic import day, days_between, in_base, rounded_ratio
from zhiji.insight.measures.measure import Measure, Tables

BY_THE_BANK = ("fee", "interest", "correction", "opening", "closing")
"""Kinds of transactions that the bank books by itself: they are no sign of life of the customer."""
YEAR = 365
SLEEPS_AFTER = 365
"""Days without a movement of the customer's own after which a customer with money in the bank counts as dormant."""


def own(tables: Tables, on: date) -> Any:
    """Movements of the customer's own doing within the year that ends with ``on``."""
    moved = tables.transactions
    return moved.filter(
        moved.day <= day(on), moved.day > day(on - timedelta(days=YEAR)), ~moved.kind.isin(BY_THE_BANK)
    )


def _recency(tables: Tables, on: date) -> Any:
    moved = tables.transactions
    moved = moved.filter(moved.day <= day(on), ~moved.kind.isin(BY_THE_BANK))
    last = moved.group_by("customer").agg(last=moved.day.max())
    return last.select("customer", value=days_between(day(on), last.last))


def _frequency(tables: Tables, on: date) -> Any:
    moved = own(tables, on)
    return moved.group_by("customer").agg(value=moved.count())


def _money(tables: Tables, on: date) -> Any:
    moved = in_base(own(tables, on), tables, "amount")
    return moved.group_by("customer").agg(value=moved.amount.abs().sum().cast("int64"))


def _ticket(tables: Tables, on: date) -> Any:
    moved = in_base(own(tables, on), tables, "amount")
    summed = moved.group_by("customer").agg(money=moved.amount.abs().sum().cast("int64"), times=moved.count())
    return summed.select("customer", value=rounded_ratio(summed.money, summed.times))


def _dormancy(tables: Tables, on: date) -> Any:
    last = _recency(tables, on)
    return last.filter(last.value >= SLEEPS_AFTER).select("customer", value=last.value)


MEASURES = (
    Measure(
        "recency", {"zh-hans": "最近一次往来", "zh-hant": "最近一次往來", "en": "Recency"},
        {"zh-hans": "距客户本人最近一笔交易的天数", "zh-hant": "距客戶本人最近一筆交易的天數", "en": "Days since the customer's own last movement"},
        "days", "all days up to the night", "transactions", ("U06",), _recency,
    ),
    Measure(
        "frequency", {"zh-hans": "往来次数", "zh-hant": "往來次數", "en": "Frequency"},
        {"zh-hans": "一年内客户本人的交易笔数", "zh-hant": "一年內客戶本人的交易筆數", "en": "The customer's own movements within a year"},
        "count", "365 days", "transactions", ("U07",), _frequency,
    ),
    Measure(
        "money", {"zh-hans": "往来金额", "zh-hant": "往來金額", "en": "Money moved"},
        {"zh-hans": "一年内客户本人交易金额合计（进出均计）", "zh-hant": "一年內客戶本人交易金額合計（進出均計）", "en": "What the customer moved within a year, in and out together"},
        "money", "365 days", "transactions", ("U08",), _money,
    ),
    Measure(
        "ticket", {"zh-hans": "笔均金额", "zh-hant": "筆均金額", "en": "Average ticket"},
        {"zh-hans": "一年内往来金额除以笔数", "zh-hant": "一年內往來金額除以筆數", "en": "Money moved by the number of movements"},
        "money", "365 days", "transactions", ("U09",), _ticket,
    ),
    Measure(
        "dormancy", {"zh-hans": "休眠天数", "zh-hant": "休眠天數", "en": "Dormancy"},
        {"zh-hans": "一年以上没有本人交易的天数", "zh-hant": "一年以上沒有本人交易的天數", "en": "Days without a movement of the customer's own, once a year is full"},
        "days", "all days up to the night", "transactions", ("U10",), _dormancy,
    ),
)  # fmt: skip

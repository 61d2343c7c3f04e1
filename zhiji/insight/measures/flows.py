"""Money that comes in and goes out, against the period before (U10, B06)."""

from datetime import date, timedelta
from typing import Any

from zhiji.insight.measures.activity import BY_THE_BANK
from zhiji.insight.measures.arithmetic import day, in_base
from zhiji.insight.measures.measure import Measure, Tables

SPAN = 90


def _net(tables: Tables, on: date, *, ending: int = 0) -> Any:
    """Net inflow of the ``SPAN`` days that end ``ending`` days before ``on``."""
    last = on - timedelta(days=ending)
    moved = tables.transactions
    moved = moved.filter(moved.day <= day(last), moved.day > day(last - timedelta(days=SPAN)))
    moved = in_base(moved.filter(~moved.kind.isin(BY_THE_BANK)), tables, "amount")
    return moved.group_by("customer").agg(net=moved.amount.sum().cast("int64"))


def _net_inflow(tables: Tables, on: date) -> Any:
    now = _net(tables, on)
    return now.select("customer", value=now.net)


def _change(tables: Tables, on: date) -> Any:
    now, before = _net(tables, on), _net(tables, on, ending=SPAN).rename(before="net", other="customer")
    both = now.outer_join(before, now.customer == before.other)
    return both.select(
        customer=both.customer.fill_null(both.other),
        value=(both.net.fill_null(0) - both.before.fill_null(0)).cast("int64"),
    )


MEASURES = (
    Measure(
        "net_inflow", {"zh-hans": "季度净流入", "zh-hant": "季度淨流入", "en": "Net inflow, 90 days"},
        {"zh-hans": "九十天内客户资金流入减流出", "zh-hant": "九十天內客戶資金流入減流出", "en": "What came in less what went out within 90 days"},
        "money", "90 days", "transactions", ("B06",), _net_inflow,
    ),
    Measure(
        "inflow_change", {"zh-hans": "净流入变化", "zh-hant": "淨流入變化", "en": "Change of net inflow"},
        {"zh-hans": "近九十天净流入减此前九十天净流入", "zh-hant": "近九十天淨流入減此前九十天淨流入", "en": "Net inflow of the last 90 days less that of the 90 before"},
        "money", "180 days", "transactions", ("U10",), _change,
    ),
)  # fmt: skip

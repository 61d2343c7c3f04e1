"""Money that comes in and goes out, against the period before (U10, B06)."""

from datetime import date
from typing import Any

from zhiji.insight.measures.activity import movements
from zhiji.insight.measures.measure import Measure, Summed


def _net(moved: Any, on: date) -> dict[str, Any]:
    return {"net": moved.amount.sum(where=moved.in_span).cast("int64")}


def _net_and_before(moved: Any, on: date) -> dict[str, Any]:
    before = moved.amount.sum(where=moved.in_span_before).cast("int64")
    return _net(moved, on) | {"net_before": before}


def _change(summed: Any, on: date) -> Any:
    none = summed.net.isnull() & summed.net_before.isnull()
    return none.ifelse(None, summed.net.fill_null(0) - summed.net_before.fill_null(0))


MEASURES = (
    Measure(
        "net_inflow", {"zh-hans": "季度净流入", "zh-hant": "季度淨流入", "en": "Net inflow, 90 days"},
        {"zh-hans": "九十天内客户资金流入减流出", "zh-hant": "九十天內客戶資金流入減流出", "en": "What came in less what went out within 90 days"},
        "money", "90 days", "transactions", ("B06",), Summed(movements, _net, lambda summed, on: summed.net),
    ),
    Measure(
        "inflow_change", {"zh-hans": "净流入变化", "zh-hant": "淨流入變化", "en": "Change of net inflow"},
        {"zh-hans": "近九十天净流入减此前九十天净流入", "zh-hant": "近九十天淨流入減此前九十天淨流入", "en": "Net inflow of the last 90 days less that of the 90 before"},
        "money", "180 days", "transactions", ("U10",), Summed(movements, _net_and_before, _change),
    ),
)  # fmt: skip

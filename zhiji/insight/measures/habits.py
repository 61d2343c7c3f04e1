"""How a customer moves money: how often and how much against the quarter before (R19), by which ways (B12), and what can be spent (B13).

A share says little of few movements: its ``counted`` names the measure that gives its n, and the page tells it beside the share.
"""

from datetime import date
from functools import reduce
from operator import add
from typing import Any

from zhiji.insight.measures.activity import MONTH_DAYS, SPENDING, movements
from zhiji.insight.measures.arithmetic import rounded_ratio
from zhiji.insight.measures.measure import Measure, Summed, named

REMOTE = ("online", "mobile")
CASH = ("deposit", "withdrawal")
THOUSAND = 1000
MONTHS = 12
TAIL = 3
"""The third lowest and the third highest of the twelve: what half of the months lie between."""


def _times(moved: Any, on: date) -> dict[str, Any]:
    return {
        "times_now": moved.count(where=moved.in_span),
        "times_then": moved.count(where=moved.in_span_before),
    }


def _money(moved: Any, on: date) -> dict[str, Any]:
    return {
        "money_now": moved.size.sum(where=moved.in_span).cast("int64"),
        "money_then": moved.size.sum(where=moved.in_span_before).cast("int64"),
    }


def _times_change(summed: Any, on: date) -> Any:
    return (summed.times_now + summed.times_then > 0).ifelse(summed.times_now - summed.times_then, None)


def _money_change(summed: Any, on: date) -> Any:
    none = summed.money_now.isnull() & summed.money_then.isnull()
    return none.ifelse(None, summed.money_now.fill_null(0) - summed.money_then.fill_null(0))


def _share_of(name: str, chosen: Any) -> Summed:
    """The share of the customer's own movements of a year that ``chosen(moved)`` picks, in thousandths."""

    def sums(moved: Any, on: date) -> dict[str, Any]:
        return {
            "times": moved.count(where=moved.in_year),
            f"times_{name}": moved.count(where=moved.in_year & chosen(moved)),
        }

    return Summed(
        movements,
        sums,
        lambda summed, on: rounded_ratio(summed[f"times_{name}"] * THOUSAND, summed.times.nullif(0)),
    )


def _spent(moved: Any, on: date) -> dict[str, Any]:
    """What went out by card and payment in each of the last twelve spans (0 is the last), null in one without any."""
    return {
        f"spent_{span}": (-moved.amount).sum(where=moved.spent_ago == span * MONTH_DAYS).cast("int64")
        for span in range(MONTHS)
    }


def _spans(summed: Any) -> list[Any]:
    return [summed[f"spent_{span}"] for span in range(MONTHS)]


def _months(summed: Any, on: date) -> Any:
    return reduce(add, [spent.notnull().cast("int64") for spent in _spans(summed)]).nullif(0)


def _edge(place: int) -> Summed:
    """The twelve in ascending order, and of them the one at ``place`` from 0; spans without spending count as 0."""

    def value(summed: Any, on: date) -> Any:
        import ibis

        ordered = ibis.array([spent.fill_null(0) for spent in _spans(summed)]).sort()
        return (_months(summed, on) > 0).ifelse(ordered[place], None)

    return Summed(movements, _spent, value)


MEASURES = (
    Measure(
        "frequency_change", named("往来次数变化", "往來次數變化", "Change of frequency"),
        named("近九十天客户本人交易笔数减此前九十天", "近九十天客戶本人交易筆數減此前九十天", "The customer's own movements of the last 90 days less those of the 90 before"),
        "count", "180 days", "transactions", ("R19",), Summed(movements, _times, _times_change),
    ),
    Measure(
        "money_change", named("往来金额变化", "往來金額變化", "Change of money moved"),
        named("近九十天客户本人交易金额减此前九十天（进出均计）", "近九十天客戶本人交易金額減此前九十天（進出均計）", "What the customer moved within the last 90 days, in and out together, less that of the 90 before"),
        "money", "180 days", "transactions", ("R19",), Summed(movements, _money, _money_change),
    ),
    Measure(
        "remote_share", named("线上占比", "線上佔比", "Share online"),
        named("一年内客户本人交易中经手机和网上银行办理的比例", "一年內客戶本人交易中經手機和網上銀行辦理的比例", "Of the customer's own movements within a year, those by mobile or online banking, per thousand"),
        "ratio", "365 days", "transactions", ("B12",), _share_of("remote", lambda moved: moved.channel.isin(REMOTE)), counted="frequency",
    ),
    Measure(
        "cash_share", named("现金占比", "現金佔比", "Share in cash"),
        named("一年内客户本人交易中现金存取的比例", "一年內客戶本人交易中現金存取的比例", "Of the customer's own movements within a year, those in cash, per thousand"),
        "ratio", "365 days", "transactions", ("B12",), _share_of("cash", lambda moved: moved.kind.isin(CASH)), counted="frequency",
    ),
    Measure(
        "spending_share", named("消费占比", "消費佔比", "Share of spending"),
        named("一年内客户本人交易中刷卡和支付的比例", "一年內客戶本人交易中刷卡和支付的比例", "Of the customer's own movements within a year, card payments and other payments, per thousand"),
        "ratio", "365 days", "transactions", ("B12",), _share_of("spending", lambda moved: moved.kind.isin(SPENDING)), counted="frequency",
    ),
    Measure(
        "spending_months", named("有消费的月数", "有消費的月數", "Months with spending"),
        named("近十二个三十天中有刷卡或支付的个数", "近十二個三十天中有刷卡或支付的個數", "Of the last twelve spans of 30 days, those with a card payment or another payment"),
        "count", "360 days", "transactions", ("B13",), Summed(movements, _spent, _months),
    ),
    Measure(
        "spending_low", named("月消费能力下限", "月消費能力下限", "Monthly spending, lower edge"),
        named("近十二个三十天消费额的第三低值；没有消费的计零", "近十二個三十天消費額的第三低值；沒有消費的計零", "The third lowest of what was spent in each of the last twelve spans of 30 days; a span without spending counts as 0"),
        "money", "360 days", "transactions", ("B13",), _edge(TAIL - 1), counted="spending_months",
    ),
    Measure(
        "spending_high", named("月消费能力上限", "月消費能力上限", "Monthly spending, upper edge"),
        named("近十二个三十天消费额的第三高值；没有消费的计零", "近十二個三十天消費額的第三高值；沒有消費的計零", "The third highest of what was spent in each of the last twelve spans of 30 days; a span without spending counts as 0"),
        "money", "360 days", "transactions", ("B13",), _edge(MONTHS - TAIL), counted="spending_months",
    ),
)  # fmt: skip

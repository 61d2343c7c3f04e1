"""What a customer earns the bank in the year so far (U03, E18): margin over transfer prices, income, cost to serve, profit.

Funds are priced by the bank's own transfer rates: a deposit is credited what lending its money would earn, a loan is
charged what its money costs. What was really paid and received stands in the bookings (interest, fees). So the income of
all customers together is, to the cent, what the general ledger shows for interest and fees, and their margins together are the counterpart
of the treasury's result. The rates are a norm (``profit``); figures of another bank are another norm.
"""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import add
from typing import Any

from zhiji import norms
from zhiji.insight.measures.activity import movements
from zhiji.insight.measures.arithmetic import rounded_ratio
from zhiji.insight.measures.balances import held_this_year
from zhiji.insight.measures.combined import Combined, Part
from zhiji.insight.measures.measure import Measure, Summed

EARNED = ("fee", "interest")
BASIS_POINTS_A_YEAR = 10_000 * 365


def _earned(moved: Any, on: date) -> dict[str, Any]:
    return {"earned": (-moved.amount).sum(where=moved.this_year & moved.kind.isin(EARNED)).cast("int64")}


def _touches(moved: Any, on: date) -> dict[str, Any]:
    rule = norms.on(on).profit
    cost = moved.channel.cases(*zip(rule.channels, rule.channel_fen, strict=True), else_=0)
    return {"served": cost.sum(where=moved.this_year & moved.own).cast("int64")}


def _by_family(held: Any, on: date) -> dict[str, Any]:
    rule = norms.on(on).profit
    return {
        f"days_{family}": held.over_year.sum(where=held.family == family).cast("int64")
        for family in _with_rate(rule.families, rule.transfer_bp)
    }


def _owed_by_family(held: Any, on: date) -> dict[str, Any]:
    rule = norms.on(on).profit
    return {
        f"owed_{family}": held.over_year.sum(where=(held.balance < 0) & (held.family == family)).cast("int64")
        for family in _with_rate(rule.families, rule.risk_bp)
    }


def _with_rate(families: Sequence[str], rates: Sequence[int]) -> dict[str, int]:
    """The families of which there is something to reckon."""
    return {family: rate for family, rate in zip(families, rates, strict=True) if rate}


def _priced(summed: Any, on: date) -> Any:
    """Each family's balance-days at its transfer rate, rounded family by family."""
    rule = norms.on(on).profit
    return _rated(summed, "days", rule.families, rule.transfer_bp)


def _expected_loss(summed: Any, on: date) -> Any:
    rule = norms.on(on).profit
    return -_rated(summed, "owed", rule.families, rule.risk_bp)


def _rated(summed: Any, name: str, families: Any, rates: Any) -> Any:
    parts = [
        rounded_ratio(summed[f"{name}_{family}"].fill_null(0) * rate, BASIS_POINTS_A_YEAR)
        for family, rate in _with_rate(families, rates).items()
    ]
    return reduce(add, parts)


TRANSFER = Measure(
    "transfer_margin", {"zh-hans": "资金转移收益", "zh-hant": "資金轉移收益", "en": "Transfer result"},
    {"zh-hans": "本年各类余额按内部资金转移价格计的收益；贷款为负", "zh-hant": "本年各類餘額按內部資金轉移價格計的收益；貸款為負", "en": "This year's balances at the bank's transfer rates; less than 0 for loans"},
    "money", "year to date", "balances, holdings", ("U03",), Summed(held_this_year, _by_family, _priced),
)  # fmt: skip
INCOME = Measure(
    "income", {"zh-hans": "利息与手续费净收入", "zh-hant": "利息與手續費淨收入", "en": "Interest and fees, net"},
    {"zh-hans": "本年收取的利息和手续费减支付的利息", "zh-hant": "本年收取的利息和手續費減支付的利息", "en": "Interest and fees received this year less interest paid"},
    "money", "year to date", "transactions", ("U03",), Summed(movements, _earned, lambda summed, on: summed.earned),
)  # fmt: skip
COST = Measure(
    "cost_to_serve", {"zh-hans": "服务成本", "zh-hant": "服務成本", "en": "Cost to serve"},
    {"zh-hans": "本年客户本人各渠道业务笔数乘以单位成本", "zh-hant": "本年客戶本人各渠道業務筆數乘以單位成本", "en": "The customer's own movements this year at the unit cost of their channel"},
    "money", "year to date", "transactions", ("E18",), Summed(movements, _touches, lambda summed, on: summed.served.nullif(0)),
)  # fmt: skip
LOSS = Measure(
    "expected_loss", {"zh-hans": "预期损失", "zh-hant": "預期損失", "en": "Expected loss"},
    {"zh-hans": "本年欠款余额按风险成本率计的成本", "zh-hant": "本年欠款餘額按風險成本率計的成本", "en": "This year's balances owed at the rate of their risk"},
    "money", "year to date", "balances, holdings", ("U03",), Summed(held_this_year, _owed_by_family, _expected_loss),
)  # fmt: skip
MARGINAL = Measure(
    "profit_marginal", {"zh-hans": "边际利润", "zh-hant": "邊際利潤", "en": "Marginal profit"},
    {"zh-hans": "资金转移收益加利息与手续费净收入", "zh-hant": "資金轉移收益加利息與手續費淨收入", "en": "Transfer result and net interest and fees"},
    "money", "year to date", "balances, transactions", ("U03",), Combined((Part(TRANSFER, 1), Part(INCOME, 1))),
)  # fmt: skip
TOTAL = Measure(
    "profit_total", {"zh-hans": "总利润", "zh-hant": "總利潤", "en": "Total profit"},
    {"zh-hans": "边际利润减服务成本", "zh-hant": "邊際利潤減服務成本", "en": "Marginal profit less the cost to serve"},
    "money", "year to date", "balances, transactions", ("U03", "E18"), Combined((*MARGINAL.build.parts, Part(COST, -1))),  # type: ignore[attr-defined]
)  # fmt: skip
NET = Measure(
    "profit_net", {"zh-hans": "净利润", "zh-hant": "淨利潤", "en": "Net profit"},
    {"zh-hans": "总利润减预期损失和所得税（25%，亏损同样分摊）", "zh-hant": "總利潤減預期損失和所得稅（25%，虧損同樣分攤）", "en": "Total profit less expected loss and tax (25 %, of losses too)"},
    "money", "year to date", "balances, transactions", ("U03",), Combined((*TOTAL.build.parts, Part(LOSS, -1)), permille=750),  # type: ignore[attr-defined]
)  # fmt: skip

MEASURES = (TRANSFER, INCOME, COST, LOSS, MARGINAL, TOTAL, NET)

"""How firmly a customer is with this bank: how long, how regularly, what share of what is seen of the wallet (U02, U12)."""

from datetime import date
from typing import Any

from zhiji.insight.measures.activity import MEASURES as ACTIVITY
from zhiji.insight.measures.activity import YEAR, movements
from zhiji.insight.measures.arithmetic import day, days_between, marked, marks
from zhiji.insight.measures.balances import MEASURES as BALANCES
from zhiji.insight.measures.balances import begun
from zhiji.insight.measures.combined import Combined, Part
from zhiji.insight.measures.measure import Measure, Summed

RECENCY = next(one for one in ACTIVITY if one.id == "recency")
PRODUCTS = next(one for one in BALANCES if one.id == "products")


def _first(held: Any, on: date) -> dict[str, Any]:
    return {"first": held.opened_on.min()}


def _months(moved: Any, on: date) -> dict[str, Any]:
    return {"months_moved": marks(moved.month, moved.in_year)}


def _before(moved: Any, on: date) -> dict[str, Any]:
    within = (moved.ago >= YEAR) & (moved.ago < 2 * YEAR)
    return {"times_before": moved.count(where=moved.own & within)}


def _outside(moved: Any, on: date) -> dict[str, Any]:
    sent = moved.in_year & (moved.kind == "transfer_out") & (moved.bank != "")
    return {"outside": (-moved.amount).sum(where=sent).cast("int64")}


TENURE = Measure(
    "tenure", {"zh-hans": "往来年限（天）", "zh-hant": "往來年限（天）", "en": "Tenure"},
    {"zh-hans": "距首个账户或产品开立的天数", "zh-hant": "距首個帳戶或產品開立的天數", "en": "Days since the first account or product was opened"},
    "days", "all days up to the night", "holdings", ("U12",), Summed(begun, _first, lambda summed, on: days_between(day(on), summed.first)),
)  # fmt: skip
REGULARITY = Measure(
    "regularity", {"zh-hans": "活跃月数", "zh-hant": "活躍月數", "en": "Active months"},
    {"zh-hans": "一年内有客户本人交易的月份数（最多十三）", "zh-hant": "一年內有客戶本人交易的月份數（最多十三）", "en": "Calendar months with a movement of the customer's own within 365 days, thirteen at most"},
    "months", "365 days", "transactions", ("U02",), Summed(movements, _months, lambda summed, on: marked(summed.months_moved).nullif(0)),
)  # fmt: skip
BEFORE = Measure(
    "frequency_before", {"zh-hans": "上一年往来次数", "zh-hant": "上一年往來次數", "en": "Movements, the year before"},
    {"zh-hans": "此前一年客户本人的交易笔数", "zh-hant": "此前一年客戶本人的交易筆數", "en": "The customer's own movements in the year before the last 365 days"},
    "count", "365 days", "transactions", ("U07", "U12"), Summed(movements, _before, lambda summed, on: summed.times_before.nullif(0)),
)  # fmt: skip
OUTSIDE = Measure(
    "outside", {"zh-hans": "转往他行", "zh-hant": "轉往他行", "en": "Sent to other banks"},
    {"zh-hans": "一年内转往其他银行的金额，钱包份额的反面线索", "zh-hant": "一年內轉往其他銀行的金額，錢包份額的反面線索", "en": "What was transferred to other banks within a year: a proxy of the wallet held elsewhere"},
    "money", "365 days", "transactions", ("B06", "T05"), Summed(movements, _outside, lambda summed, on: summed.outside),
)  # fmt: skip
LOYALTY = Measure(
    "loyalty", {"zh-hans": "忠诚指数", "zh-hant": "忠誠指數", "en": "Loyalty index"},
    {"zh-hans": "年限（十年满分）、产品类数（五类）、活跃月数（十二）、最近往来（半年为零）各占四分之一", "zh-hant": "年限（十年滿分）、產品類數（五類）、活躍月數（十二）、最近往來（半年為零）各佔四分之一",
     "en": "A quarter each: tenure (full at ten years), product families (five), active months (twelve), recency (nothing after half a year)"},
    "ratio", "as its parts", "transactions, holdings", ("U02",),
    Combined((Part(TENURE, 250, cap=3650), Part(PRODUCTS, 250, cap=5), Part(REGULARITY, 250, cap=12), Part(RECENCY, -250, cap=180, base=250))),
)  # fmt: skip

MEASURES = (TENURE, REGULARITY, BEFORE, OUTSIDE, LOYALTY)

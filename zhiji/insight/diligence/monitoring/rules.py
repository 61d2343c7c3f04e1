"""The register of monitoring rules. Adding one is one entry here, its pattern, and its fixture reckoned by hand."""

from collections.abc import Mapping

from zhiji.insight.diligence.monitoring import patterns
from zhiji.insight.diligence.monitoring.rule import Rule

_LARGE = {
    "zh-hans": "{first} 至 {last} 有 {value} 次单日单边达到 {limit} 元：{count} 笔，合计 {amount}",
    "zh-hant": "{first} 至 {last} 有 {value} 次單日單邊達到 {limit} 元：{count} 筆，合計 {amount}",
    "en": "{first} to {last}: {limit} yuan or more in or out within a day; days and sides: {value}; movements: {count}; {amount} in all",
}
_FIRMS = ("organisation", "sole_trader")

RULES: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule(
            "large_cash", {"zh-hans": "大额现金", "zh-hant": "大額現金", "en": "Large cash"},
            {"zh-hans": "单日现金存入或支取单边合计达到大额标准", "zh-hant": "單日現金存入或支取單邊合計達到大額標準",
             "en": "Cash in, or cash out, of one day reaches the amount that is large by law"},
            _LARGE, ("large_cash_yuan", "window_days"), ("L06",), patterns.large(patterns.CASH, "large_cash_yuan"),
        ),
        Rule(
            "large_transfer", {"zh-hans": "大额转账（自然人）", "zh-hant": "大額轉帳（自然人）", "en": "Large transfers (persons)"},
            {"zh-hans": "单日转入或转出单边合计达到自然人大额标准", "zh-hant": "單日轉入或轉出單邊合計達到自然人大額標準",
             "en": "Transfers in, or out, of one day reach the amount that is large for a natural person"},
            _LARGE, ("large_person_yuan", "window_days"), ("L06",), patterns.large(patterns.TRANSFERS, "large_person_yuan"), ("person",),
        ),
        Rule(
            "large_transfer_firm", {"zh-hans": "大额转账（单位）", "zh-hant": "大額轉帳（單位）", "en": "Large transfers (organisations)"},
            {"zh-hans": "单日转入或转出单边合计达到单位大额标准", "zh-hant": "單日轉入或轉出單邊合計達到單位大額標準",
             "en": "Transfers in, or out, of one day reach the amount that is large for an organisation"},
            _LARGE, ("large_firm_yuan", "window_days"), ("L06",), patterns.large(patterns.TRANSFERS, "large_firm_yuan"), _FIRMS,
        ),
        Rule(
            "structured", {"zh-hans": "化整为零", "zh-hant": "化整為零", "en": "Structured cash"},
            {"zh-hans": "几日内多笔同向现金，每笔略低于大额标准", "zh-hant": "幾日內多筆同向現金，每筆略低於大額標準",
             "en": "Within a few days several cash movements one way, each just below the large amount"},
            {"zh-hans": "{first} 至 {last} 有 {count} 笔现金，每笔为 {limit} 元的 {structured_percent}% 以上而不到 {limit} 元，合计 {amount}",
             "zh-hant": "{first} 至 {last} 有 {count} 筆現金，每筆為 {limit} 元的 {structured_percent}% 以上而不到 {limit} 元，合計 {amount}",
             "en": "{first} to {last}: cash movements, each {structured_percent} % of {limit} yuan or more and below it: {count}, {amount} in all"},
            ("large_cash_yuan", "structured_percent", "structured_days", "structured_times", "window_days"), ("L06",), patterns.structured,
        ),
        Rule(
            "fan_in", {"zh-hans": "分散转入、集中转出", "zh-hant": "分散轉入、集中轉出", "en": "Fan-in"},
            {"zh-hans": "几日内由多个对手方转入，随即向少数对手方转出大部分", "zh-hant": "幾日內由多個對手方轉入，隨即向少數對手方轉出大部分",
             "en": "Within days transfers in from many counterparties, and most of it out to few"},
            {"zh-hans": "{first} 至 {last} 由 {value} 个对手方转入 {count} 笔 {amount}，转出 {other_count} 笔 {other_amount}",
             "zh-hant": "{first} 至 {last} 由 {value} 個對手方轉入 {count} 筆 {amount}，轉出 {other_count} 筆 {other_amount}",
             "en": "{first} to {last}: {count} transfers in from {value} counterparties, {amount}; {other_count} out, {other_amount}"},
            ("fan_days", "fan_many", "fan_few", "fan_percent", "fan_least_yuan", "window_days"), ("L06",), patterns.fan(inward=True),
        ),
        Rule(
            "fan_out", {"zh-hans": "集中转入、分散转出", "zh-hant": "集中轉入、分散轉出", "en": "Fan-out"},
            {"zh-hans": "几日内由少数对手方转入，随即向多个对手方转出大部分", "zh-hant": "幾日內由少數對手方轉入，隨即向多個對手方轉出大部分",
             "en": "Within days transfers in from few counterparties, and most of it out to many"},
            {"zh-hans": "{first} 至 {last} 向 {value} 个对手方转出 {count} 笔 {amount}，转入 {other_count} 笔 {other_amount}",
             "zh-hant": "{first} 至 {last} 向 {value} 個對手方轉出 {count} 筆 {amount}，轉入 {other_count} 筆 {other_amount}",
             "en": "{first} to {last}: {count} transfers out to {value} counterparties, {amount}; {other_count} in, {other_amount}"},
            ("fan_days", "fan_many", "fan_few", "fan_percent", "fan_least_yuan", "window_days"), ("L06",), patterns.fan(inward=False),
        ),
        Rule(
            "woken", {"zh-hans": "休眠后突然活跃", "zh-hant": "休眠後突然活躍", "en": "Dormant, then active"},
            {"zh-hans": "长期没有本人交易之后，几日内大量收付", "zh-hant": "長期沒有本人交易之後，幾日內大量收付",
             "en": "After long without a movement of the customer's own, much moves within days"},
            {"zh-hans": "休眠 {value} 天后，{first} 至 {last} 有 {count} 笔，合计 {amount}",
             "zh-hant": "休眠 {value} 天後，{first} 至 {last} 有 {count} 筆，合計 {amount}",
             "en": "After {value} days asleep, {first} to {last}: movements: {count}; {amount} in all"},
            ("dormant_days", "active_days", "dormant_least_yuan", "window_days"), ("L06", "U10"), patterns.woken,
        ),
    )
}  # fmt: skip
"""Rule id → rule, in the order they are shown."""

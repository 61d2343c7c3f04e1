"""The monitoring rules: each a named expression over the night's tables, with its definition, thresholds and reason.

for rule in RULES.values():
    rule.build(tables, on)  # customer, value, first, last, count, amount, other_count, other_amount
"""

from zhiji.insight.diligence.monitoring.rule import COLUMNS, Rule
from zhiji.insight.diligence.monitoring.rules import RULES

__all__ = ["COLUMNS", "RULES", "Rule"]

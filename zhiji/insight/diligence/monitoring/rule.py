"""What a monitoring rule is: a named expression that says, of every customer it strikes, on which days, how often, how much."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiji import norms
from zhiji.insight.measures.measure import Tables

COLUMNS = ("customer", "value", "first", "last", "count", "amount", "other_count", "other_amount")
"""What every rule gives, one row a customer: ``value`` is what it is judged by; ``first`` and ``last`` are days; ``count`` and
``amount`` (hundredths of the base currency) are of the movements that strike it, ``other_…`` of those that answer them, else 0."""
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``build(tables, on)`` gives ``COLUMNS``; a customer it does not strike has no row. ``kinds``: whom it is for.

    ``definition`` and ``reason`` by language; a reason is told of a hit, with the names of ``COLUMNS`` in braces and of the
    norm's parameters it rests on (``parameters``, of group ``monitoring``). Thresholds are asked of the norms as of the night.
    """

    id: str
    names: Mapping[str, str]
    definition: Mapping[str, str]
    reason: Mapping[str, str]
    parameters: tuple[str, ...]
    requirements: tuple[str, ...]
    expression: Callable[[Tables, date, Any], Any]
    kinds: tuple[str, ...] = ("person", "organisation", "sole_trader")

    def __post_init__(self) -> None:
        for given in (self.names, self.definition, self.reason):
            if set(given) != {"zh-hans", "zh-hant", "en"}:
                raise ValueError(f"{self.id}: names, definition and reason stand in three languages")

    def build(self, tables: Tables, on: date) -> Any:
        """The expression over the night's tables, with the thresholds in force on that day."""
        return self.expression(tables, on, norms.on(on).monitoring).select(*COLUMNS)

    def limits(self, on: date) -> dict[str, Any]:
        """The thresholds it rests on, as of a day."""
        rule = norms.on(on).monitoring
        return {name: getattr(rule, name) for name in self.parameters}


def cents(yuan: int) -> int:
    """A threshold in yuan as hundredths."""
    return yuan * HUNDREDTHS

"""What a measure is, and the tables it may be built from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis.expr.types as ir

UNITS = ("days", "count", "money", "ratio", "months")
"""``money`` is whole hundredths of the base currency; ``ratio`` is whole thousandths; all measures are integers, so that two
engines cannot differ in a last digit."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The night's tables, whatever engine holds them. ``customer`` is the lake's own key; no name ever stands here.

    transactions: customer, account, day, seq, ref, amount, balance, currency, kind, channel, bank
    balances:     customer, account, day, balance, currency (the days it differs from the day before)
    holdings:     customer, account, kind, family, product, currency, opened_on, closed_on, matures_on
    rates:        currency, millionths (of the base currency's unit for one unit, as of the night)
    """

    transactions: ir.Table
    balances: ir.Table
    holdings: ir.Table
    rates: ir.Table


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure for every customer it exists for.

    ``build(tables, on)`` gives a table of (customer, value): a customer without the figure has no row. ``window`` says which
    days count, in words a banker uses; ``definition`` says what is counted, by language.
    """

    id: str
    names: Mapping[str, str]
    definition: Mapping[str, str]
    unit: str
    window: str
    source: str
    requirements: tuple[str, ...]
    build: Callable[[Tables, date], Any]

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"{self.id}: unit {self.unit!r} is none of {', '.join(UNITS)}")
        for given in (self.names, self.definition):
            if set(given) != {"zh-hans", "zh-hant", "en"}:
                raise ValueError(f"{self.id}: names and definition stand in three languages")

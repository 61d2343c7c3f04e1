"""What a measure is, and the tables it may be built from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir


UNITS = ("days", "count", "money", "ratio", "months")
"""``money`` is whole hundredths of the base currency; ``ratio`` is whole thousandths; all measures are integers, so that two
engines cannot differ in a last digit."""


def named(hans: str, hant: str, en: str) -> Mapping[str, str]:
    """A name or a definition in the three languages of the screen."""
    return {"zh-hans": hans, "zh-hant": hant, "en": en}


@dataclass(frozen=True, slots=True)
class Tables:
    """The night's tables, whatever engine holds them. ``customer`` is the lake's own key; no name ever stands here.

    transactions: customer, account, day, seq, ref, amount, balance, currency, kind, channel, bank
    balances:     customer, account, day, balance, currency (the days it differs from the day before)
    holdings:     customer, account, kind, family, product, currency, opened_on, closed_on, matures_on
    rates:        currency, millionths (of the base currency's unit for one unit, as of the night)
    """

    transactions: "ir.Table"
    balances: "ir.Table"
    holdings: "ir.Table"
    rates: "ir.Table"


@dataclass(frozen=True, slots=True)
class Summed:
    """A figure made of sums over rows. Those over the same ``rows`` are reckoned together, in one pass over them.

    ``rows(tables, on)`` gives a table with ``customer``; ``sums(rows, on)`` one value a customer by name (the same name in
    two figures over the same rows is the same sum); ``value(summed, on)`` the figure from them, null where there is none.
    """

    rows: "Callable[[Tables, date], ir.Table]"
    sums: "Callable[[ir.Table, date], Mapping[str, Any]]"
    value: "Callable[[ir.Table, date], Any]"

    def __call__(self, tables: Tables, on: date) -> "ir.Table":
        """The figure by itself: (customer, value)."""
        rows = self.rows(tables, on)
        summed = rows.group_by("customer").agg(**self.sums(rows, on))
        found = summed.select("customer", value=self.value(summed, on))
        return found.filter(found.value.notnull())


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure for every customer it exists for.

    ``build(tables, on)`` gives a table of (customer, value): a customer without the figure has no row; where it can, it is a
    ``Summed``. ``counted``: the measure that gives its n, where it is a share or an estimate. ``window`` says which days count, in words a banker uses; ``definition`` says what is counted, by language.
    """

    id: str
    names: Mapping[str, str]
    definition: Mapping[str, str]
    unit: str
    window: str
    source: str
    requirements: tuple[str, ...]
    build: Callable[[Tables, date], Any]
    counted: str = ""

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"{self.id}: unit {self.unit!r} is none of {', '.join(UNITS)}")
        for given in (self.names, self.definition):
            if set(given) != {"zh-hans", "zh-hant", "en"}:
                raise ValueError(f"{self.id}: names and definition stand in three languages")

"""Integer arithmetic that gives the same on every engine: no floating point in money, no rounding left to a default."""

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from zhiji.insight.measures.measure import Tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

MILLION = 1_000_000


def rounded_ratio(part: Any, whole: Any) -> Any:
    """part / whole to the nearest integer, halves up; both are integers, ``whole`` above 0.

    From the remainder, because engines differ in how they divide: 7 / 2 → 4, −7 / 2 → −3.
    """
    twice = 2 * part + whole
    remainder = ((twice % (2 * whole)) + 2 * whole) % (2 * whole)
    return ((twice - remainder) / (2 * whole)).round().cast("int64")


def in_base(
    table: "ir.Table", tables: Tables, column: str, *, how: Literal["inner", "left"] = "inner"
) -> "ir.Table":
    """The table with ``column`` in the base currency, by the night's rates; a currency without a rate is an error upstream
    (``zhiji nightly`` checks it), so rows of it are left out here rather than counted wrong; ``left`` keeps them with null."""
    import ibis

    joined = table.join(tables.rates, "currency", how=how)
    million = ibis.literal(MILLION, "int64")
    foreign = joined.millionths != million
    exchanged = rounded_ratio(foreign.ifelse(joined[column] * joined.millionths, 0), million)
    return joined.mutate(**{column: foreign.ifelse(exchanged, joined[column])})


def day(value: date) -> Any:
    """A day as a literal of the engine."""
    import ibis

    return ibis.date(value.year, value.month, value.day)


def days_between(later: Any, earlier: Any) -> Any:
    """Whole days from ``earlier`` to ``later``."""
    return later.delta(earlier, unit="day").cast("int64")

"""Integer arithmetic that gives the same on every engine: no floating point in money, no rounding left to a default."""

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from zhiji.insight.measures.measure import Tables

if TYPE_CHECKING:
    import ibis.expr.types as ir

MILLION = 1_000_000


def rounded_ratio(part: Any, whole: Any) -> Any:
    """part / whole to the nearest integer, halves up; both are integers, ``whole`` above 0.

    From the remainder, because engines differ in how they divide: 7 / 2 → 4, −7 / 2 → −3. Whether the remainder of what is below
    0 is below 0 too, or not, comes to the same.
    """
    twice, divisor = 2 * part + whole, 2 * whole
    remainder = twice % divisor
    return ((twice - remainder) / divisor).round().cast("int64") - (remainder < 0).cast("int64")


def in_base(
    table: "ir.Table", tables: Tables, column: str, *, how: Literal["inner", "left"] = "inner"
) -> "ir.Table":
    """The table with ``column`` in the base currency, by the night's rates; a currency without a rate is an error upstream
    (``zhiji nightly`` checks it), so rows of it are left out here rather than counted wrong; ``left`` keeps them with null."""
    joined = table.join(tables.rates, "currency", how=how)
    foreign = joined.millionths != MILLION
    exchanged = rounded_ratio(foreign.ifelse(joined[column] * joined.millionths, 0), MILLION)
    return joined.mutate(**{column: foreign.ifelse(exchanged, joined[column])})


@cache
def _of_both_engines() -> Any:
    """Functions that both engines have under one name and Ibis has no word for, or a dearer one."""
    import ibis

    class Both:
        @ibis.udf.agg.builtin
        def bit_or(bits: int, where: bool = True) -> int:  # type: ignore[empty-body]
            """All bits that stand in any row."""

        @ibis.udf.scalar.builtin
        def bit_count(bits: int) -> int:  # type: ignore[empty-body]
            """How many bits stand."""

        @ibis.udf.agg.builtin
        def max_by(value: int, by: date) -> int:  # type: ignore[empty-body]
            """The value of the row whose day is the latest."""

    return Both


def marks(number: Any, where: Any) -> Any:
    """Which small numbers (0 to 62) stand in any of these rows, as bits: counting what differs would cost a table a group."""
    import ibis

    return _of_both_engines().bit_or(ibis.literal(1, "int64") << number, where=where)


def marked(marks: Any) -> Any:
    """How many different numbers stood there; 0 where none did."""
    return _of_both_engines().bit_count(marks.fill_null(0)).cast("int64")


def all_marks(marks: Any) -> Any:
    """The numbers that stand in ``marks`` of any row of a group."""
    return _of_both_engines().bit_or(marks)


def latest(value: Any, day: Any) -> Any:
    """Of a group, the whole number of the row whose day is the latest (Ibis' own way sorts)."""
    return _of_both_engines().max_by(value, day)


def day(value: date) -> Any:
    """A day as a literal of the engine."""
    import ibis

    return ibis.date(value.year, value.month, value.day)


def days_between(later: Any, earlier: Any) -> Any:
    """Whole days from ``earlier`` to ``later``."""
    return later.delta(earlier, unit="day").cast("int64")

"""Reckons a question over the night's standings: DuckDB reads the encrypted files column by column, through Ibis."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from zhiji.access.recording import Actor
from zhiji.insight.explorer.dimensions import DIMENSIONS, Rules
from zhiji.insight.explorer.guarding import TOTAL, Reckoned
from zhiji.insight.explorer.question import Question
from zhiji.insight.measures.arithmetic import rounded_ratio
from zhiji.staff.models import Unit

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow.dataset as ds

THREADS = 2


@contextmanager
def rows_engine(given: "ds.Dataset") -> "Iterator[ir.Table]":
    """The standings as a table; the engine lives as long as the block."""
    import ibis

    connection = ibis.duckdb.connect(threads=THREADS)
    try:
        connection.con.register("standings", given)
        yield connection.table("standings")
    finally:
        connection.disconnect()


def units_seen(by: Actor) -> list[int]:
    """The units whose customers a colleague's figures cover: the own one and those below; a department counts for the
    branch or head office it belongs to."""
    return list(Unit.objects.filter(path__startswith=home_unit(by).path).values_list("pk", flat=True))


def home_unit(by: Actor) -> Unit:
    """The branch or head office a colleague belongs to."""
    staff: Any = getattr(by, "staff", by)
    unit: Unit = staff.unit
    while unit.kind == "department" and unit.parent is not None:
        unit = unit.parent
    return unit


def reckon(
    given: "ds.Dataset", question: Question, rules: Rules, units: Collection[int]
) -> dict[tuple[str, str], Reckoned]:
    """Every cell and total of the question over the customers of ``units``. Top-secret files must not be among the rows.

    The rows are drawn once and kept by the engine for all totals, since opening the files is what costs.
    """
    with rows_engine(given) as rows:
        engine: Any = rows.get_backend()
        chosen = engine.create_table("chosen", _chosen(rows, question, rules, units), temp=True)
        return {
            (row, column): cell
            for grouping in _groupings(question)
            for row, column, cell in _cells(chosen, grouping, question)
        }


def _chosen(rows: "ir.Table", question: Question, rules: Rules, units: Collection[int]) -> "ir.Table":
    """Line, column and value of every customer that counts."""
    import ibis

    kept = rows.filter(rows.unit.isin(list(units)))
    for name, code in question.filters:
        kept = kept.filter(DIMENSIONS[name].code(kept, rules) == code)
    value = kept[question.measure] if question.measure else ibis.literal(1)
    found = kept.select(
        row=DIMENSIONS[question.rows].code(kept, rules),
        column=DIMENSIONS[question.columns].code(kept, rules) if question.columns else ibis.literal(TOTAL),
        value=value.cast("int64"),
    )
    return found.filter(found.value.notnull())


def _groupings(question: Question) -> Sequence[tuple[str, ...]]:
    return ((), ("row",), ("column",), ("row", "column")) if question.columns else ((), ("row",))


def _cells(
    chosen: "ir.Table", grouping: tuple[str, ...], question: Question
) -> Iterator[tuple[str, str, Reckoned]]:
    figures = {
        "customers": chosen.count().cast("int64"),
        "total": chosen.value.sum().cast("int64"),
        "middle": chosen.value.quantile(0.5).round().cast("int64"),
        "largest": chosen.value.abs().max().cast("int64"),
    }
    found = chosen.group_by(*grouping).agg(**figures) if grouping else chosen.agg(**figures)
    found = found.mutate(average=rounded_ratio(found.total, found.customers.nullif(0)))
    column = {"count": "customers", "sum": "total", "average": "average", "median": "middle"}[
        question.aggregate
    ]
    for line in found.to_pyarrow().to_pylist():
        if line["customers"]:
            cell = Reckoned(line["customers"], line[column], line["largest"])
            yield line.get("row", TOTAL), line.get("column", TOTAL), cell

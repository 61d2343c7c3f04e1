"""Reckons a question over the night's standings: DuckDB reads the encrypted files column by column, through Ibis."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from zhiji.access.recording import Actor
from zhiji.insight.explorer.dimensions import DIMENSIONS, Rules
from zhiji.insight.explorer.guarding import TOTAL, Reckoned
from zhiji.insight.explorer.question import Question
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

    One statement counts the finest cells, totals are added up here: what a statement costs to be put together is more than
    it costs to run. A median is not added up: each total asks the rows, which the engine keeps meanwhile.
    """
    with rows_engine(given) as rows:
        chosen = _chosen(rows, question, rules, units)
        middles: dict[tuple[str, str], int] = {}
        if question.aggregate == "median":
            engine: Any = rows.get_backend()
            chosen = engine.create_table("chosen", chosen, temp=True)
            for grouping in _groupings(question):
                middles |= _middles(chosen, grouping)
        cells = chosen.group_by("row", "column").agg(
            customers=chosen.count().cast("int64"),
            total=chosen.value.sum().cast("int64"),
            largest=chosen.value.abs().max().cast("int64"),
        )
        lines = cells.to_pyarrow().to_pylist()
    sums: dict[tuple[str, str], tuple[int, int, int]] = {}
    for line in lines:
        for place in {(row, column) for row in (line["row"], TOTAL) for column in (line["column"], TOTAL)}:
            customers, total, largest = sums.get(place, (0, 0, 0))
            sums[place] = (
                customers + line["customers"], total + line["total"], max(largest, line["largest"])
            )  # fmt: skip
    return {
        place: _reckoned(question.aggregate, *summed, middles.get(place, 0)) for place, summed in sums.items()
    }


def _reckoned(aggregate: str, customers: int, total: int, largest: int, middle: int) -> Reckoned:
    """The figure asked for; an average is rounded like those of the measures (``rounded_ratio``), halves up."""
    match aggregate:
        case "count":
            figure = customers
        case "sum":
            figure = total
        case "average":
            figure = (2 * total + customers) // (2 * customers)
        case _:
            figure = middle
    return Reckoned(customers, figure, largest)


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


def _middles(chosen: "ir.Table", grouping: tuple[str, ...]) -> dict[tuple[str, str], int]:
    middle = {"middle": chosen.value.quantile(0.5).round().cast("int64")}
    found = chosen.group_by(*grouping).agg(**middle) if grouping else chosen.agg(**middle)
    return {
        (line.get("row", TOTAL), line.get("column", TOTAL)): line["middle"]
        for line in found.to_pyarrow().to_pylist()
        if line["middle"] is not None
    }

"""Reckons a question over the night's standings: DuckDB reads the encrypted files column by column, through Ibis."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhiji.access.recording import Actor
from zhiji.insight.engines import rows_engine
from zhiji.insight.explorer.dimensions import DIMENSIONS, Rules
from zhiji.insight.explorer.guarding import TOTAL, Reckoned
from zhiji.insight.explorer.question import Question
from zhiji.staff.models import Unit

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow.dataset as ds


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
    it costs to run. A median is not added up: its cells bring their values along, and each total is the median of those of its cells.
    """
    wants_values = question.aggregate == "median"
    with rows_engine(given) as rows:
        chosen = _chosen(rows, question, rules, units)
        values = {"values": chosen.value.collect()} if wants_values else {}
        cells = chosen.group_by("row", "column").agg(
            customers=chosen.count().cast("int64"),
            total=chosen.value.sum().cast("int64"),
            largest=chosen.value.abs().max().cast("int64"),
            **values,
        )
        found = cells.to_pyarrow()
    middles = _middles(found) if wants_values else {}
    sums: dict[tuple[str, str], tuple[int, int, int]] = {}
    for line in found.select(["row", "column", "customers", "total", "largest"]).to_pylist():
        for place in _places(line["row"], line["column"]):
            customers, total, largest = sums.get(place, (0, 0, 0))
            sums[place] = (
                customers + line["customers"], total + line["total"], max(largest, line["largest"])
            )  # fmt: skip
    return {
        place: _reckoned(question.aggregate, *summed, middles.get(place, 0)) for place, summed in sums.items()
    }


def _places(row: str, column: str) -> set[tuple[str, str]]:
    """Where a cell counts: in itself, its line, its column, and all."""
    return {(one, other) for one in (row, TOTAL) for other in (column, TOTAL)}


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


def _middles(cells: pa.Table) -> dict[tuple[str, str], int]:
    """The median of every cell and total from the cells' ``values``."""
    held = cells["values"].combine_chunks()
    every, ends = held.values.to_numpy(), held.offsets.to_pylist()
    parts: dict[tuple[str, str], list[npt.NDArray[np.int64]]] = {}
    for number, (row, column) in enumerate(
        zip(*(cells[name].to_pylist() for name in ("row", "column")), strict=True)
    ):
        for place in _places(row, column):
            parts.setdefault(place, []).append(every[ends[number] : ends[number + 1]])
    return {place: middle(np.concatenate(several)) for place, several in parts.items()}


def middle(values: "npt.NDArray[np.int64]") -> int:
    """The median as a whole number, halves away from 0.

    >>> middle(np.array([4, 1, 2])), middle(np.array([1, 2])), middle(np.array([-1, -2]))
    (2, 2, -2)
    """
    low, high = (len(values) - 1) // 2, len(values) // 2
    ordered = np.partition(values, (low, high))
    twice = int(ordered[low]) + int(ordered[high])
    return (abs(twice) + 1) // 2 * (1 if twice > 0 else -1)

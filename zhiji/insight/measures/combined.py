"""Figures made of other figures: weighted, capped, added up. The same on an engine and over columns reckoned already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhiji.insight.measures.arithmetic import rounded_ratio
from zhiji.insight.measures.measure import Measure, Tables

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """One figure and what it adds: ``base`` + ``weight`` × value; with ``cap``, ``weight`` × the share of the cap reached.

    >>> Part(RECENCY, -250, cap=180, base=250)  # 250 for today, 0 for half a year ago or longer  # doctest: +SKIP
    """

    measure: Measure
    weight: int
    cap: int = 0
    base: int = 0


@dataclass(frozen=True, slots=True)
class Combined:
    """The sum of the parts that exist for a customer; no figure where none does. ``permille`` of it: 1000 is all."""

    parts: Sequence[Part]
    permille: int = 1000

    def __call__(self, tables: Tables, on: date) -> Any:
        """(customer, value) on the engine of ``tables``."""
        several = [self._added(part, part.measure.build(tables, on)) for part in self.parts]
        every = reduce(lambda one, other: one.union(other), several)
        summed = every.group_by("customer").agg(total=every.added.sum().cast("int64"))
        return summed.select("customer", value=rounded_ratio(summed.total * self.permille, 1000))

    @staticmethod
    def _added(part: Part, found: Any) -> Any:
        import ibis

        value = found.value
        if part.cap:
            capped = ibis.greatest(ibis.least(value, part.cap), 0)
            value = rounded_ratio(capped * abs(part.weight), part.cap)
            value = value if part.weight > 0 else -value
            return found.select("customer", added=(part.base + value).cast("int64"))
        return found.select("customer", added=(part.base + part.weight * value).cast("int64"))

    def of(self, found: Mapping[str, pa.Array]) -> pa.Array:
        """The same over columns of the parts, by the measures' ids."""
        columns = [found[part.measure.id] for part in self.parts]
        there = reduce(pc.or_, [pc.is_valid(column) for column in columns])
        total = sum(
            np.where(column.is_valid(), _added(part, pc.fill_null(column, 0).to_numpy()), 0)
            for part, column in zip(self.parts, columns, strict=True)
        )
        return pc.if_else(
            there, pa.array(_rounded(np.asarray(total) * self.permille, 1000)), pa.scalar(None, pa.int64())
        )


def _added(part: Part, value: Whole) -> Whole:
    if part.cap:
        share = _rounded(np.clip(value, 0, part.cap) * abs(part.weight), part.cap)
        return part.base + (share if part.weight > 0 else -share)
    return part.base + part.weight * value


def _rounded(part: Whole, whole: int) -> Whole:
    """Halves up, as ``arithmetic.rounded_ratio``."""
    return (2 * part + whole) // (2 * whole)

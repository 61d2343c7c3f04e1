"""The coverage of categories (F18): of the live files of each unit and class, how many have each compartment and each kind of scan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from zhiji.access.gateway import Gate, look
from zhiji.custody.rules.grid import grid_of, without_small
from zhiji.customers.models.attachment import SCAN_KINDS
from zhiji.customers.rules import KINDS
from zhiji.fields import COMPARTMENTS
from zhiji.insight.explorer.counting import home_unit
from zhiji.insight.principles.looks.board import kept_on, newest_day, rules_of, told, units_of

CATEGORIES = (*COMPARTMENTS, *(f"scan_{kind}" for kind in SCAN_KINDS))


@dataclass(frozen=True, slots=True)
class Covered:
    """Of ``files`` live ones those that ``have`` it. ``percent`` is 100 only where all have it, 0 only where none has."""

    have: int
    files: int

    @property
    def percent(self) -> int:
        if self.have in (0, self.files):
            return 100 * (self.have == self.files)
        return min(99, max(1, round(100 * self.have / self.files)))


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """One class of one unit (``unit`` 0: all together). ``files`` None: too few to be told, then ``cells`` is empty."""

    unit: int
    label: str
    kind: str
    files: int | None
    cells: Mapping[str, Covered]


@dataclass(frozen=True, slots=True)
class CategoryMatrix:
    """All units together first, then unit by unit. ``empty``: categories that no file at all has, none where there are too few files. ``day`` None: nothing yet."""

    day: date | None
    unit: str
    categories: Sequence[str]
    lines: Sequence[CategoryLine]
    empty: Sequence[str]
    least: int
    at: datetime


@look("insight:category:matrix")
def read_matrix(gate: Gate) -> CategoryMatrix:
    """Of the branch one belongs to and those below it; groups of too few files are left out, with what would betray them."""
    gate.permit_none()
    day = newest_day()
    _rule, least = rules_of(day or timezone.localdate(gate.at))
    held = kept_on(day, gate) if day else {}
    counts = {
        (str(unit), kind): held[unit]["kinds"].get(kind, {}).get("files", 0)
        for unit in held
        for kind in KINDS
    }
    shown = without_small(grid_of(counts, list(KINDS)), least)
    files = {
        (row, kind): cell
        for row, cells in zip((*shown.rows, "0"), shown.cells, strict=True)
        for kind, cell in zip(shown.columns, cells, strict=False)
    }
    lines = [
        _line(0, "", kind, [one["kinds"].get(kind, {}) for one in held.values()], files.get(("0", kind), 0))
        for kind in KINDS
    ]
    lines += [
        _line(unit, named.label, kind, [held[unit]["kinds"].get(kind, {})], files[str(unit), kind])
        for unit, named in units_of(gate).items() if unit in held for kind in KINDS
    ]  # fmt: skip
    had = {
        name
        for one in held.values()
        for kind in one["kinds"].values()
        for name, many in kind["categories"].items()
        if many
    }
    some = told(sum(counts.values()), least)
    kept = [one for one in lines if one.files is None or one.files]
    return CategoryMatrix(
        day,
        home_unit(gate.by).label,
        CATEGORIES,
        kept,
        [one for one in CATEGORIES if some and one not in had],
        least,
        gate.at,
    )


def _line(
    unit: int, label: str, kind: str, held: Sequence[Mapping[str, Any]], files: int | None
) -> CategoryLine:
    if not files:
        return CategoryLine(unit, label, kind, files, {})
    have = {name: sum(one.get("categories", {}).get(name, 0) for one in held) for name in CATEGORIES}
    return CategoryLine(unit, label, kind, files, {name: Covered(many, files) for name, many in have.items()})

"""The principle board: what the kept figures say of the units a colleague sees. Nothing is counted while somebody waits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.custody.rules.grid import grid_of, without_small
from zhiji.insight.explorer.counting import home_unit, units_seen
from zhiji.insight.principles.governance import LINES, STAGES, matrix
from zhiji.insight.principles.measures import (
    DEFINITIONS,
    GROUPS,
    added,
    behind,
    median_lag,
    over_kinds,
    purposes_used,
    score_of,
)
from zhiji.insight.principles.models import UnitFigures
from zhiji.staff.models import Unit


@dataclass(frozen=True, slots=True)
class Figure:
    """``score`` 0 to 100, None where nothing is there to judge. ``hidden``: left out, for too few files stand behind it."""

    score: int | None
    good: int
    of: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit, or all of them together (``unit`` 0). ``files``: None where it is left out. ``lag``: days, None where nothing
    changed lately or where it is left out (``lag_hidden``)."""

    unit: int
    label: str
    files: int | None
    figures: Mapping[str, Figure]
    lag: int | None
    lag_hidden: bool = False


@dataclass(frozen=True, slots=True)
class PrincipleBoard:
    """``day`` None: nothing was reckoned yet. ``total`` covers every unit seen; ``earlier``: its figures at the end of an earlier
    month. ``keys``, ``unclassified``: counts of all units; None where left out.

    One rule for every figure of customers, here, in the categories and in governance (``told``): it is left out where fewer than
    ``least`` stand behind it. Of enough files how many are kept well or badly is told, however few: that is the house's work.
    """

    day: date | None
    unit: str
    lines: Sequence[UnitLine]
    total: UnitLine | None
    earlier: Mapping[str, Figure]
    earlier_day: date | None
    purposes: Mapping[str, int]
    unclassified: int | None
    keys: int | None
    least: int
    rule: Any
    at: datetime


@look("insight:principle:board")
def read_board(gate: Gate) -> PrincipleBoard:
    """Of the branch one belongs to and those below it. A unit of too few files is left out, and with it so many others that
    its figures cannot be worked out from the total."""
    gate.permit_none()
    day = newest_day()
    rule, least = rules_of(day or timezone.localdate(gate.at))
    said: dict[str, Any] = {"unit": home_unit(gate.by).label, "least": least, "rule": rule, "at": gate.at}
    if day is None:
        return PrincipleBoard(
            None, lines=(), total=None, earlier={}, earlier_day=None, purposes={}, unclassified=None, keys=None,
            **said,
        )  # fmt: skip
    held, units = kept_on(day, gate), units_of(gate)
    hidden = {among: left_out(held, among, least) for among in GROUPS}
    with_files = [unit for unit in units if over_kinds(held.get(unit, {})).get("files")]
    lines = [
        _line(units[unit], held[unit], {among for among in GROUPS if unit in hidden[among]})
        for unit in with_files
    ]
    whole = added(held.values())
    before, total = _month_before(day), _line(None, whole, few_of(whole, least))
    counts = over_kinds(whole)
    return PrincipleBoard(
        day, lines=lines, total=total, earlier=_before(before, gate) if before else {}, earlier_day=before, purposes=purposes_used(whole),
        unclassified=None if total.files is None else total.files - counts.get("classified", 0), keys=told(counts.get("keys", 0), least),
        **said,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """Of ``of`` units, in how many it was done, and how often in all."""

    units: int
    of: int
    times: int


@dataclass(frozen=True, slots=True)
class Governance:
    """Stages by lines of defence. ``rounds``: of the last thirty days, those with figures. ``files``: None where left out, as on
    the board; ``load``: these to each colleague at work."""

    day: date | None
    unit: str
    cells: Mapping[tuple[str, str], Cell]
    by_unit: Sequence[tuple[str, int, int]]
    rounds: int
    inspected: tuple[int, int]
    board_read: int
    reports: int
    files: int | None
    people: int
    load: int | None
    rule: Any
    at: datetime


@look("insight:governance:read")
def read_governance(gate: Gate) -> Governance:
    """How far governance reaches (AA14-AA17): which stages of the life cycle are borne in how many units, how steadily, to what use."""
    gate.permit_none()
    day = newest_day()
    rule, least = rules_of(day or timezone.localdate(gate.at))
    held = kept_on(day, gate) if day else {}
    units, whole = units_of(gate), added(held.values())
    known = [unit for unit in units if held.get(unit, {}).get("staff", {}).get("people")]
    cells = {(stage, line): _cell(matrix()[stage][line], known, held) for stage in STAGES for line in LINES}
    by_unit = [
        (units[unit].label, sum(any(held[unit]["done"].get(one) for one in matrix()[stage][line]) for stage, line in cells), len(cells))
        for unit in known
    ]  # fmt: skip
    done, staff = whole.get("done", {}), whole.get("staff", {})
    files, people = told(behind("files", whole), least), staff.get("people", 0)
    rounds = (
        UnitFigures.objects.filter(day__lte=timezone.localdate(gate.at))
        .values("day")
        .distinct()
        .order_by("-day")[:30]
    )
    return Governance(
        day, home_unit(gate.by).label, cells, by_unit, sum((timezone.localdate(gate.at) - one["day"]).days < 30 for one in rounds),
        (staff.get("inspected", 0), staff.get("inspections", 0)), done.get("insight:principle:failing", 0),
        done.get("custody:report:issue", 0), files, people, None if files is None or not people else round(files / people), rule, gate.at,
    )  # fmt: skip


def _cell(phrases: Sequence[str], units: Sequence[int], held: Mapping[int, Mapping[str, Any]]) -> Cell:
    times = {unit: sum(held[unit]["done"].get(one, 0) for one in phrases) for unit in units}
    return Cell(sum(1 for many in times.values() if many), len(units), sum(times.values()))


def newest_day() -> date | None:
    """The newest day of which figures are kept."""
    return UnitFigures.objects.order_by("-day").values_list("day", flat=True).first()


def kept_on(day: date, gate: Gate) -> dict[int, Mapping[str, Any]]:
    """The figures of the units a colleague sees."""
    found = UnitFigures.objects.filter(day=day, unit__in=units_seen(gate.by))
    return {one.unit: one.figures for one in found}


def told(many: int, least: int) -> int | None:
    """A count of customers as it may be told."""
    return None if 0 < many < least else many


def left_out(held: Mapping[int, Mapping[str, Any]], among: str, least: int) -> frozenset[int]:
    """Units whose figures among some customers (``GROUPS``) are left out: too few, or needed to hide one that has too few."""
    counts = {(str(unit), "all"): behind(among, figures) for unit, figures in held.items()}
    grid = without_small(grid_of(counts), least)
    return frozenset(
        int(row) for row, cells in zip(grid.rows, grid.cells[:-1], strict=True) if cells[0] is None
    )


def few_of(figures: Mapping[str, Any], least: int) -> set[str]:
    """Among which customers the figures of all units together are left out."""
    return {among for among in GROUPS if told(behind(among, figures), least) is None}


def _line(unit: Unit | None, figures: Mapping[str, Any], hidden: Collection[str]) -> UnitLine:
    number, label = (unit.pk, unit.label) if unit else (0, "")
    files = None if "files" in hidden else behind("files", figures)
    lag = None if "changed" in hidden else median_lag(figures)
    return UnitLine(number, label, files, _figures(figures, hidden), lag, "changed" in hidden)


def _figures(figures: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Figure]:
    return {
        name: Figure(None, 0, 0, True)
        if one.among in hidden
        else Figure(score_of(name, figures), *one.pair(figures))
        for name, one in DEFINITIONS.items()
    }


def _before(day: date, gate: Gate) -> dict[str, Figure]:
    """The figures of all units together on an earlier day, left out by the same rule."""
    whole = added(kept_on(day, gate).values())
    return _figures(whole, few_of(whole, rules_of(day)[1]))


def _month_before(day: date) -> date | None:
    before = UnitFigures.objects.filter(day__lt=day.replace(day=1)).order_by("-day")
    return before.values_list("day", flat=True).first()


def units_of(gate: Gate) -> dict[int, Unit]:
    """The units seen, in the order of the house."""
    return {one.pk: one for one in Unit.objects.filter(pk__in=units_seen(gate.by)).order_by("path")}


def rules_of(day: date) -> tuple[Any, int]:
    found = norms.on(day)
    return found.principles, int(found.custody.report_least_cell)

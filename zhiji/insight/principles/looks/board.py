"""The principle board: what the kept figures say of the units a colleague sees. Nothing is counted while somebody waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.custody.rules.grid import grid_of, without_small
from zhiji.insight.explorer.counting import home_unit, units_seen
from zhiji.insight.principles.governance import LINES, STAGES, matrix
from zhiji.insight.principles.measures import (
    DEFINITIONS,
    added,
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
    """One unit, or all of them together (``unit`` 0). ``files``: None where it is left out. ``lag``: days."""

    unit: int
    label: str
    files: int | None
    figures: Mapping[str, Figure]
    lag: int | None


@dataclass(frozen=True, slots=True)
class PrincipleBoard:
    """``day`` None: nothing was reckoned yet. ``total`` covers every unit seen; ``earlier``: its scores at the end of an earlier
    month. ``keys``, ``weighed``, ``unclassified``, ``conflicts``: counts of all units; None where left out."""

    day: date | None
    unit: str
    lines: Sequence[UnitLine]
    total: UnitLine | None
    earlier: Mapping[str, int | None]
    earlier_day: date | None
    purposes: Mapping[str, int]
    unclassified: int
    weighed: int
    keys: int | None
    conflicts: int | None
    load: Mapping[str, int]
    least: int
    rule: Any
    at: datetime


@look("insight:principle:board")
def read_board(gate: Gate) -> PrincipleBoard:
    """Of the branch one belongs to and those below it. A unit of too few files is left out, and with it so many others that
    its figures cannot be worked out from the total."""
    gate.permit_none()
    day = newest_day()
    rule, least = rules_of(day or gate.at.date())
    said: dict[str, Any] = {"unit": home_unit(gate.by).label, "least": least, "rule": rule, "at": gate.at}
    if day is None:
        return PrincipleBoard(
            None, lines=(), total=None, earlier={}, earlier_day=None, purposes={}, unclassified=0, weighed=0, keys=None,
            conflicts=None, load={}, **said,
        )  # fmt: skip
    held, units = kept_on(day, gate), units_of(gate)
    hidden = {among: left_out(held, among, least) for among in ("files", "keys")}
    with_files = [unit for unit in units if over_kinds(held.get(unit, {})).get("files")]
    lines = [_line(units[unit], held[unit], hidden) for unit in with_files]
    whole = added(held.values())
    before = _month_before(day)
    counts = over_kinds(whole)
    return PrincipleBoard(
        day, lines=lines, total=_total(whole, held, least), earlier=_scores(before, gate) if before else {}, earlier_day=before,
        purposes=purposes_used(whole), unclassified=counts.get("files", 0) - counts.get("classified", 0),
        weighed=counts.get("weighed", 0), keys=told(counts.get("keys", 0), least), conflicts=told(counts.get("conflicts", 0), least),
        load={"files": counts.get("files", 0), "people": whole.get("staff", {}).get("people", 0)}, **said,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """Of ``of`` units, in how many it was done, and how often in all."""

    units: int
    of: int
    times: int


@dataclass(frozen=True, slots=True)
class Governance:
    """Stages by lines of defence; ``days`` is what counts as lately. ``rounds``: of the last thirty days, those with figures."""

    day: date | None
    unit: str
    cells: Mapping[tuple[str, str], Cell]
    by_unit: Sequence[tuple[str, int, int]]
    rounds: int
    inspected: tuple[int, int]
    board_read: int
    reports: int
    files: int
    people: int
    rule: Any
    at: datetime


@look("insight:governance:read")
def read_governance(gate: Gate) -> Governance:
    """How far governance reaches (AA14-AA17): which stages of the life cycle are borne in how many units, how steadily, to what use."""
    gate.permit_none()
    day = newest_day()
    rule, _least = rules_of(day or gate.at.date())
    held = kept_on(day, gate) if day else {}
    units, whole = units_of(gate), added(held.values())
    known = [unit for unit in units if held.get(unit, {}).get("staff", {}).get("people")]
    cells = {(stage, line): _cell(matrix()[stage][line], known, held) for stage in STAGES for line in LINES}
    by_unit = [
        (units[unit].label, sum(any(held[unit]["done"].get(one) for one in matrix()[stage][line]) for stage, line in cells), len(cells))
        for unit in known
    ]  # fmt: skip
    done, staff = whole.get("done", {}), whole.get("staff", {})
    rounds = (
        UnitFigures.objects.filter(day__lte=gate.at.date()).values("day").distinct().order_by("-day")[:30]
    )
    return Governance(
        day, home_unit(gate.by).label, cells, by_unit, sum((gate.at.date() - one["day"]).days < 30 for one in rounds),
        (staff.get("inspected", 0), staff.get("inspections", 0)), done.get("insight:principle:failing", 0),
        done.get("custody:report:issue", 0), over_kinds(whole).get("files", 0), staff.get("people", 0), rule, gate.at,
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
    """Units whose figures over ``files`` or ``keys`` are left out: too few, or needed to hide one that has too few."""
    counts = {(str(unit), "all"): over_kinds(figures).get(among, 0) for unit, figures in held.items()}
    grid = without_small(grid_of(counts), least)
    return frozenset(
        int(row) for row, cells in zip(grid.rows, grid.cells[:-1], strict=True) if cells[0] is None
    )


def _line(unit: Unit, figures: Mapping[str, Any], hidden: Mapping[str, frozenset[int]]) -> UnitLine:
    found = {}
    for name, one in DEFINITIONS.items():
        few = unit.pk in hidden.get(one.among, frozenset())
        found[name] = Figure(None, 0, 0, True) if few else Figure(score_of(name, figures), *one.pair(figures))
    few = unit.pk in hidden["files"]
    files = over_kinds(figures).get("files", 0)
    return UnitLine(unit.pk, unit.label, None if few else files, found, None if few else median_lag(figures))


def _total(whole: Mapping[str, Any], held: Mapping[int, Mapping[str, Any]], least: int) -> UnitLine:
    counts, found = over_kinds(whole), {}
    for name, one in DEFINITIONS.items():
        few = one.among in ("files", "keys") and 0 < counts.get(one.among, 0) < least
        found[name] = Figure(None, 0, 0, True) if few else Figure(score_of(name, whole), *one.pair(whole))
    return UnitLine(0, "", told(counts.get("files", 0), least), found, median_lag(whole))


def _scores(day: date, gate: Gate) -> dict[str, int | None]:
    whole = added(kept_on(day, gate).values())
    return {name: score_of(name, whole) for name in DEFINITIONS}


def _month_before(day: date) -> date | None:
    before = UnitFigures.objects.filter(day__lt=day.replace(day=1)).order_by("-day")
    return before.values_list("day", flat=True).first()


def units_of(gate: Gate) -> dict[int, Unit]:
    """The units seen, in the order of the house."""
    return {one.pk: one for one in Unit.objects.filter(pk__in=units_seen(gate.by)).order_by("path")}


def rules_of(day: date) -> tuple[Any, int]:
    found = norms.on(day)
    return found.principles, int(found.custody.report_least_cell)

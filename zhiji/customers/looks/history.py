"""What a file was: its versions, the file as of a day, and two versions side by side.

Past versions are shown under what the reader may see today: masked stays masked; of a hidden compartment it is only
said that it changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from zhiji import fields
from zhiji.access.gateway import Gate, look
from zhiji.access.permits import FilePermit
from zhiji.access.reading import Shown, open_payloads, read, shown_level
from zhiji.customers.finding import file_by_number
from zhiji.customers.looks.opening import FileView
from zhiji.customers.models import File, StateMove, Version
from zhiji.fields import COMPARTMENTS
from zhiji.staff.models import Staff

PAGE = 50


class NoSuchVersion(ValueError):
    """The file has no version of this number."""

    def __init__(self, version: int, newest: int) -> None:
        super().__init__(f"version: {version} is none of 1 to {newest}")
        self.version, self.newest = version, newest


class PastFile:
    """A file as it stood in one version: the same keeping facts, the compartments of then."""

    def __init__(self, file: File, version: int, sealed: Mapping[str, Any]) -> None:
        self.customer_id, self.pack, self.kind, self.version = file.customer_id, file.pack, file.kind, version
        for name in COMPARTMENTS:
            setattr(self, name, sealed[name])


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field a version changed. ``how``: added, removed, changed or verified. ``field`` is None for a hidden compartment."""

    compartment: str
    field: fields.Field | None
    how: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version: when, by whom, from which source, and what it changed. The first changed nothing: it began the file."""

    version: int
    at: datetime
    by: int | None
    by_name: str
    source: str
    note: str
    changed: tuple[ChangedField, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A dated move through the life cycle (E03)."""

    at: datetime
    by_name: str
    state_from: str
    state_to: str
    reason: str


@dataclass(frozen=True, slots=True)
class History:
    """Versions newest first; ``next`` is the cursor of the page below. ``moves`` newest first, the latest 50."""

    number: str
    customer_id: int
    versions: tuple[VersionLine, ...]
    next: int | None
    moves: tuple[Move, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class PastView:
    """A file as of the end of a day. ``version`` is None when there was no file yet."""

    number: str
    customer_id: int
    day: date
    version: int | None
    at: datetime | None
    source: str
    fields: Mapping[str, Shown]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in two versions, each as the reader may see it. ``how`` as in ``ChangedField``."""

    field: fields.Field
    how: str
    before: Shown
    after: Shown


@dataclass(frozen=True, slots=True)
class Comparison:
    """Field by field what differs; ``hidden`` names compartments that changed and may not be seen."""

    number: str
    customer_id: int
    a: int
    b: int
    differences: tuple[Difference, ...]
    hidden: tuple[str, ...]


@look("customers:version:list")
def versions(gate: Gate, number: str, *, before: int | None = None, limit: int = PAGE) -> History:
    """The versions of a file, newest first, below version ``before``. Notes and reasons only for whom a compartment is clear."""
    file = file_by_number(gate, number)
    permit = gate.permit(file, {"before": before})
    past = list(Version.objects.filter(customer_id=file.customer_id).order_by("version"))
    top = min(file.version, (before or file.version + 1) - 1)
    shown = list(range(top, 0, -1))[: max(1, min(limit, PAGE))]
    heads = {line.version: line for line in past}
    moves = list(StateMove.objects.filter(customer_id=file.customer_id).order_by("-id")[:PAGE])
    people = _names([*(line.by for line in past), file.changed_by, *(move.by for move in moves)])
    told = _is_told(permit)
    lines = []
    for version in shown:
        head: Any = heads.get(version)
        at, by, source, note = (
            (head.at, head.by, head.source, head.note)
            if head is not None
            else (file.changed_at, file.changed_by, file.change_source, file.change_note)
        )
        changed = _changed(file, past, permit, version) if version > 1 else ()
        lines.append(VersionLine(version, at, by, people.get(by, ""), source, note if told else "", changed))
    following = shown[-1] if shown and shown[-1] > 1 else None
    return History(
        file.number, file.customer_id, tuple(lines), following,
        tuple(
            Move(move.at, people.get(move.by, ""), move.state_from, move.state_to, move.reason if told else "") for move in moves
        ), gate.at,
    )  # fmt: skip


def moves_of(view: FileView, most: int) -> list[Move]:
    """The latest moves of a file that was just opened; the receipt of that look covers them."""
    moves = list(StateMove.objects.filter(customer_id=view.customer_id).order_by("-id")[:most])
    people = _names([move.by for move in moves])
    told = _is_told(view.permit)
    return [
        Move(move.at, people.get(move.by, ""), move.state_from, move.state_to, move.reason if told else "")
        for move in moves
    ]


def _is_told(permit: FilePermit) -> bool:
    """Whether notes and reasons are shown: they are words about the customer, and no mask fits them."""
    return "clear" in permit.decision.levels.values()


@look("customers:version:open")
def as_of(gate: Gate, number: str, day: date) -> PastView:
    """The file as it stood at the end of ``day``, in the bank's time."""
    file = file_by_number(gate, number)
    permit = gate.permit(file, {"day": day.isoformat()})
    past = list(Version.objects.filter(customer_id=file.customer_id).order_by("version"))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    times = [(line.version, line.at, line.source) for line in past]
    times.append((file.version, file.changed_at, file.change_source))
    standing = [entry for entry in times if entry[1] < end]
    if not standing:
        return PastView(file.number, file.customer_id, day, None, None, "", {})
    version, at, source = standing[-1]
    return PastView(
        file.number, file.customer_id, day, version, at, source, read(_version(file, past, version), permit)
    )


@look("customers:version:compare")
def compare(gate: Gate, number: str, a: int, b: int) -> Comparison:
    """Two versions field by field. Raises ``NoSuchVersion``."""
    file = file_by_number(gate, number)
    permit = gate.permit(file, {"a": a, "b": b})
    past = list(Version.objects.filter(customer_id=file.customer_id).order_by("version"))
    for version in (a, b):
        if not 1 <= version <= file.version:
            raise NoSuchVersion(version, file.version)
    first, second = _version(file, past, a), _version(file, past, b)
    shown = read(first, permit), read(second, permit)
    found = _differences(first, second, permit)
    differences = tuple(
        Difference(change.field, change.how, shown[0][change.field.id], shown[1][change.field.id])
        for change in found
        if change.field is not None
    )
    hidden = [change.compartment for change in found if change.field is None]
    low, high = sorted((a, b))
    hidden += [
        name
        for name in COMPARTMENTS
        if name not in permit.compartments
        and any(_touched(line, name) for line in past if low <= line.version < high)
    ]
    return Comparison(file.number, file.customer_id, a, b, differences, tuple(dict.fromkeys(hidden)))


def _version(file: File, past: Sequence[Version], version: int) -> PastFile:
    """The compartments of a version: the first blob a later version replaced, or the current one."""
    sealed = {}
    for name in COMPARTMENTS:
        replaced = (getattr(line, name) for line in past if line.version >= version and _touched(line, name))
        sealed[name] = next(replaced, getattr(file, name))
    return PastFile(file, version, sealed)


def _touched(line: Version, compartment: str) -> bool:
    return getattr(line, compartment) is not None


def _changed(
    file: File, past: Sequence[Version], permit: FilePermit, version: int
) -> tuple[ChangedField, ...]:
    line = next(line for line in past if line.version == version - 1)
    touched = [name for name in COMPARTMENTS if _touched(line, name)]
    found = _differences(_version(file, past, version - 1), _version(file, past, version), permit, touched)
    hidden = [ChangedField(name, None, "changed") for name in touched if name not in permit.compartments]
    return (*found, *hidden)


def _differences(
    a: PastFile, b: PastFile, permit: FilePermit, touched: Sequence[str] = COMPARTMENTS
) -> tuple[ChangedField, ...]:
    """What differs in the compartments that may be opened; fields hidden one by one are named by compartment only."""
    names = [name for name in permit.compartments if name in touched]
    before, after = open_payloads(a, permit, names), open_payloads(b, permit, names)
    register = fields.register(a.pack)
    found: dict[tuple[str, str], ChangedField] = {}
    for name in names:
        old, new = before.get(name, {"v": {}}), after.get(name, {"v": {}})
        for field_id in dict.fromkeys([*old["v"], *new["v"]]):
            how = _how(old, new, field_id)
            if not how:
                continue
            field = register.field(field_id, a.kind)
            if shown_level(permit.decision, field) == "hidden":
                found.setdefault((name, ""), ChangedField(name, None, "changed"))
            else:
                if how == "verified" and shown_level(permit.decision, field) == "masked":
                    how = "changed"  # that a masked value stayed the same would confirm a guess
                found[name, field_id] = ChangedField(name, field, how)
    return tuple(found.values())


def _how(old: Mapping[str, Any], new: Mapping[str, Any], field_id: str) -> str:
    was, now = old["v"].get(field_id), new["v"].get(field_id)
    if was is None:
        return "added"
    if now is None:
        return "removed"
    if was != now:
        return "changed"
    learned = [part.get("p", {}).get(field_id) or part.get("d") for part in (old, new)]
    return "verified" if learned[0] != learned[1] else ""


def _names(staff: Sequence[int | None]) -> dict[int | None, str]:
    return {
        one.pk: one.display_name
        for one in Staff.objects.filter(pk__in={pk for pk in staff if pk is not None})
    }

"""Weighs one opened file: the five principles, how long the newest change took to be recorded, what two sources differ in.

Pure: no database, no clock. ``Contents`` are the payloads of compartments as ``customers.sealing`` writes them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhiji.customers.quality import Keeping, rate
from zhiji.fields import Register

Contents = Mapping[str, Any]
CONCLUDED = frozenset({"money_laundering_risk", "diligence_level"})
"""Fields in which the house writes down its own conclusion: nobody told them, so no two sources differ in them."""
MOST_DAYS = 32_000
"""What a small integer of the database holds, and more than anybody was ever late."""


@dataclass(frozen=True, slots=True)
class Told:
    """A value with where it comes from: provenance with the short keys of ``customers.sealing``."""

    value: Any
    origin: Mapping[str, Any]

    @property
    def source(self) -> str:
        return str(self.origin.get("s", ""))

    @property
    def known_on(self) -> date | None:
        """The later of the days it was learned and verified on."""
        days = [self.origin[name] for name in ("l", "w") if self.origin.get(name)]
        return date.fromisoformat(max(days)) if days else None


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the value in force and an earlier one come from different sources, and nobody verified it since."""

    field: str
    now: Told
    before: Told
    stronger: str
    """Which of the two the survivorship rule lets stand: ``now`` or ``before``."""


@dataclass(frozen=True, slots=True)
class Weight:
    """``scores``: (good, of) by principle."""

    scores: Mapping[str, tuple[int, int]]
    checked: bool
    lag: int | None
    conflicts: int


@dataclass(frozen=True, slots=True)
class Weighable:
    """A file as it is weighed. ``now`` holds the payloads by compartment, ``past`` what each earlier version replaced,
    the newest first (compartment → payload); ``recorded`` is the day of the newest version."""

    kind: str
    keeping: Keeping
    recorded: date
    now: Mapping[str, Contents]
    past: Sequence[Mapping[str, Contents]] = ()


def weigh(file: Weighable, register: Register, rule: Any, on: date) -> Weight:
    """All of it, as of a day. ``rule``: ``norms.on(day).principles``."""
    told = told_of(file.now)
    visible = frozenset(field.id for field in register.for_kind(file.kind))
    values = {name: one.value for name, one in told.items()}
    origins = {name: one.origin for name, one in told.items()}
    quality = rate(register, file.kind, values, origins, visible, file.keeping, on)
    since = (on - timedelta(days=rule.check_days)).isoformat()
    return Weight(
        {score.principle: (score.good, score.of) for score in quality.scores},
        any(str(one.origin.get("w") or "") >= since for one in told.values()), lag_of(file),
        sum(1 for _one in differences(file, rule.source_order)),
    )  # fmt: skip


def told_of(contents: Mapping[str, Contents]) -> dict[str, Told]:
    """Every value with its provenance, by field."""
    return {
        name: Told(value, payload.get("p", {}).get(name, payload["d"]))
        for payload in contents.values()
        for name, value in payload["v"].items()
    }


def lag_of(file: Weighable) -> int | None:
    """Days between learning the newest change and recording it: the longest of the fields it changed; None where it says no day."""
    told = told_of(file.now)
    if file.past:
        replaced = told_of(file.past[0])
        touched = {name for payload in _touched(file) for name in payload["v"]}
        told = {name: told[name] for name in touched if name in told and told[name] != replaced.get(name)}
    days = [(file.recorded - one.known_on).days for one in told.values() if one.known_on]
    return min(max(*days, 0), MOST_DAYS) if days else None


def _touched(file: Weighable) -> Iterator[Contents]:
    """The compartments that the newest version rewrote."""
    return (payload for name, payload in file.now.items() if name in file.past[0])


def differences(file: Weighable, order: Sequence[str]) -> Iterator[Difference]:
    """Fields whose value was told differently by another source before, unverified since, and not by a stronger source.

    ``order``: sources, the strongest first (the survivorship rule); one that it does not name is the weakest.
    """
    for name, now in told_of(file.now).items():
        before = _told_before(file, name, now)
        if name in CONCLUDED or before is None or before.source == now.source or _verified(now):
            continue
        if _place(now.source, order) >= _place(before.source, order):
            weaker = _place(now.source, order) > _place(before.source, order)
            yield Difference(name, now, before, "before" if weaker else "now")


def _told_before(file: Weighable, name: str, now: Told) -> Told | None:
    """The newest earlier telling with another value."""
    for version in file.past:
        before = told_of(version).get(name)
        if before is not None and before.value != now.value:
            return before
    return None


def _verified(told: Told) -> bool:
    return bool(told.origin.get("w")) and str(told.origin["w"]) >= str(told.origin.get("l") or "")


def _place(source: str, order: Sequence[str]) -> int:
    return order.index(source) if source in order else len(order)

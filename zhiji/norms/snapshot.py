"""The register as it stands on a day: immutable snapshots, and what changes between two days."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import Any

from zhiji.norms.norm import Norm
from zhiji.norms.register_reading import read


class Parameters(Mapping[str, Any]):
    """The parameters of one group on a day: ``custody.loan_days``, or as a read-only mapping."""

    __slots__ = ("_group", "_values")

    def __init__(self, group: str, values: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_group", group)
        object.__setattr__(self, "_values", MappingProxyType(dict(values)))

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(
                f"no parameter {self._group}.{name} in force{nearest(name, self._values)}"
            ) from None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("the register is read-only: change register/*.toml")

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<{self._group}: {dict(self._values)}>"


class Norms:
    """All norms in force from ``first_day`` to ``last_day`` (None: no change known after).

    ``norms`` is the tuple of them; each group that sets a parameter is an attribute.
    """

    __slots__ = ("_groups", "_sources", "first_day", "last_day", "norms")

    first_day: date
    last_day: date | None
    norms: tuple[Norm, ...]

    def __init__(self, norms: tuple[Norm, ...], first_day: date, last_day: date | None) -> None:
        values: dict[str, dict[str, Any]] = {}
        sources: dict[str, Norm] = {}
        for norm in norms:
            for name, value in norm.parameters.items():
                values.setdefault(norm.group, {})[name] = value
                sources[f"{norm.group}.{name}"] = norm
        put = object.__setattr__
        put(self, "norms", norms)
        put(self, "first_day", first_day)
        put(self, "last_day", last_day)
        put(self, "_groups", {group: Parameters(group, named) for group, named in values.items()})
        put(self, "_sources", sources)

    def __getattr__(self, group: str) -> Parameters:
        try:
            return self._groups[group]
        except KeyError:
            raise AttributeError(
                f"no rule of the group {group} in force{nearest(group, self._groups)}"
            ) from None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("the register is read-only: change register/*.toml")

    def source(self, parameter: str) -> Norm:
        """The norm that sets ``group.parameter`` in this period; LookupError names the nearest one."""
        try:
            return self._sources[parameter]
        except KeyError:
            raise LookupError(
                f"no parameter {parameter} in force{nearest(parameter, self._sources)}"
            ) from None

    def parameters(self) -> dict[str, Any]:
        """Every ``group.parameter`` in force with its value, in the order of the register."""
        return {name: norm.parameters[name.partition(".")[2]] for name, norm in self._sources.items()}

    def __repr__(self) -> str:
        return f"<Norms {self.first_day} to {self.last_day or '…'}: {len(self.norms)}>"


@dataclass(frozen=True, slots=True)
class Change:
    """What a day changes: the norms that begin, those that ended the day before, (old, new) by parameter."""

    day: date
    begins: tuple[Norm, ...]
    ended: tuple[Norm, ...]
    values: Mapping[str, tuple[Any, Any]]


def nearest(name: str, names: Mapping[str, Any]) -> str:
    close = get_close_matches(name, list(names), n=1, cutoff=0.0)
    return f"; the nearest is {close[0]}" if close else ""


@cache
def all() -> tuple[Norm, ...]:
    """Every norm of the register, past ones too, in reading order."""
    return read()


@cache
def _by_id() -> dict[str, Norm]:
    return {norm.id: norm for norm in all()}


def get(norm_id: str) -> Norm:
    """One norm by its id; LookupError names the nearest id."""
    try:
        return _by_id()[norm_id]
    except KeyError:
        raise LookupError(f"no norm {norm_id} in the register{nearest(norm_id, _by_id())}") from None


@cache
def _turning_days() -> tuple[date, ...]:
    """The days on which anything changes, in order: one snapshot serves all the days between two of them."""
    days = {norm.effective_from for norm in all()}
    days |= {norm.effective_to + timedelta(days=1) for norm in all() if norm.effective_to}
    return (date.min, *sorted(days))


@cache
def _period(index: int) -> Norms:
    days = _turning_days()
    first = days[index]
    last = days[index + 1] - timedelta(days=1) if index + 1 < len(days) else None
    return Norms(tuple(norm for norm in all() if norm.in_force(first)), first, last)


def on(day: date) -> Norms:
    """The rules in force on a day of the calendar (not a moment: take the local date of a datetime first)."""
    if isinstance(day, datetime):
        raise TypeError("norms.on wants a date, not a datetime: which day it is depends on the time zone")
    return _period(bisect_right(_turning_days(), day) - 1)


def what_applies(day: date) -> list[tuple[str, list[Norm]]]:
    """The norms in force on a day as (group, its norms), in reading order."""
    return [(group, list(norms)) for group, norms in groupby(on(day).norms, key=lambda norm: norm.group)]


def changes_between(a: date, b: date) -> list[Change]:
    """The changes after day ``a`` up to and including day ``b``, oldest first; empty when b <= a."""
    changes = []
    for day in _turning_days():
        if not a < day <= b:
            continue
        before, after = on(day - timedelta(days=1)), on(day)
        old, new = before.parameters(), after.parameters()
        values = {
            name: (old.get(name), new.get(name))
            for name in sorted(old | new)
            if old.get(name) != new.get(name)
        }
        changes.append(
            Change(
                day=day,
                begins=tuple(norm for norm in after.norms if norm not in before.norms),
                ended=tuple(norm for norm in before.norms if norm not in after.norms),
                values=MappingProxyType(values),
            )
        )
    return changes

"""Which fields stand where: what the rule in force requires first, the rest by compartment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiji.customers.forms.building import control
from zhiji.customers.forms.controls import Control
from zhiji.fields import COMPARTMENTS, Field, Register
from zhiji.fields.required import needs


@dataclass(frozen=True, slots=True)
class Section:
    """One fold of the form. ``opened``: something in it is filled or wrong."""

    id: str
    label: object
    sensitive: bool
    controls: Sequence[Control]

    @property
    def opened(self) -> bool:
        return any(one.problem_count for one in self.controls)

    @property
    def filled(self) -> int:
        return sum(one.filled for one in self.controls)


def required_first(register: Register, kind: str, on: date) -> list[Field]:
    """The fields of the required set in force ``on``: of alternatives the first, and the ties it asks for."""
    wanted = needs(register, kind, on)
    found = [row[0] for row in wanted.rows]
    if wanted.roles:
        found.append(register.field("ties", kind))
    return list(dict.fromkeys(found))


def required_roles(register: Register, kind: str, on: date) -> list[dict[str, str]]:
    """One row of the ties for each role the rule asks for."""
    return [{"role": row[0]} for row in needs(register, kind, on).roles]


def by_field(problems: Iterable[Any]) -> dict[str, list[Any]]:
    """Problems by the field they name."""
    found: dict[str, list[Any]] = {}
    for problem in problems:
        found.setdefault(problem.field, []).append(problem)
    return found


def new_file(
    register: Register, kind: str, on: date, values: Mapping[str, Any], problems: Iterable[Any], watch: str
) -> tuple[list[Control], list[Section]]:
    """The form of a file to be opened: required controls, then the folds."""
    wrong = by_field(problems)
    first = required_first(register, kind, on)
    start = {"nationality": "CN"} if kind == "person" else {"ties": required_roles(register, kind, on)}
    given = values or start

    def made(field: Field) -> Control:
        return control(field, given.get(field.id), wrong.get(field.id, ()), watch=watch)

    known = {field.id for field in first}
    controls = [made(field) for field in first]
    if not values and controls:
        controls[0].first.attributes["autofocus"] = "autofocus"
    return controls, _sections(
        register, (made(field) for field in register.for_kind(kind) if field.id not in known)
    )


def _sections(register: Register, controls: Iterable[Control]) -> list[Section]:
    held: dict[str, list[Control]] = {name: [] for name in COMPARTMENTS}
    for one in controls:
        held[one.field.compartment].append(one)
    return [
        Section(name, register.compartments[name], any(one.field.sensitive for one in found), found)
        for name, found in held.items()
        if found
    ]


def compartment(
    register: Register,
    kind: str,
    name: str,
    shown: Mapping[str, Any],
    typed: Mapping[str, Any],
    problems: Iterable[Any],
    salt: str,
) -> list[Control]:
    """The form of one compartment of an open file: clear values stand in it, masked and hidden ones are kept when left empty.

    ``shown``: the reader's ``Shown`` fields; ``typed``: raw values of a POST that failed, which win.
    """
    wrong = by_field(problems)
    controls = []
    for field in register.in_compartment(kind, name):
        seen = shown.get(field.id)
        kept = "" if seen is None or seen.level == "clear" else seen.text or "●●●"
        as_was = control(field, seen.value if seen is not None else None, kept=kept, salt=salt)
        if field.id in typed:
            again = control(field, typed[field.id], wrong.get(field.id, ()), kept=kept, salt=salt)
            again.mark = as_was.mark
            as_was = again
        controls.append(as_was)
    return controls

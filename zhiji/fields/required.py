"""What a file still lacks: the required set in force on a day, from the rule register (group ``cdd``) or
the pack itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from zhiji import norms
from zhiji.fields.field import Field, Names, Register
from zhiji.fields.problems import Problem

OTHER_OCCUPATION = "8"


@dataclass(frozen=True, slots=True)
class Needs:
    """``rows``: of each at least one field must be filled. ``when_elsewhere``: needed by people who live
    elsewhere than their domicile. ``roles``: of each row at least one tie, with ``tie_items`` filled."""

    rows: tuple[tuple[Field, ...], ...]
    when_elsewhere: tuple[Field, ...] = ()
    roles: tuple[tuple[str, ...], ...] = ()
    tie_items: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def needs(register: Register, kind: str, on: date) -> Needs:
    """The required set for this kind of customer on that day."""
    if register.required_group is None:
        return Needs(tuple((field,) for field in register.for_kind(kind) if field.required_by))
    rules: Mapping[str, Any] = getattr(norms.on(on), register.required_group, {})
    like = "organisation" if kind in rules.get("organisation_kinds", ()) else kind
    fields = {field.id: field for field in register.for_kind(kind)}

    def known(row: Any) -> tuple[Field, ...]:
        return tuple(fields[field_id] for field_id in row if field_id in fields)

    rows = tuple(filter(None, map(known, rules.get(like, ()))))
    return Needs(
        rows,
        known(rules.get(f"{like}_when_different", ())),
        tuple(map(tuple, rules.get(f"{kind}_ties", rules.get(f"{like}_ties", ())))),
        tuple(rules.get("tie_items", ("name", "paper"))),
    )


def missing(kind: str, values: Mapping[str, Any], *, on: date, register: Register) -> list[Problem]:
    """What clean ``values`` lack under the rule in force ``on`` that day; [] when the file is complete."""
    set_ = needs(register, kind, on)
    found: list[Problem] = []
    for row in set_.rows:
        for field in row:
            value = values.get(field.id)
            if value is not None and (not field.complete or not _lacks(field, value)):
                break
        else:
            found.append(_unfilled(row, values))
    if set_.when_elsewhere and values.get("lives_elsewhere"):
        for field in set_.when_elsewhere:
            if field.id not in values:
                found.append(_problem(field, "missing.habitual"))
    if (
        values.get("occupation") == OTHER_OCCUPATION
        and "occupation_detail" not in values
        and "occupation_detail" in register
    ):
        found.append(_problem(register.field("occupation_detail"), "missing.detail"))
    if set_.roles:
        found += _missing_ties(set_, values.get("ties", ()), register.field("ties", kind))
    return found


def _lacks(field: Field, value: Any) -> tuple[str, ...]:
    """The parts that the best item still lacks: () when one item is complete."""
    items = value if isinstance(value, list) else [value]
    best: tuple[str, ...] | None = None
    for item in items:
        lacking = tuple(row[0] for row in field.complete if not any(item.get(part) for part in row))
        if not lacking:
            return ()
        if best is None or len(lacking) < len(best):
            best = lacking
    return best or ()


def _unfilled(row: tuple[Field, ...], values: Mapping[str, Any]) -> Problem:
    for field in row:
        if field.id in values:
            return _problem(
                field,
                "missing.parts",
                parts=_names([field.part(part).names for part in _lacks(field, values[field.id])]),
            )
    if len(row) == 1:
        return _problem(row[0], "missing")
    return _problem(row[0], "missing.any", fields=_names([field.names for field in row]))


def _missing_ties(set_: Needs, ties: Any, field: Field) -> list[Problem]:
    roles, paper = field.part("role").choices, field.part("paper")
    found: list[Problem] = []
    for row in set_.roles:
        held = [tie for tie in ties if tie["role"] in row]
        if not held:
            found.append(_problem(field, "missing.tie", roles=_names([roles[role] for role in row])))
            continue
        lacking = min((_tie_lacks(tie, set_.tie_items, paper) for tie in held), key=len)
        if lacking:
            parts = _names(
                [(paper if "." in part else field).part(part.rpartition(".")[2]).names for part in lacking]
            )
            found.append(
                _problem(field, "missing.tie_paper", roles=_names([roles[role] for role in row]), parts=parts)
            )
    return found


def _tie_lacks(tie: Mapping[str, Any], items: tuple[str, ...], paper: Field) -> list[str]:
    lacking = [item for item in items if not tie.get(item)]
    if "paper" in items and tie.get("paper"):
        lacking += [f"paper.{part}" for part in _lacks(paper, tie["paper"])]
    return lacking


def _problem(field: Field, rule: str, **params: object) -> Problem:
    return Problem(field.id, rule, "error", field.id, (field.names,), params)


def _names(names: list[Names]) -> "_Listed":
    return _Listed(tuple(names))


@dataclass(frozen=True, slots=True)
class _Listed:
    """Names in one line, in the language active when it is read."""

    names: tuple[Names, ...]

    def __str__(self) -> str:
        return ", ".join(map(str, self.names))

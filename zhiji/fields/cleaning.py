"""Cleans one file: every given field by its type, then the fields against each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from zhiji.fields import crosschecks, forbidden
from zhiji.fields.composite import cleaner
from zhiji.fields.field import Field, Register
from zhiji.fields.problems import Findings, Problem, Wrong
from zhiji.fields.types import Cleaner


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What came of a file. ``values`` hold only what is valid, in the normal form.

    ``cleared``: fields given empty. ``derived``: fields filled from an identity number, not given by anyone.
    """

    values: dict[str, Any]
    problems: list[Problem]
    cleared: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]


@lru_cache(maxsize=64)
def _plan(register: Register, kind: str) -> dict[str, tuple[Field, Cleaner]]:
    return {field.id: (field, cleaner(field)) for field in register.for_kind(kind)}


def clean_file(kind: str, raw: Mapping[str, object], *, on: date, register: Register) -> Cleaned:
    """Normalises and validates the given fields as of the day ``on``, in any order and number.

    Give the whole file (old values with the changes laid over them) when changes are amended, so that the
    fields can be checked against each other; clean values pass unchanged. Nothing is raised for bad input:
    see ``problems``.
    """
    plan = _plan(register, kind)
    findings = Findings(kind, on)
    values: dict[str, Any] = {}
    cleared: list[str] = []
    for field_id, given in raw.items():
        step = plan.get(field_id)
        if step is None:
            findings.problems.append(_stranger(field_id, register))
            continue
        if given is None or given == "" or given == [] or given == {}:
            cleared.append(field_id)
            continue
        field, clean = step
        findings.path = [(field, None)]
        try:
            value = clean(given, findings)
        except Wrong as wrong:
            findings.wrong(wrong)
            continue
        if value is not None:
            values[field_id] = value
    derived = crosschecks.across_file(kind, values, findings, register)
    return Cleaned(values, findings.problems, tuple(cleared), derived)


def clean_value(field: Field, raw: object, *, on: date, kind: str = "person") -> tuple[Any, list[Problem]]:
    """Cleans one value on its own: (value or None, problems). For form fields and import previews."""
    findings = Findings(kind, on)
    findings.path = [(field, None)]
    try:
        return _cleaner_of(field)(raw, findings), findings.problems
    except Wrong as wrong:
        findings.wrong(wrong)
        return None, findings.problems


@lru_cache(maxsize=1024)
def _cleaner_of(field: Field) -> Cleaner:
    return cleaner(field)


def _stranger(field_id: str, register: Register) -> Problem:
    """A field that may not stand here. The name of an unknown field is typed by a stranger: it is cut, not
    echoed whole.
    """
    if field_id in register:
        return Problem(field_id, "field.kind", where=field_id, labels=(register.field(field_id).names,))
    shown = str(field_id)[:40]
    if forbidden.is_secret_field(str(field_id)):
        return Problem(shown, "field.secret", where=shown, labels=(shown,))
    if forbidden.secrets_in(str(field_id)):
        shown = "●●●"
    return Problem(shown, "field.unknown", where=shown, labels=(shown,))

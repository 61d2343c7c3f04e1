"""What a rule outside the field register says to bad input, in the three parts every problem has."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from zhiji import fields


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: the field, the rule (a short code), what is wrong and how to mend it. Reads like ``fields.Problem``."""

    field: str
    rule: str
    message: Any
    mend: Any
    severity: str = "error"
    where: str = ""

    def __str__(self) -> str:
        return f"{self.message} {self.mend}"


def secrets_as(field: str, text: str) -> list[Finding]:
    """What must never stand in a free text (C3 credentials, whole card or identity numbers), as problems of ``field``."""
    return [Finding(field, found.rule, found.message, found.mend) for found in fields.secrets_in(text)]


Problems = Iterable["Finding | fields.Problem"]


class Invalid(ValueError):
    """Input that breaks a rule; nothing was written. ``problems`` go back to whoever typed them, in their language."""

    def __init__(self, problems: Problems) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.field}: {problem.rule}" for problem in self.problems))

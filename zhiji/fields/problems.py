"""What is wrong with a value: which field, which rule, how to mend it. Never the value itself."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhiji.fields.field import Field, Names
from zhiji.fields.rules import RULES


class Wrong(ValueError):
    """Raised by a cleaner. ``rule`` is a key of RULES; ``params`` are limits for its text, never the value.

    ``part`` names the part of a composite that breaks the rule, when a check of several parts finds it.
    """

    part: str | None = None

    def __init__(self, rule: str, **params: object) -> None:
        super().__init__(rule)
        self.rule, self.params = rule, params

    def at(self, part: str) -> "Wrong":
        """The same finding, at one part."""
        self.part = part
        return self


@dataclass(frozen=True)
class Problem:
    """One finding. ``field`` is the field id, ``where`` the path into a composite ("papers.0.number").

    ``message`` and ``mend`` are written in the language active when they are read; ``str()`` joins them.
    """

    field: str
    rule: str
    severity: str = "error"
    where: str = ""
    labels: tuple[Names | str, ...] = ()
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def message(self) -> str:
        text = str(RULES[self.rule][0]) % self.params
        return f"{self.label}: {text}" if self.labels else text

    @property
    def mend(self) -> str:
        return str(RULES[self.rule][1]) % self.params

    @property
    def label(self) -> str:
        """The field's name as the reader knows it, with the item's place and the part's name."""
        return " ".join(str(label) for label in self.labels)

    def __str__(self) -> str:
        return f"{self.message} {self.mend}"


class Findings:
    """Collects problems while one file is cleaned. ``path`` is where the cleaning stands: fields and item
    places.
    """

    __slots__ = ("kind", "on", "path", "problems")

    def __init__(self, kind: str, on: date) -> None:
        self.kind, self.on = kind, on
        self.problems: list[Problem] = []
        self.path: list[tuple[Field, int | None]] = []  # from the field inwards, with places in lists

    def add(self, rule: str, part: Field | None = None, severity: str = "error", **params: object) -> None:
        """Notes a problem at ``part`` of where the cleaning stands now."""
        self._put(rule, part, severity, params)

    def _put(self, rule: str, part: Field | None, severity: str, params: Mapping[str, object]) -> None:
        steps: list[tuple[Field, int | None]] = (
            [*self.path, (part, None)] if part is not None else list(self.path)
        )
        where: list[str] = []
        labels: list[Names | str] = []
        for each, place in steps:
            where.append(each.id)
            labels.append(each.names)
            if place is not None:
                where.append(str(place))
                labels.append(str(place + 1))
        self.problems.append(Problem(where[0], rule, severity, ".".join(where), tuple(labels), params))

    def warn(self, rule: str, part: Field | None = None, **params: object) -> None:
        """Notes a warning."""
        self.add(rule, part, "warning", **params)

    def wrong(self, wrong: Wrong, part: Field | None = None) -> None:
        """Notes what a cleaner raised."""
        self._put(wrong.rule, part, "error", wrong.params)

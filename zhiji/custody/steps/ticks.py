"""Many ticks in groups: the fields of the register, compartment by compartment. A group folds; it is ticked whole by its
first box, which the server reads too, so that nothing here needs a script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zhiji import fields
from zhiji.custody.rules.excerpt import USUAL, usual_for
from zhiji.customers.forms.controls import Input

WHOLE = "*"
"""Begins the code that stands for every tick of a group: ``*contact``."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One box. ``sensitive``: the register says that this is sensitive personal information."""

    code: str
    words: object
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes under one heading."""

    id: str
    words: object
    ticks: Sequence[Tick]

    @property
    def whole(self) -> str:
        """The code of the box that ticks them all."""
        return f"{WHOLE}{self.id}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A group as it is drawn: its boxes with whether each is ticked. It stands open where something is ticked."""

    group: Group
    ticks: Sequence[tuple[Tick, bool]]
    whole: bool

    @property
    def ticked(self) -> int:
        return sum(chosen for _tick, chosen in self.ticks)


@dataclass(slots=True)
class Ticks(Input):
    """An input of grouped ticks. ``usual``: purpose → the codes it usually needs, for the page's script."""

    groups: Sequence[Drawn] = ()
    usual: Mapping[str, Sequence[str]] = field(default_factory=dict)


def field_groups() -> list[Group]:
    """Every field of the register, by compartment."""
    register = fields.register()
    return [
        Group(
            name,
            register.compartments[name],
            [Tick(one.id, one.label, one.sensitive) for one in register.fields if one.compartment == name],
        )
        for name in fields.COMPARTMENTS
    ]


def spread(groups: Sequence[Group], codes: Sequence[str]) -> list[str]:
    """Codes as sent, each whole group written out, nothing twice.

    >>> groups = [Group("a", "A", [Tick("x", "X"), Tick("y", "Y")])]
    >>> spread(groups, ["y", "*a", "z"])
    ['y', 'x', 'z']
    """
    whole = {group.whole: [tick.code for tick in group.ticks] for group in groups}
    return list(dict.fromkeys(one for code in codes for one in whole.get(code, [code])))


def drawn(groups: Sequence[Group], codes: Sequence[str]) -> list[Drawn]:
    """The groups with what is ticked."""
    chosen = set(spread(groups, codes))
    return [
        Drawn(group, [(tick, tick.code in chosen) for tick in group.ticks], group.whole in codes)
        for group in groups
    ]


def usual_fields(typed: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """What the form begins with for the purpose it names."""
    return usual_for((typed.get("wanted") or [""])[0])


__all__ = ["USUAL", "Drawn", "Group", "Tick", "Ticks", "drawn", "field_groups", "spread", "usual_fields"]

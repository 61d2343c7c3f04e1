"""Lists that other rooms show and that leave as any list of customers does: asked for, approved by another, made once (Art. 23.1)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from zhiji.access.gateway import Gate
from zhiji.customers.looks.scopes import SCOPES
from zhiji.customers.models import File

Line = tuple[File, Sequence[str]]


@dataclass(frozen=True, slots=True)
class NamedList:
    """One list. ``roles`` who may read it; ``heads`` and each line's texts stand between the number and the chosen fields, so that
    none need be chosen. ``lines``: at most so many, of the units a colleague sees, the most pressing first."""

    label: object
    roles: frozenset[str]
    heads: Callable[[], Sequence[str]]
    lines: Callable[[Gate, int], Sequence[Line]]


LISTS: dict[str, NamedList] = {}
"""By the code that stands for the list where else a scope stands."""


def add_lists(found: dict[str, NamedList]) -> None:
    """Add the lists of a room above."""
    LISTS.update(found)


def choices(role: str = "") -> list[tuple[str, object]]:
    """What may be asked for: the scopes of files, and the lists this role reads; of all roles where none is named."""
    return [
        *SCOPES.items(),
        *((code, one.label) for code, one in LISTS.items() if not role or role in one.roles),
    ]

"""The right-hand column of a file: quality, who has looked, the moves of its state."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from zhiji.access import policy
from zhiji.access.web import who
from zhiji.customers.looks.history import Move, versions
from zhiji.customers.looks.ledger import ReaderLine, readers
from zhiji.customers.looks.opening import FileView
from zhiji.customers.rules import STATES

LATEST = 5


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move in words."""

    move: Move
    state_from: object
    state_to: object


@dataclass(frozen=True, slots=True)
class Aside:
    """``readers`` is None for a role that has no reader ledger."""

    quality: Sequence[Any]
    readers: Sequence[ReaderLine] | None
    moves: Sequence[MoveLine]


def aside(request: HttpRequest, view: FileView) -> Aside:
    """Gather the column; each part is a look of its own."""
    may_read = getattr(request.user, "role", "") in policy.phrases()["customers:file:readers"].roles
    latest = readers(view.number, limit=LATEST, **who(request)).lines if may_read else None
    moves = versions(view.number, limit=1, **who(request)).moves
    lines = [MoveLine(one, STATES.get(one.state_from, one.state_from), STATES.get(one.state_to, one.state_to)) for one in moves[:LATEST]]
    return Aside((), latest, lines)

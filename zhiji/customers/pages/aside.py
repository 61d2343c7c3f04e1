"""The right-hand column of a file: quality, who has looked, the moves of its state."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji.access import policy
from zhiji.access.web import who
from zhiji.customers.looks.history import Move, moves_of
from zhiji.customers.looks.ledger import ReaderLine, readers
from zhiji.customers.looks.opening import FileView
from zhiji.customers.quality import Quality, Score
from zhiji.customers.rules import STATES

LATEST = 5
SCANNED = 40
POOR, FAIR = 60, 85


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move in words."""

    move: Move
    state_from: object
    state_to: object


@dataclass(frozen=True, slots=True)
class Measure:
    """One principle as a bar: ``why`` names what would raise it, the nearest two first."""

    label: object
    percent: int
    why: str
    tone: str


@dataclass(frozen=True, slots=True)
class Aside:
    """``readers`` is None for a role that has no reader ledger."""

    quality: Sequence[Measure]
    weighed: str
    readers: Sequence[ReaderLine] | None
    moves: Sequence[MoveLine]


def aside(request: HttpRequest, view: FileView) -> Aside:
    """Gather the column; each part is a look of its own."""
    may_read = getattr(request.user, "role", "") in policy.phrases()["customers:file:readers"].roles
    latest = _told(readers(view.number, limit=SCANNED, **who(request)).lines) if may_read else None
    moves = moves_of(view, LATEST)
    lines = [
        MoveLine(one, STATES.get(one.state_from, one.state_from), STATES.get(one.state_to, one.state_to))
        for one in moves
    ]
    quality = view.quality
    assert quality is not None, "the page of a file asks for its quality"
    weighed = _("%(seen)s of %(all)s fields weighed: those open to you") % {
        "seen": quality.visible,
        "all": quality.of,
    }
    return Aside(measures(quality), weighed if quality.visible < quality.of else "", latest, lines)


def measures(quality: Quality) -> list[Measure]:
    """The principles that could be judged."""
    return [
        Measure(
            one.label,
            one.score,
            _why(one),
            "cinnabar" if one.score < POOR else "amber" if one.score < FAIR else "",
        )
        for one in quality.scores
        if one.score is not None
    ]


def _why(score: Score) -> str:
    told = [f"{one.label}: {one.mend}" if one.label else str(one.mend) for one in score.raises[:2]]
    more = len(score.raises) - len(told)
    return " ".join([*told, _("and %(count)s more") % {"count": more}] if more else told)


def _told(lines: Sequence[ReaderLine]) -> list[ReaderLine]:
    """The latest, each colleague once for a day and purpose: one visit to a file is several looks."""
    kept: dict[object, ReaderLine] = {}
    for one in lines:
        kept.setdefault(
            (one.staff_id, one.purpose, timezone.localdate(one.at), one.outcome == "refused"), one
        )
    return list(kept.values())[:LATEST]

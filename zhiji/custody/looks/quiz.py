"""The quiz before a colleague, and for the supervisor who signed and who passed (J01, N12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.custody.actions.quiz import Standing, standings
from zhiji.custody.models import QuizResult
from zhiji.custody.rules.quiz import Edition, current
from zhiji.staff.models import Staff


@dataclass(frozen=True, slots=True)
class Mine:
    """The questions, how one stands, and one's earlier attempts, newest first. ``blocks``: other work waits for it now."""

    edition: Edition
    standing: Standing | None
    attempts: Sequence[QuizResult]
    blocks: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One colleague: undertaking signed when, quiz passed when and due when."""

    name: str
    unit: str
    role: str
    signed_on: datetime | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    people: int
    signed: int
    passed: int
    overdue: int
    as_of: datetime
    lines: Sequence[PersonLine]


@look("custody:quiz:open")
def open_quiz(gate: Gate) -> Mine:
    """The quiz in force, for oneself."""
    gate.permit_none()
    day = timezone.localdate(gate.at)
    attempts = list(QuizResult.objects.filter(staff_id=gate.by.pk or 0).order_by("-pk")[:10])
    standing = standings(gate.at, gate.by.pk or 0).get(gate.by.pk or 0)
    late = standing is not None and standing.overdue
    return Mine(current(day), standing, attempts, late and norms.on(day).secrecy.quiz_blocks)


@look("custody:quiz:list")
def list_standings(gate: Gate) -> Share:
    """Every colleague at work, the late ones first; the share who signed and who passed within the year."""
    gate.permit_none()
    held = standings(gate.at)
    staff = Staff.objects.filter(pk__in=held).select_related("unit").order_by("unit__path", "username")
    lines = [
        PersonLine(
            one.display_name, one.unit.label, str(one.role_label), one.undertaking_signed_at, held[one.pk]
        )
        for one in staff
    ]
    lines.sort(key=lambda line: (not line.standing.overdue, line.standing.due_on))
    return Share(
        len(lines), sum(line.signed_on is not None for line in lines),
        sum(line.standing.state in ("passed", "soon") for line in lines), sum(line.standing.overdue for line in lines),
        gate.at, lines,
    )  # fmt: skip

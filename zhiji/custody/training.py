"""How the colleagues of each unit stand with undertaking and quiz (N12): figures of units, nobody by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from zhiji import norms
from zhiji.custody.actions.quiz import standings
from zhiji.custody.models import QuizResult
from zhiji.custody.rules.quiz import months_later
from zhiji.staff.models import Staff


@dataclass(frozen=True, slots=True)
class Trained:
    """Colleagues at work; of them whose undertaking is in force, who passed the quiz within its months, who is late with it.

    ``tries`` and ``right``: answers handed in within these months by whoever works here now, and those of them that passed."""

    people: int = 0
    signed: int = 0
    passed: int = 0
    overdue: int = 0
    tries: int = 0
    right: int = 0

    def __add__(self, other: "Trained") -> "Trained":
        return Trained(
            self.people + other.people, self.signed + other.signed, self.passed + other.passed, self.overdue + other.overdue,
            self.tries + other.tries, self.right + other.right,
        )  # fmt: skip


def trained(at: datetime) -> Mapping[int, Trained]:
    """By unit, every unit that has somebody."""
    today = timezone.localdate(at)
    rule = norms.on(today).secrecy
    held, found = standings(at), dict[int, Trained]()
    tries = _tries(at)
    for one in Staff.objects.filter(pk__in=held).only("pk", "unit_id", "undertaking_signed_at"):
        standing = held[one.pk]
        handed, right = tries.get(one.pk, (0, 0))
        found[one.unit_id] = found.get(one.unit_id, Trained()) + Trained(
            1, _in_force(one.undertaking_signed_at, rule.undertaking_renewal_months, today),
            standing.state in ("passed", "soon"), standing.overdue, handed, right,
        )  # fmt: skip
    return found


def _in_force(signed: datetime | None, months: int, today: date) -> bool:
    return signed is not None and today <= months_later(timezone.localdate(signed), months)


def _tries(at: datetime) -> dict[int, tuple[int, int]]:
    """Answers handed in and passed by colleague, within the quiz's months."""
    today = timezone.localdate(at)
    since = months_later(today, -norms.on(today).secrecy.quiz_months)
    found: dict[int, tuple[int, int]] = {}
    for staff, passed in QuizResult.objects.filter(at__date__gte=since).values_list("staff_id", "passed"):
        many, right = found.get(staff, (0, 0))
        found[staff] = many + 1, right + passed
    return found

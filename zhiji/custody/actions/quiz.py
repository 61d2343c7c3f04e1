"""Answering the yearly quiz on the three don'ts, and being reminded of it (Art. 26)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import tell
from zhiji.custody.models import Notice, QuizResult
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.quiz import current, marked, months_later, passes
from zhiji.staff.models import Staff


@dataclass(frozen=True, slots=True)
class Standing:
    """How a colleague stands: when last passed, until when the next must be passed, and whether that day is over.

    Who never passed is due on the day the account began, with the same days of grace.
    """

    staff: int
    passed_on: date | None
    due_on: date
    blocked_on: date
    overdue: bool
    soon: bool

    @property
    def state(self) -> str:
        """``passed``, ``soon``, ``due`` (in the days of grace) or ``overdue``."""
        if self.overdue:
            return "overdue"
        return "soon" if self.soon else "passed" if self.passed_on else "due"


@act("custody:quiz:take")
def take(gate: Gate, answers: Mapping[str, int]) -> QuizResult:
    """Mark one's own answers; every question must be answered. What was answered is not kept."""
    gate.permit_none()
    edition = current(timezone.localdate(gate.at))
    if missing := [one for one in edition.questions if one.id not in answers]:
        raise Invalid([
            Finding(one.id, "required", _("This question is not answered."), _("Choose one answer.")) for one in missing
        ])  # fmt: skip
    staff = Staff.objects.get(pk=gate.by.pk or 0)
    right, asked = marked(edition, answers), len(edition.questions)
    percent = norms.on(timezone.localdate(gate.at)).secrecy.quiz_pass_percent
    gate.fact("right", right)
    made = QuizResult.objects.create(
        staff=staff, person=staff.person_key, edition=edition.name, right=right, asked=asked,
        passed=passes(right, asked, percent), at=gate.at,
    )  # fmt: skip
    if made.passed:
        Notice.objects.filter(staff=staff, what__in=("quiz_soon", "quiz_due"), read_at=None).update(
            read_at=gate.at
        )
    return made


@act("custody:quiz:remind")
def remind(gate: Gate) -> int:
    """Tell who must answer soon or is late, and the supervisors of who is late; each thing once a year and colleague."""
    gate.permit_none()
    told = 0
    supervisors = list(Staff.objects.filter(role="supervisor", is_active=True).values_list("pk", flat=True))
    for staff, what in to_remind(gate.at):
        tell(gate, [staff], what)
        if what == "quiz_due":
            tell(gate, [one for one in supervisors if one != staff], "quiz_team")
        told += 1
    gate.fact("told", told)
    return told


def standings(at: datetime, staff: int | None = None) -> dict[int, Standing]:
    """Every colleague at work, by id; or one of them."""
    today = timezone.localdate(at)
    rule = norms.on(today).secrecy
    people = Staff.objects.filter(is_active=True) if staff is None else Staff.objects.filter(pk=staff)
    passes_of = QuizResult.objects.filter(passed=True, staff__in=people).values_list("staff_id")
    passed = dict(passes_of.annotate(last=Max("at")).values_list("staff_id", "last"))
    found = {}
    for one in people.only("pk", "joined_at"):
        last = timezone.localdate(passed[one.pk]) if one.pk in passed else None
        due = months_later(last, rule.quiz_months) if last else timezone.localdate(one.joined_at)
        end = due + timedelta(days=rule.quiz_grace_days)
        soon = last is not None and due - timedelta(days=rule.quiz_reminder_days) <= today
        found[one.pk] = Standing(one.pk, last, due, end, today > end, soon)
    return found


def to_remind(at: datetime) -> list[tuple[int, str]]:
    """(colleague, what) not yet told for this due day."""
    rule = norms.on(timezone.localdate(at)).secrecy
    told: dict[tuple[int, str], date] = {
        (staff, what): timezone.localdate(last)
        for staff, what, last in Notice.objects.filter(what__in=("quiz_soon", "quiz_due")).values_list("staff_id", "what").annotate(last=Max("at"))
    }  # fmt: skip
    found = []
    for one in standings(at).values():
        what = "quiz_due" if one.overdue else "quiz_soon" if one.state in ("soon", "due") else ""
        since = one.due_on - timedelta(days=rule.quiz_reminder_days)
        if what and told.get((one.staff, what), date.min) < since:
            found.append((one.staff, what))
    return found


_FREE_UNTIL: dict[tuple[int, datetime], tuple[date, date]] = {}
"""Colleague → the day this was asked, and the last day until which nothing blocks: every request asks, so it is remembered
for the day. Passing only puts that day off."""


def blocked(staff: Staff, at: datetime) -> bool:
    """Whether a late quiz stands in the way of this colleague's work (Art. 26, norm ``secrecy.quiz_blocks``)."""
    today, who = timezone.localdate(at), (staff.pk, staff.joined_at)
    if not norms.on(today).secrecy.quiz_blocks:
        return False
    asked_on, free_until = _FREE_UNTIL.get(who, (date.min, date.min))
    if asked_on == today <= free_until:
        return False
    standing = standings(at, staff.pk).get(staff.pk)
    if standing is None:
        return False
    _FREE_UNTIL[who] = today, standing.blocked_on
    return standing.overdue

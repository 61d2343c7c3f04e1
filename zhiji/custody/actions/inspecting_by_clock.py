"""What the clock does for inspections: the plan of each period, and a word when an inspection or a repair is overdue."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.access.gateway import Gate, act
from zhiji.custody.actions.inspection import plan_inspection
from zhiji.custody.cases import tell
from zhiji.custody.models import Case, Notice, Plan
from zhiji.custody.rules.inspection import period_of
from zhiji.customers.models import File
from zhiji.staff.models import Staff

CLOCK = Job("clock")
WATCHED = ("inspection", "repair")


def unplanned(at: datetime) -> QuerySet[Staff]:
    """Who keeps files and has no inspection planned for the period of ``at``: colleagues who left included (Art. 14)."""
    day = timezone.localdate(at)
    period = period_of(day, norms.on(day).custody.inspection_months)
    keeps = File.objects.filter(custodian=OuterRef("pk"))
    planned = Plan.objects.filter(custodian=OuterRef("pk"), period=period)
    return Staff.objects.filter(Exists(keeps)).exclude(Exists(planned)).select_related("unit").order_by("pk")


@act("custody:inspection:remind")
def remind_of_overdue(gate: Gate) -> int:
    """Tell owner and supervisors of each inspection and repair whose clock has run out; once for each state."""
    gate.permit_none()
    supervisors = list(Staff.objects.filter(role="supervisor", is_active=True).values_list("pk", flat=True))
    cases = list(_late(gate.at).select_for_update(of=("self",)))
    for case in cases:
        tell(gate, [one for one in (case.owner_id, *supervisors) if one is not None], "overdue", case)
    gate.fact("cases", len(cases))
    return len(cases)


def tick(at: datetime) -> None:
    """Plan what is not planned yet, tell of what is overdue; writes nothing when there is nothing."""
    for custodian in unplanned(at):
        plan_inspection(custodian=custodian, by=CLOCK, channel="job", at=at)
    if _late(at).exists():
        remind_of_overdue(by=CLOCK, channel="job", at=at)


def _late(at: datetime) -> QuerySet[Case]:
    told = Notice.objects.filter(case=OuterRef("pk"), what="overdue", at__gte=OuterRef("due_at"))
    late = Case.objects.filter(kind__in=WATCHED, closed_at=None, due_at__lt=at)
    return late.exclude(Exists(told)).order_by("pk")

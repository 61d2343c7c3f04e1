"""What the clock does for leaks, drills, alerts and broken glasses: it tells of clocks that ran out, plans drills, and weighs
each day's journal. Run twice for one moment it does nothing more."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils import timezone

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.access.gateway import Gate, act
from zhiji.access.models import Grant
from zhiji.custody.actions.alert import raise_alert
from zhiji.custody.actions.drill import plan_drill
from zhiji.custody.cases import is_concerned, tell
from zhiji.custody.handling import handlers, of_role, told_once
from zhiji.custody.models import Case, Escalation, LeakTask, WatchDay
from zhiji.custody.rules.drill import period
from zhiji.custody.rules.leak import OPEN, REPORTS
from zhiji.custody.watch.days import days
from zhiji.custody.watch.kin import kin
from zhiji.custody.watch.signals import ranked
from zhiji.customers.rules import number_of
from zhiji.staff.models import Staff

CLOCK = Job("clock")
WEIGHED_AT = 1
"""The hour at which the day before is weighed: by then its last looks are long over."""


def tick(at: datetime) -> None:
    """All of it."""
    tell_of_late_ones(at)
    if not Case.objects.filter(kind="drill", content__period=_period(at)).exists():
        plan_drill(by=CLOCK, channel="job", at=at)
    local = timezone.localtime(at)
    day = (local - timedelta(days=1)).date()
    if local.hour >= WEIGHED_AT and not WatchDay.objects.filter(day=day).exists():
        weigh(day, by=CLOCK, channel="job", at=at)


def _period(at: datetime) -> str:
    today = timezone.localdate(at)
    return period(today, norms.on(today).incident.drills_per_year)


# -- clocks that ran out ---------------------------------------------------------------------------------------------


def tell_of_late_ones(at: datetime) -> None:
    """One act for each clock that ran out and was not told of yet."""
    for kind, number, stage, staff, what, case in _late(at):
        if not _told(kind, number, stage):
            escalate(kind, number, stage, staff=staff, what=what, case=case, by=CLOCK, channel="job", at=at)


@act("custody:watch:escalate")
def escalate(
    gate: Gate,
    kind: str,
    number: int,
    stage: str,
    *,
    staff: Collection[int],
    what: str,
    case: Case | None = None,
) -> bool:
    """Tell colleagues once of a clock that ran out; never one whom the case concerns."""
    gate.permit_none({"kind": kind, "number": number, "stage": stage})
    if not told_once(gate, kind, number, stage):
        return False
    people = Staff.objects.filter(pk__in=staff)
    tell(gate, [one.pk for one in people if case is None or not is_concerned(one, case)], what, case)
    return True


def _told(kind: str, number: int, stage: str) -> bool:
    return Escalation.objects.filter(kind=kind, number=number, stage=stage).exists()


Late = tuple[str, int, str, Collection[int], str, Case | None]


def _late(at: datetime) -> list[Late]:
    return [*_late_leaks(at), *_late_tasks(at), *_late_alerts(at), *_late_glasses(at)]


def _late_leaks(at: datetime) -> list[Late]:
    found: list[Late] = []
    for case in Case.objects.filter(kind="leak", closed_at=None):
        rule = norms.on(timezone.localdate(case.raised_at)).incident
        if case.state == "reported" and case.due_at and case.due_at <= at:
            stage = f"acknowledge{case.content.get('anew', '')}"
            found.append(("leak", case.pk, stage, [*of_role("gm"), *handlers(at)], "leak_late", case))
        if case.state not in OPEN:
            continue
        for name, (_label, clock) in REPORTS.items():
            if "sent_at" in case.content.get("reports", {}).get(name, {}):
                continue
            span = timedelta(hours=getattr(rule, clock))
            if case.raised_at + span <= at:
                found.append(
                    ("leak", case.pk, f"{name}_late", [*of_role("gm"), *handlers(at)], "report_late", case)
                )
            elif case.raised_at + span / 2 <= at:
                found.append(("leak", case.pk, f"{name}_soon", handlers(at), "report_soon", case))
    return found


def _late_tasks(at: datetime) -> list[Late]:
    late = LeakTask.objects.filter(done_at=None, due_at__lte=at).select_related("case")
    found: list[Late] = []
    for task in late:
        found.append(("leak_task", task.pk, "late", [task.owner_id], "leak_task_late", None))
        found.append(("leak", task.case_id, "tasks_late", [task.made_by_id], "leak_task_late", task.case))
    return found


def _late_alerts(at: datetime) -> list[Late]:
    late = Case.objects.filter(kind="alert", closed_at=None, due_at__lte=at)
    return [
        ("alert", case.pk, case.state, [*of_role("gm"), *handlers(at)], "alert_late", case) for case in late
    ]


def _late_glasses(at: datetime) -> list[Late]:
    """Reviewers are told after half the time a review may take, the general manager as well when it is over."""
    found: list[Late] = []
    for grant in Grant.objects.filter(kind="break_glass", reviewed_at=None, starts_at__lte=at).select_related(
        "staff"
    ):
        span = timedelta(hours=norms.on(timezone.localdate(grant.starts_at)).break_glass.review_hours)
        others = [one for one in of_role("supervisor", "manager") if one != grant.staff_id]
        if grant.starts_at + span <= at:
            found.append(("glass", grant.pk, "late", [*others, *of_role("gm")], "glass_late", None))
        elif grant.starts_at + span / 2 <= at:
            found.append(("glass", grant.pk, "soon", others, "glass", None))
    return found


# -- the day's journal -----------------------------------------------------------------------------------------------


@act("custody:watch:weigh")
def weigh(gate: Gate, day: date) -> WatchDay:
    """Weigh one day of the journal and raise the alerts that the budget lets through, the most telling first (K07)."""
    gate.permit_none({"day": day.isoformat()})
    rule = norms.on(day).incident
    found = days(day, rule, kin(gate, rule.kin_roles, day))
    standing_out = ranked(found, rule)
    let_through = standing_out[: rule.alerts_per_day]
    for one, hits in let_through:
        raise_alert(
            staff=one.staff, signals=[hit.as_dict() for hit in hits], by=CLOCK, channel="job", at=gate.at,
            customers=[number_of(number) for number in one.customers], day=day.isoformat(),
        )  # fmt: skip
    return WatchDay.objects.create(
        day=day, at=gate.at, colleagues=len(found), stood_out=len(standing_out), alerts=len(let_through)
    )

"""Asking for another grade than the reckoned one, approving it as a second person, refusing, ending it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import locked_case, open_case, private_of, sign, tell
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding, refuse_any
from zhiji.customers.finding import locked_file
from zhiji.insight.grade_decisions import FLOW


@act("custody:grading:ask")
def ask_for_grade(gate: Gate, *, customers: Sequence[str], grade: str, until: date, reason: str) -> Case:
    """Ask for a grade for one's own customer, until a day, with a reason. Raises ``Invalid``."""
    file = locked_file(gate, customers[0] if len(customers) == 1 else "")
    gate.permit(file)
    today = timezone.localdate(gate.at)
    refuse_any(_problems(file.customer_id, grade, until, today))
    private = {"grade": grade, "until": until.isoformat()}
    return open_case(gate, FLOW, files=[file], reason=reason, private=private)


@act("custody:grading:approve")
def approve_grade(gate: Gate, number: int, *, words: str = "") -> Case:
    """Approve it, as another than who asked: from now to its last day it stands in place of the reckoned one, and who asked is told."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    until = date.fromisoformat(private_of(gate, case)["until"])
    late = Finding(
        "until", "past", _("Its last day has passed."), _("Refuse it, and let it be asked for anew.")
    )
    refuse_any([late] if until < timezone.localdate(gate.at) else [])
    sign(gate, case, FLOW, "approve", words=words)
    tell(gate, [cast(int, case.raised_by_id)], "grade_stands", case)
    return case


@act("custody:grading:refuse")
def refuse_grade(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse it, saying why."""
    return _signed(gate, number, "refuse", words)


@act("custody:grading:end")
def end_grade(gate: Gate, number: int, *, words: str) -> Case:
    """End it before its day, saying why; or after, when it no longer counts anyway."""
    return _signed(gate, number, "end", words)


def _signed(gate: Gate, number: int, verb: str, words: str) -> Case:
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, verb, words=words)
    return case


def _problems(customer_id: int, grade: str, until: date, today: date) -> list[Finding]:
    rule = norms.on(today).grading
    problems = []
    if grade not in rule.grades:
        problems.append(
            Finding("grade", "choice", _("There is no such grade."), _("Choose one of the list."))
        )
    last = today + timedelta(days=rule.decision_most_days)
    if until is None or not today < until <= last:
        said = _("It may last until %(day)s at the longest.") % {"day": last.isoformat()}
        problems.append(Finding("until", "range", said, _("Choose a day in between.")))
    live = Case.objects.filter(kind=FLOW.kind, closed_at=None, files__customer_id=customer_id)
    if live.exists():
        problems.append(
            Finding("customers", "open", _("A grade by decision is asked for or in force already."), _("Go on with that one, or let it be ended."))
        )  # fmt: skip
    return problems

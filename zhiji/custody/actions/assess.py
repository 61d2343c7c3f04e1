"""The risk assessment of information security (N11; norm ``house.risk-assessment``): planned by the clock, made, confirmed, closed."""

from collections.abc import Sequence
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import locked_case, open_case, sign, tell
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding, refuse_any, text_problems
from zhiji.custody.rules.assess import AREAS, FLOW, RISKS
from zhiji.custody.rules.drill import last_day, period
from zhiji.staff.models import Staff


@act("custody:assess:plan")
def plan_assessment(gate: Gate) -> Case | None:
    """Plan the assessment of the running period, due on its last day; None when it stands already."""
    gate.permit_none()
    today = timezone.localdate(gate.at)
    times = norms.on(today).safety.assessments_per_year
    named = period(today, times)
    if Case.objects.filter(kind=FLOW.kind, content__period=named).exists():
        gate.fact("planned", False)
        return None
    end = timezone.make_aware(datetime.combine(last_day(today, times), time(18)))
    case = open_case(gate, FLOW, reason=named, content={"period": named}, due_at=end)
    who = Staff.objects.filter(role="supervisor", is_active=True).values_list("pk", flat=True)
    tell(gate, list(who), "assess_planned", case)
    return case


@act("custody:assess:make")
def make_assessment(
    gate: Gate, number: int, *, risk: str, weak: Sequence[str] = (), found: str = "", mend: str = "", words: str = ""
) -> Case:  # fmt: skip
    """Say of every area whether it is in order: ``weak`` ones are not, ``found`` says what, ``mend`` what is to be done."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    problems = text_problems("found", found, required=bool(weak)) + text_problems(
        "mend", mend, required=bool(weak)
    )
    if risk not in RISKS or set(weak) - set(AREAS):
        problems.append(
            Finding("risk", "choice", _("This is none of the choices."), _("Choose one from the list."))
        )
    if found.strip() and not weak:
        problems.append(
            Finding(
                "weak",
                "required",
                _("A finding belongs to an area."),
                _("Tick the areas that are not in order."),
            )
        )
    refuse_any(problems)
    case.content |= {
        "risk": risk,
        "weak": [one for one in AREAS if one in weak],
        "found": found.strip(),
        "mend": mend.strip(),
    }
    sign(gate, case, FLOW, "make", words=words)
    return case


@act("custody:assess:confirm")
def confirm_assessment(gate: Gate, number: int, *, words: str = "") -> Case:
    """Another confirms: with findings they are to be put right in the norm's days, without any it is closed."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "confirm", words=words, to="mending" if case.content.get("weak") else "closed")
    return case


@act("custody:assess:send_back")
def send_assessment_back(gate: Gate, number: int, *, words: str) -> Case:
    """It is to be made again, and why."""
    return _step(gate, number, "send_back", words)


@act("custody:assess:mend")
def mend_findings(gate: Gate, number: int, *, words: str) -> Case:
    """Every finding is put right, and how."""
    return _step(gate, number, "mend", words)


@act("custody:assess:close")
def close_assessment(gate: Gate, number: int, *, words: str = "") -> Case:
    """Another has looked and closes."""
    return _step(gate, number, "close", words)


@act("custody:assess:reopen")
def reopen_findings(gate: Gate, number: int, *, words: str) -> Case:
    """It is not right yet, and why."""
    return _step(gate, number, "reopen", words)


def _step(gate: Gate, number: int, verb: str, words: str) -> Case:
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, verb, words=words)
    return case


def tick(at: datetime) -> None:
    """Plan what is not planned yet; writes nothing when it is."""
    today = timezone.localdate(at)
    named = period(today, norms.on(today).safety.assessments_per_year)
    if not Case.objects.filter(kind=FLOW.kind, content__period=named).exists():
        plan_assessment(by=Job("clock"), channel="job", at=at)

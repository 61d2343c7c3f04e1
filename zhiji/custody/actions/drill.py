"""The drill of a leak, twice a year (K10; norm ``house.leak``): planned by the clock, held as a marked leak, recorded."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.custody.actions.leak import _opened
from zhiji.custody.cases import answerable, is_concerned, locked_case, open_case, sign, tell
from zhiji.custody.handling import handlers
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding, Invalid, refuse_any, text_problems
from zhiji.custody.rules import drill as rule


@act("custody:drill:plan")
def plan_drill(gate: Gate) -> Case | None:
    """Plan the drill of the running half-year, due on its last day; None when it stands already."""
    gate.permit_none()
    today = timezone.localdate(gate.at)
    times = norms.on(today).incident.drills_per_year
    period = rule.period(today, times)
    if Case.objects.filter(kind="drill", content__period=period).exists():
        gate.fact("planned", False)
        return None
    end = timezone.make_aware(datetime.combine(rule.last_day(today, times), time(18)))
    case = open_case(gate, rule.FLOW, reason=period, content={"period": period}, due_at=end)
    tell(gate, handlers(gate.at), "drill_planned", case)
    return case


@act("custody:drill:begin")
def begin_drill(gate: Gate, number: int, *, scenario: str, words: str = "") -> Case:
    """Begin it: a leak marked as a drill is opened, and everybody is told as they would be of a true one."""
    case = locked_case(gate, number, rule.FLOW)
    gate.permit_none()
    refuse_any(text_problems("scenario", scenario, required=True))
    leak = _opened(gate, scenario, "", {"drill": True})
    case.content |= {"leak": leak.pk, "begun_at": gate.at.isoformat()}
    gate.fact("leak", leak.pk)
    sign(gate, case, rule.FLOW, "begin", words=words, owner=answerable(gate), due_at=case.due_at)
    return case


@act("custody:drill:record")
def record_drill(
    gate: Gate, number: int, *, found: str, improve: str, took_part: int, words: str = ""
) -> Case:
    """Record what the drill showed, once its leak is closed: minutes to acknowledge and to contain come from the case.

    Another hand than the one that began it, and none whom the drill's leak names as concerned."""
    case = locked_case(gate, number, rule.FLOW)
    gate.permit_none()
    leak = Case.objects.get(pk=case.content["leak"])
    if is_concerned(gate.by, leak):
        gate.refuse("not_yours")
    if leak.closed_at is None:
        raise Invalid(
            [
                Finding(
                    "found",
                    "open",
                    _("The drill's leak is still open."),
                    _("Walk it to its end, then record it."),
                )
            ]
        )
    refuse_any(
        text_problems("found", found, required=True) + text_problems("improve", improve, required=True)
    )
    reached = {
        one.verb: int((one.at - leak.raised_at).total_seconds() // 60) for one in leak.signatures.all()
    }
    case.content |= {"took_part": took_part, "found": found.strip(), "improve": improve.strip()}
    case.content["minutes"] = {
        verb: reached[verb] for verb in ("acknowledge", "contain", "close") if verb in reached
    }
    sign(gate, case, rule.FLOW, "record", words=words)
    return case

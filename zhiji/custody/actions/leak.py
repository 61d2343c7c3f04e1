"""A leak (Art. 27): told by anybody with one tap, acknowledged, contained, closed; decisions written down on the way (K06)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import answerable, keep_private, locked_case, open_case, private_of, sign, tell
from zhiji.custody.concerned import note_kept, shut_out
from zhiji.custody.handling import accounts_of, handlers, keep_record
from zhiji.custody.models import Case, LeakTask
from zhiji.custody.problems import Finding, Invalid, refuse_any, text_problems
from zhiji.custody.rules.leak import FLOW, gravest, measures
from zhiji.staff.models import Staff

REASON = "Art. 27"
"""What stands as the reason of every report: its words are sealed with the case."""


@act("custody:leak:tell")
def tell_leak(gate: Gate, *, what: str = "", customers: str = "", whom: Staff | None = None) -> Case:
    """Report a leak, or what may be one (Art. 27): nothing need be filled in. Supervisors and customer-service managers are
    told in the same transaction (norm ``house.leak``: within a minute), but never ``whom`` it is reported of."""
    gate.permit_none()
    refuse_any(
        text_problems("what", what, required=False) + text_problems("customers", customers, required=False)
    )
    named = [whom.pk] if whom is not None and gate.by.pk not in accounts_of([whom.pk]) else []
    return _opened(gate, what, customers, {}, named)


def _opened(
    gate: Gate, what: str, customers: str, content: dict[str, Any], named: Sequence[int] = ()
) -> Case:
    """A leak just reported. ``named``: whom it may concern; it is nothing of theirs from the first moment on."""
    private = {"what": what.strip(), "customers": customers.strip()}
    out, kept = shut_out(gate, named)
    about = {"ticked": {}, "traces": 0, "concerned": sorted(out), **content}
    case = open_case(gate, FLOW, reason=REASON, content=about, private=private)
    gate.fact("drill", bool(content.get("drill")))
    note_kept(gate, case, kept)
    told = [one for one in handlers() if one != gate.by.pk and one not in out]
    tell(gate, told, "drill" if content.get("drill") else "leak", case)
    return case


@act("custody:leak:complete")
def complete(gate: Gate, number: int, *, what: str, customers: str = "", words: str = "") -> Case:
    """The finder completes what was sent with one tap."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    refuse_any(
        text_problems("what", what, required=True) + text_problems("customers", customers, required=False)
    )
    sign(gate, case, FLOW, "complete", words=words, due_at=case.due_at)
    keep_private(case, private_of(gate, case) | {"what": what.strip(), "customers": customers.strip()})
    return case


@act("custody:leak:acknowledge")
def acknowledge(gate: Gate, number: int, *, words: str = "") -> Case:
    """Take the report up (Art. 27: handled immediately); the time is on record, and whoever does it answers for the case."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "acknowledge", words=words, owner=answerable(gate))
    case.content["acknowledged_at"] = gate.at.isoformat()
    case.save(update_fields=["content"])
    return case


@act("custody:leak:tick")
def tick(gate: Gate, number: int, *, measure: str, words: str = "") -> Case:
    """Sign one measure of the checklist as done."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    if measure in case.content["ticked"]:
        raise Invalid(
            [Finding("measure", "done", _("This measure is signed already."), _("Choose another."))]
        )
    if measure not in measures():
        raise Invalid(
            [Finding("measure", "choice", _("This is none of the choices."), _("Choose one from the list."))]
        )
    case.content["ticked"][measure] = {"by": gate.by.pk, "at": gate.at.isoformat()}
    gate.fact("measure", measure)
    sign(gate, case, FLOW, "tick", words=words, due_at=case.due_at)
    return case


@act("custody:leak:decide")
def decide(
    gate: Gate,
    number: int,
    *,
    situation: str,
    decision: str,
    grounds: str,
    rejected: str = "",
    words: str = "",
) -> Case:
    """Write a decision down calmly (K06): what is known, what is decided, on what grounds, what was not chosen."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    body = {"situation": situation, "decision": decision, "grounds": grounds, "rejected": rejected}
    _count(case, "decisions", keep_record(gate, case, "decision", body))
    sign(gate, case, FLOW, "decide", words=words, due_at=case.due_at)
    return case


@act("custody:leak:rate")
def rate(
    gate: Gate, number: int, *, property: str, credit: str, reputation: str, legal: str, words: str = ""
) -> Case:
    """Rate what it can do, 0 to 3 each (K09): property, credit, reputation, legal consequences."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    grades = {
        "property": int(property),
        "credit": int(credit),
        "reputation": int(reputation),
        "legal": int(legal),
    }
    case.content["severity"] = grades
    gate.fact("severity", gravest(grades))
    sign(gate, case, FLOW, "rate", words=words, due_at=case.due_at)
    return case


@act("custody:leak:contain")
def contain(gate: Gate, number: int, *, words: str) -> Case:
    """Say that nothing more flows out, and why one may believe it."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "contain", words=words)
    return case


@act("custody:leak:close")
def close(gate: Gate, number: int, *, words: str) -> Case:
    """Close it: every measure signed, every task done; by another hand than who contained it."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    left = [one for one in measures() if one not in case.content["ticked"]]
    open_tasks = LeakTask.objects.filter(case=case, done_at=None).count()
    if left or open_tasks:
        message = _("%(measures)s measures and %(tasks)s tasks are still open.") % {
            "measures": len(left),
            "tasks": open_tasks,
        }
        raise Invalid(
            [
                Finding(
                    "words",
                    "open",
                    message,
                    _("Sign them first; a measure that does not apply is signed with the reason."),
                )
            ]
        )
    sign(gate, case, FLOW, "close", words=words)
    return case


@act("custody:leak:dismiss")
def dismiss(gate: Gate, number: int, *, words: str) -> Case:
    """Find that it was no leak; neither who reported it nor who took it up may say so alone."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "dismiss", words=words)
    return case


def _count(case: Case, name: str, digest: str) -> None:
    case.content[name] = [*case.content.get(name, []), digest]


__all__: Sequence[str] = (
    "acknowledge", "close", "complete", "contain", "decide", "dismiss", "rate", "tell_leak", "tick",
)  # fmt: skip

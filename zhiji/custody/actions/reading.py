"""Reading requests (Art. 17-18): ask, sign for the unit, examine, approve, refuse, withdraw; and the grant they end in."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access import policy
from zhiji.access.gateway import Gate, act
from zhiji.access.granting import give
from zhiji.custody.cases import locked_case, open_case, sign
from zhiji.custody.finding import known_files, locked_files
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.reading import FLOW


@act("custody:reading:ask")
def ask(
    gate: Gate,
    *,
    customers: Sequence[str],
    compartments: Sequence[str],
    wanted: str,
    reason: str,
    days: int,
    uses: int,
) -> Case:
    """Ask to read files: which, which compartments, for what purpose and why, for how long and how often (Art. 18.1)."""
    gate.permit_none()
    files = known_files(gate, customers)
    known = policy.purposes().get(wanted)
    if known is None or gate.by.role not in known.roles:
        raise Invalid([
            Finding("wanted", "purpose", _("This purpose is none of your role's."), _("Choose another purpose."))
        ])  # fmt: skip
    rule = norms.on(timezone.localdate(gate.at)).custody
    if not 1 <= days <= rule.reading_days:
        raise Invalid([
            Finding("days", "range", _("A grant lasts a few days."), _("At most %(most)s days.") % {"most": rule.reading_days})
        ])  # fmt: skip
    content = {"compartments": list(compartments), "days": days, "uses": uses}
    return open_case(gate, FLOW, files=files, reason=reason, purpose=wanted, content=content)


@act("custody:reading:sign")
def sign_for_unit(gate: Gate, number: int, *, words: str = "") -> Case:
    """The applicant's unit head signs (Art. 18.2)."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "sign", words=words)
    return case


@act("custody:reading:examine")
def examine(
    gate: Gate, number: int, *, reason_sufficient: bool, papers_complete: bool, words: str = ""
) -> Case:
    """Customer service examines both questions (Art. 18.3); a classified file goes on to the manager (Art. 18.4)."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    if not (reason_sufficient and papers_complete):
        raise Invalid([
            Finding("reason_sufficient", "both", _("Both must hold, or the request is refused."), _("Tick both, or refuse it with your reason."))
        ])  # fmt: skip
    classified = any(file.secrecy for file in locked_files(case.files.values_list("customer_id", flat=True)))
    sign(gate, case, FLOW, "examine", to="with_manager" if classified else "granted", words=words)
    if not classified:
        _grant(gate, case)
    return case


@act("custody:reading:approve")
def approve(gate: Gate, number: int, *, words: str = "") -> Case:
    """The customer-service manager approves the reading of a classified file (Art. 18.4)."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "approve", words=words)
    _grant(gate, case)
    return case


@act("custody:reading:refuse")
def refuse(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse, with the reason."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "refuse", words=words)
    return case


@act("custody:reading:withdraw")
def withdraw(gate: Gate, number: int, *, words: str = "") -> Case:
    """Take one's own request back while it is open."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "withdraw", words=words)
    return case


def _grant(gate: Gate, case: Case) -> None:
    assert case.raised_by is not None
    ids = list(case.files.values_list("customer_id", flat=True))
    case.grant = give(
        gate, case.raised_by, ids, kind="reading", compartments=case.content["compartments"], purpose=case.purpose,
        reason=case.reason, ends_at=gate.at + timedelta(days=case.content["days"]), uses=case.content["uses"],
    )  # fmt: skip
    case.save(update_fields=["grant"])

"""Changing the matrix of powers (AB02): compliance proposes with source and first day, a second person approves."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import locked_case, open_case, sign
from zhiji.custody.models import AuthorityPower, Case
from zhiji.custody.problems import Finding, refuse_any
from zhiji.custody.rules.authority import POWER_FLOW as FLOW


@act("custody:power:ask")
def ask(
    gate: Gate,
    *,
    body: str,
    power: str,
    allowed: str,
    effective_from: date,
    source: str,
    article: str,
    read_in_source: bool,
    reason: str,
) -> Case:
    """Propose that from a day to come a body has, or has not, a power. ``allowed``: ``yes`` or ``no``."""
    gate.permit_none()
    _refuse_past(gate, effective_from)
    content = {
        "body": body, "power": power, "allowed": allowed, "effective_from": effective_from.isoformat(), "source": source,
        "article": article, "read_in_source": read_in_source,
    }  # fmt: skip
    return open_case(gate, FLOW, reason=reason, content=content)


@act("custody:power:approve")
def approve(gate: Gate, number: int, *, words: str = "") -> Case:
    """A second person approves; the entry is dated, and nothing of the past changes."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    asked = case.content
    _refuse_past(gate, date.fromisoformat(asked["effective_from"]))
    sign(gate, case, FLOW, "approve", words=words)
    made = AuthorityPower.objects.create(
        body=asked["body"], power=asked["power"], allowed=asked["allowed"] == "yes",
        effective_from=date.fromisoformat(asked["effective_from"]), source=asked["source"], article=asked["article"],
        read_in_source=asked["read_in_source"], at=gate.at, case=case,
    )  # fmt: skip
    gate.fact("entry", made.pk)
    return case


@act("custody:power:refuse")
def refuse(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse the change, with the reason."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "refuse", words=words)
    return case


@act("custody:power:withdraw")
def withdraw(gate: Gate, number: int, *, words: str = "") -> Case:
    """Take one's own proposal back while it is open."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "withdraw", words=words)
    return case


def _refuse_past(gate: Gate, day: date) -> None:
    if day <= timezone.localdate(gate.at):
        refuse_any([
            Finding("effective_from", "past", _("A change begins on a day to come: requests were decided by what held till now."), _("Choose tomorrow or later."))
        ])  # fmt: skip

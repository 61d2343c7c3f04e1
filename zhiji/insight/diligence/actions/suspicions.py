"""Suspicious transactions: taken down, examined, approved by a second person, reported; or not confirmed (L06).

That there is such a case is known to compliance alone (Anti-Money-Laundering Law 2024, arts. 7, 35): no entry of the journal
names its customers and no table links them to it, they stand sealed with the case; every entry is reserved to compliance.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import keep_private, locked_case, open_case, private_of, sign
from zhiji.custody.finding import known_files
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding, refuse_any
from zhiji.customers.rules import number_of
from zhiji.insight.diligence.procedures import PATTERNS, SUSPICION

REASON = "suspicion"
"""What stands in the register's column of reasons: a code that tells no case from another (``procedures.SAID``)."""


@act("custody:suspicious:ask")
def raise_suspicion(
    gate: Gate, *, customers: Sequence[str], patterns: Collection[str], grounds: str, first: date | None = None, last: date | None = None
) -> Case:  # fmt: skip
    """Take a suspicion down: about whom, what pattern, on what grounds, in which days."""
    gate.permit_none()
    gate.purpose = SUSPICION.kept_as
    refuse_any(_grounds("grounds", grounds))
    if not patterns or not set(patterns) <= set(PATTERNS):
        refuse_any(
            [Finding("patterns", "choice", _("It is not said what is suspicious."), _("Tick what fits."))]
        )
    if first and last and last < first:
        refuse_any([Finding("last", "order", _("The last day is before the first."), _("Exchange the two."))])
    numbers = [number_of(file.customer_id) for file in known_files(gate, customers)]
    private = {
        "customers": numbers, "patterns": sorted(patterns), "grounds": grounds.strip(),
        "first": first.isoformat() if first else "", "last": last.isoformat() if last else "",
    }  # fmt: skip
    return open_case(gate, SUSPICION, reason=REASON, private=private)


@act("custody:suspicious:examine")
def examine(gate: Gate, number: int, *, analysis: str, words: str = "") -> Case:
    """Examine it: what the transactions, the file and the evidence say."""
    return _told(
        gate, number, "examine", {"analysis": analysis.strip()}, _grounds("analysis", analysis), words
    )


@act("custody:suspicious:approve")
def approve(gate: Gate, number: int, *, words: str = "") -> Case:
    """A second person approves that it is reported."""
    return _told(gate, number, "approve", {}, [], words)


@act("custody:suspicious:report")
def record_report(gate: Gate, number: int, *, reported_on: date, reference: str, words: str = "") -> Case:
    """Record when it was reported to the monitoring centre and under which number."""
    told = {"reported_on": reported_on.isoformat(), "reference": reference.strip()}
    late = [
        Finding(
            "reported_on", "future", _("This day is not yet over."), _("Write the day on which it was sent.")
        )
    ]
    problems = late if reported_on > timezone.localdate(gate.at) else []
    return _told(gate, number, "report", told, problems, words)


@act("custody:suspicious:send_back")
def send_back(gate: Gate, number: int, *, words: str) -> Case:
    """The second person sends it back, saying what lacks."""
    return _told(gate, number, "send_back", {}, [], words)


@act("custody:suspicious:dismiss")
def dismiss(gate: Gate, number: int, *, words: str) -> Case:
    """Somebody else than who took it down finds that it is not confirmed, and says why."""
    return _told(gate, number, "dismiss", {}, [], words)


def _told(
    gate: Gate, number: int, verb: str, told: dict[str, Any], problems: list[Finding], words: str = ""
) -> Case:
    case = locked_case(gate, number, SUSPICION)
    gate.permit_none()
    refuse_any(problems)
    if told:
        keep_private(case, private_of(gate, case) | told)
    sign(gate, case, SUSPICION, verb, words=words)
    return case


def _grounds(name: str, text: str) -> list[Finding]:
    if len(text.strip()) >= 10:
        return []
    return [
        Finding(
            name,
            "length",
            _("This is too short to be understood."),
            _("Say what is seen and why it is unusual."),
        )
    ]

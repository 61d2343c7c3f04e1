"""Copies and excerpts (Art. 23.1): ask, approve, and make the one numbered copy; nothing else prints a classified file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhiji import fields as register_of
from zhiji import vault
from zhiji.access import policy, rules
from zhiji.access.gateway import Gate, act
from zhiji.access.reading import Shown, read_many
from zhiji.custody.cases import locked_case, open_case, private_of, sign
from zhiji.custody.finding import known_files, locked_files
from zhiji.custody.looks.rows import printed_number
from zhiji.custody.models import Case, Copy
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.copy import FLOW
from zhiji.custody.rules.marks import code_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """A copy as it is printed: its visible number, its hidden code, the approved fields as its maker may read them."""

    case: int
    number: str
    code: str
    customer: str
    secrecy: int
    for_whom: str
    lines: tuple[Shown, ...]
    made_at: datetime


@act("custody:copy:ask")
def ask(
    gate: Gate, *, customers: Sequence[str], fields: Sequence[str], wanted: str, for_whom: str, reason: str
) -> Case:
    """Ask to copy or excerpt one file: which fields, for what purpose, for whom and why."""
    gate.permit_none()
    files = known_files(gate, customers)
    if len(files) != 1:
        raise Invalid([
            Finding("customers", "one", _("A copy is of one file."), _("Ask for each file by itself."))
        ])  # fmt: skip
    check_wanted(gate, FLOW.phrase("make"), files, wanted)
    return open_case(
        gate, FLOW, files=files, reason=reason, purpose=wanted, content={"fields": known_fields(files, fields)},
        private={"for_whom": for_whom},
    )  # fmt: skip


@act("custody:copy:approve")
def approve(gate: Gate, number: int, *, words: str = "") -> Case:
    """The general manager or the information supervisor approves, beforehand."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "approve", words=words)
    return case


@act("custody:copy:make")
def make(gate: Gate, number: int) -> Sheet:
    """Make the approved copy: once, by who asked, of the approved fields and no more than the maker may read.

    The answer is the sheet itself: when it comes, the copy is numbered and in the journal. Raises ``Invalid`` when another
    purpose than the approved one is in force.
    """
    case = locked_case(gate, number, FLOW)
    [file] = locked_files(case.files.values_list("customer_id", flat=True))
    check_purpose(gate, case)
    permit = gate.permit(file)
    sign(gate, case, FLOW, "make")
    wanted = case.content["fields"]
    shown = read_many([file], {file.customer_id: permit}, wanted)[file.customer_id]
    key = vault.data_key(case.customer_id)
    code = code_of(vault.commitment(key, "copy", str(case.pk).encode()))
    Copy.objects.create(
        case=case,
        customer_id=file.customer_id,
        fields=wanted,
        code=code,
        made_by_id=gate.by.pk or 0,
        made_at=gate.at,
    )
    gate.fact("copy", code)
    gate.fact("fields", wanted)
    lines = tuple(
        shown[name] for name in wanted if name in shown and shown[name].present and shown[name].text
    )
    for_whom = str(private_of(gate, case).get("for_whom", ""))
    return Sheet(case.pk, printed_number(case), code, file.number, file.secrecy, for_whom, lines, gate.at)


@act("custody:copy:lapse")
def lapse(gate: Gate, number: int, *, words: str = "") -> Case:
    """An approval that was not used in time ends."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "lapse", words=words)
    return case


@act("custody:copy:refuse")
def refuse(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse, with the reason."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "refuse", words=words)
    return case


@act("custody:copy:withdraw")
def withdraw(gate: Gate, number: int, *, words: str = "") -> Case:
    """Take one's own request back."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "withdraw", words=words)
    return case


# -- shared with provision -------------------------------------------------------------------------------------------


def check_wanted(gate: Gate, phrase: str, files: Sequence[Any], wanted: str) -> None:
    """Tell at once, not after two approvals, that the raiser could not read these files for this purpose."""
    known = policy.purposes().get(wanted)
    if known is None or gate.by.role not in known.roles:
        raise Invalid([
            Finding("wanted", "purpose", _("This purpose is none of your role's."), _("Choose another purpose."))
        ])  # fmt: skip
    if not all(rules.decide(gate.by, phrase, file, wanted).allowed for file in files):
        raise Invalid([
            Finding("customers", "reading", _("You may not read this file for that purpose, so you cannot copy it."),
                    _("Ask its manager or custodian to make the copy."))
        ])  # fmt: skip


def check_purpose(gate: Gate, case: Case) -> None:
    """The purpose in force must be the approved one."""
    if gate.purpose != case.purpose:
        raise Invalid([
            Finding("purpose", "purpose", _("This was approved for another purpose than the one in force."),
                    _("Choose the approved purpose at the top of the page, then come back."))
        ])  # fmt: skip


def known_fields(files: Sequence[Any], wanted: Sequence[str]) -> list[str]:
    """The wanted fields in the register's order; none of another kind of file, none unknown."""
    known = [one.id for file in files for one in register_of.register(file.pack).for_kind(file.kind)]
    found = [one for one in dict.fromkeys(known) if one in wanted]
    if not found:
        raise Invalid([
            Finding("fields", "fields", _("These files have none of the chosen fields."), _("Choose at least one of theirs."))
        ])  # fmt: skip
    return found

"""Loans (Art. 19-20): ask, sign for the unit, approve, refuse, withdraw. Coming back and ending: ``actions.lending``."""

import hashlib
import secrets
from collections.abc import Sequence

import orjson
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access import policy
from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import locked_case, open_case, sign
from zhiji.custody.finding import known_files, locked_files
from zhiji.custody.lending import lend, unlendable
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding, refuse_any, text_problems
from zhiji.custody.raisers import moved_on
from zhiji.custody.rules.loan import FLOW, MEDIA, MOST_ITEMS, Item, copies_of, fits, items_in, said


@act("custody:loan:ask")
def ask_loan(
    gate: Gate,
    *,
    customers: Sequence[str],
    medium: str,
    items: str,
    compartments: Sequence[str] = (),
    wanted: str,
    reason: str,
    days: int,
) -> Case:
    """Ask to borrow: like a reading, and the items with their copies, one a line (Art. 19.2, 19.5).

    Names of items are sealed with the case; its signatures cover a salted digest of them.
    """
    gate.permit_none()
    files = known_files(gate, customers)
    listed, wrong = items_in(items)
    refuse_any([
        *_purpose_problems(wanted, gate.by.role), *term_problems(days, gate), *_item_problems(items, listed, wrong),
        *_medium_problems(medium, compartments),
    ])  # fmt: skip
    refuse_any(unlendable(files, medium))
    salt = secrets.token_hex(16)
    content = {
        "medium": medium, "days": days, "kinds": len(listed), "copies": copies_of(listed),
        "compartments": list(compartments) if medium == "electronic" else [], "items_digest": items_digest(salt, listed),
    }  # fmt: skip
    shown = said(listed)
    return open_case(
        gate, FLOW, files=files, reason=reason, purpose=wanted, content=content, private={"items": shown, "salt": salt}
    )  # fmt: skip


def items_digest(salt: str, items: Sequence[Item]) -> str:
    """SHA-256 over the items, salted so that it betrays no name; the salt is sealed with the case."""
    listed = [[item.name, item.copies] for item in items]
    return hashlib.sha256(salt.encode() + orjson.dumps(listed)).hexdigest()


def term_problems(days: int, gate: Gate) -> list[Finding]:
    """A loan longer than the house allows is no loan (Art. 19.5)."""
    most = norms.on(timezone.localdate(gate.at)).custody.loan_days
    if fits(days, most):
        return []
    mend = _("At most %(most)s days; who needs it longer brings it back and asks anew.") % {"most": most}
    return [Finding("days", "range", _("A loan lasts a few days and is never extended (Art. 19.5)."), mend)]


def _purpose_problems(wanted: str, role: str) -> list[Finding]:
    known = policy.purposes().get(wanted)
    if known is not None and role in known.roles:
        return []
    return [
        Finding("wanted", "purpose", _("This purpose is none of your role's."), _("Choose another purpose."))
    ]


def _item_problems(text: str, listed: Sequence[Item], wrong: Sequence[int]) -> list[Finding]:
    if wrong or not listed:
        message = _("Line %(line)s says no number of copies.") % {"line": wrong[0] if wrong else 1}
        return [
            Finding(
                "items", "items", message, _("One item a line: its name, then how many, like “Contract 2”.")
            )
        ]
    if len(listed) > MOST_ITEMS:
        return [
            Finding(
                "items",
                "many",
                _("These are too many items for one loan."),
                _("Ask for the rest in another."),
            )
        ]
    return text_problems("items", text, required=True, most=2000)


def _medium_problems(medium: str, compartments: Sequence[str]) -> list[Finding]:
    if medium not in MEDIA:
        return [
            Finding("medium", "choice", _("This is none of the choices."), _("Choose one from the list."))
        ]
    if medium == "electronic" and not compartments:
        return [
            Finding("compartments", "required", _("An electronic loan opens compartments."), _("Choose those you need."))
        ]  # fmt: skip
    return []


@act("custody:loan:sign")
def sign_loan(gate: Gate, number: int, *, words: str = "") -> Case:
    """The borrower's unit head signs (Art. 19.3)."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "sign", words=words)
    return case


@act("custody:loan:approve")
def approve_loan(gate: Gate, number: int, *, words: str = "") -> Case:
    """The information officer approves, never the borrower or who signed for the unit (Art. 19.4).

    The loan runs from now; a classified file waits for the manager as well (Art. 18.4).
    """
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    files = locked_files(case.files.values_list("customer_id", flat=True))
    refuse_any([*unlendable(files, case.content["medium"]), *moved_on(case)])
    if any(file.secrecy for file in files):
        sign(gate, case, FLOW, "approve", to="with_manager", words=words)
        return case
    return lend(gate, case, "approve", words)


@act("custody:loan:confirm")
def confirm_loan(gate: Gate, number: int, *, words: str = "") -> Case:
    """The customer-service manager approves that a classified file is lent."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    files = locked_files(case.files.values_list("customer_id", flat=True))
    refuse_any([*unlendable(files, case.content["medium"]), *moved_on(case)])
    return lend(gate, case, "confirm", words)


@act("custody:loan:refuse")
def refuse_loan(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse, with the reason."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "refuse", words=words)
    return case


@act("custody:loan:withdraw")
def withdraw_loan(gate: Gate, number: int, *, words: str = "") -> Case:
    """Take one's own request back while it is open."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "withdraw", words=words)
    return case

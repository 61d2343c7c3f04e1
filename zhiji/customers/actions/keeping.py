"""How a file is kept: its life-cycle state, who manages it, its marks. No sealed value changes here."""

from django.utils.translation import gettext_lazy as _

from zhiji import vault
from zhiji.access.gateway import Gate, act
from zhiji.access.problems import Finding
from zhiji.access.rules import TOP_SECRET
from zhiji.customers import rules
from zhiji.customers.actions.checks import KEEPING_ROLES, check_reason, duty_problems
from zhiji.customers.actions.rewriting import publish_anew
from zhiji.customers.apart import settle
from zhiji.customers.finding import locked_file
from zhiji.customers.models import File, StateMove
from zhiji.customers.problems import Invalid
from zhiji.staff.models import Staff
from zhiji.vault.apart import keep_apart


@act("customers:file:move")
def move(gate: Gate, number: str, to: str, *, reason: str) -> File:
    """Move a file through its life cycle (E03). Legal moves only; a prospect becomes new once its required set stands."""
    file = locked_file(gate, number)
    gate.permit(file)
    check_move(file, to)
    check_reason("reason", reason)
    StateMove.objects.create(
        customer_id=file.customer_id,
        state_from=file.state,
        state_to=to,
        at=gate.at,
        by=gate.by.pk,
        reason=reason,
    )
    gate.fact("from", file.state)
    gate.fact("to", to)
    file.state = to
    file.save(update_fields=["state"])
    return file


def check_move(file: File, to: str) -> None:
    """Raise ``Invalid`` when the life cycle or the required set forbids this move."""
    if to not in rules.STATES or not rules.can_move(file.state, to):
        ways = "、".join(str(rules.STATES[state]) for state in rules.MOVES[file.state]) or "—"
        raise Invalid([
            Finding(
                "state", "life-cycle", _("The life cycle has no such move."),
                _("From here it goes only to: %(ways)s.") % {"ways": ways},
            )
        ])  # fmt: skip
    if file.state == "prospect" and to == "new" and file.missing:
        raise Invalid([
            Finding(
                "state", "required-set", _("The required set is not complete (%(count)s missing).") % {"count": file.missing},
                _("Complete the file first; the list of what is missing stands on its page."),
            )
        ])  # fmt: skip


@act("customers:file:assign")
def assign(
    gate: Gate, number: str, *, manager: Staff, deputy: Staff | None, custodian: Staff, reason: str
) -> File:
    """Name the manager, the deputy and the custodian (P01, F16). Their access follows in the same transaction."""
    file = locked_file(gate, number)
    gate.permit(file)
    check_reason("reason", reason)
    if problems := duty_problems(manager, deputy, custodian):
        raise Invalid(problems)
    assert manager is not None and custodian is not None
    gate.fact("before", [file.manager_id, file.deputy_id, file.custodian_id])
    gate.fact("after", [manager.pk, deputy.pk if deputy else None, custodian.pk])
    file.manager, file.deputy, file.custodian = manager, deputy, custodian
    file.save(update_fields=["manager", "deputy", "custodian"])
    return file


@act("customers:file:mark")
def mark(gate: Gate, number: str, *, key_customer: bool) -> File:
    """Set or clear the key-customer mark (AA18)."""
    file = locked_file(gate, number)
    gate.permit(file)
    gate.fact("key_customer", key_customer)
    file.key_customer = key_customer
    file.save(update_fields=["key_customer"])
    return file


@act("customers:file:classify")
def classify(gate: Gate, number: str, *, secrecy: int, custodian: Staff | None, reason: str) -> File:
    """Set the secrecy level with its designated custodian (J02–J04). A classified name leaves the public index, and comes back;
    a top-secret file's rows and key lie apart (Art. 22)."""
    file = locked_file(gate, number)
    permit = gate.permit(file)
    check_reason("reason", reason)
    if secrecy not in rules.SECRECY:
        raise Invalid([
            Finding("secrecy", "level", _("There is no such level."), _("Choose ordinary, confidential or top secret."))
        ])  # fmt: skip
    if custodian is None or custodian.role not in KEEPING_ROLES:
        raise Invalid([
            Finding("custodian", "role", _("This colleague cannot hold that duty."), _("Choose an information officer."))
        ])  # fmt: skip
    gate.fact("from", file.secrecy)
    gate.fact("to", secrecy)
    file.secrecy, file.custodian = secrecy, custodian
    file.save(update_fields=["secrecy", "custodian"])
    _rewrap(file)
    publish_anew(file, permit)
    gate.fact("rows", settle([file.customer_id], apart=secrecy >= TOP_SECRET))
    return file


def _rewrap(file: File) -> None:
    """A top-secret file's key stands in the line of keys kept apart (Art. 22)."""
    try:
        keep_apart([file.customer_id], apart=file.secrecy >= TOP_SECRET)
    except vault.KeyUnavailable as error:
        raise Invalid([
            Finding(
                "secrecy", "key", _("The key that top-secret files are kept under is not there."),
                _("Ask the system administrator to supply it (ZHIJI_APART_KEK_1), then try again."),
            )
        ]) from error  # fmt: skip

"""What acts check of input that is no field of the register: duties, sources, reasons."""

from django.utils.translation import gettext_lazy as _

from zhiji import fields
from zhiji.access.problems import Finding, secrets_as
from zhiji.customers.problems import Invalid
from zhiji.staff.models import Staff

MANAGING_ROLES = ("rm", "devofficer")
KEEPING_ROLES = ("officer", "supervisor")


def duty_problems(manager: Staff | None, deputy: Staff | None, custodian: Staff | None) -> list[Finding]:
    """Every file has a manager and a custodian, active and of a fitting role; the deputy is another one (P01, F16)."""
    problems = []
    for name, person, allowed, needed in (
        ("manager", manager, MANAGING_ROLES, True),
        ("deputy", deputy, MANAGING_ROLES, False),
        ("custodian", custodian, KEEPING_ROLES, True),
    ):
        if person is None and needed:
            problems.append(
                Finding(name, "required", _("Nobody is named for this duty."), _("Choose a colleague."))
            )
        elif person is not None and (not person.is_active or person.role not in allowed):
            problems.append(
                Finding(
                    name, "role", _("This colleague cannot hold that duty."),
                    _("Choose an active colleague whose role fits it."),
                )
            )  # fmt: skip
    if manager is not None and deputy is not None and deputy.pk == manager.pk:
        problems.append(
            Finding("deputy", "other", _("Manager and deputy are the same."), _("Choose two colleagues."))
        )
    return problems


def source_problems(source: str) -> list[Finding]:
    """The source is one of the closed list (A21)."""
    if source in fields.register().field("preferences").part("source").choices:
        return []
    words = _("It is not said where this comes from.")
    return [Finding("source", "choice", words, _("Choose a source from the list."))]


def note_problems(note: str) -> list[Finding]:
    """A note may be left out; it holds no secret and fits its column."""
    return [*secrets_as("note", note), *_too_long("note", note)]


def _too_long(name: str, text: str) -> list[Finding]:
    if len(text) <= REASON_LENGTH:
        return []
    most = _("At most %(most)s characters.") % {"most": REASON_LENGTH}
    return [Finding(name, "text.long", _("The text is too long."), most)]


def check_reason(name: str, text: str) -> None:
    """A reason is given, and holds no secret; else ``Invalid``."""
    if not text.strip():
        raise Invalid([Finding(name, "required", _("A reason is needed."), _("Say why in one sentence."))])
    if problems := secrets_as(name, text):
        raise Invalid(problems)
    if problems := _too_long(name, text):
        raise Invalid(problems)


REASON_LENGTH = 200

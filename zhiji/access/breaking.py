"""Break-glass: looking without leave when a customer's interest cannot wait, always reviewed afterwards.

One customer, at most ``break_glass.minutes``, a reason, the skipped approvers told on their home page; while a review is
overdue (``break_glass.review_hours``) its user cannot break another glass.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access import policy
from zhiji.access.consenting import lacking
from zhiji.access.gateway import Gate, act, look
from zhiji.access.models import Grant, GrantedCustomer
from zhiji.access.policy import COMPARTMENTS
from zhiji.access.problems import Finding, secrets_as
from zhiji.access.refusals import Refused
from zhiji.access.rules import Decision, Subject
from zhiji.staff.models import Staff

REASON_LENGTH = 10
WORDS_MOST = 400
"""Most characters of a reason or a finding."""


class GlassProblem(ValueError):
    """Why the glass cannot be broken, or a review not be signed, in three parts."""

    def __init__(self, *problems: Finding) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.rule for problem in problems))


def grant_for_breaking(gate: Gate, file: Subject, reason: str) -> Grant:
    """The body of the act ``access:glass:break``; the room of the files calls it with the file as it stands now."""
    colleague = _check_breaking(gate, file, reason)
    rule = norms.on(timezone.localdate(gate.at)).break_glass
    grant = Grant.objects.create(
        staff_id=colleague, kind="break_glass", compartments=list(COMPARTMENTS), purpose=gate.purpose,
        reason=reason.strip(), starts_at=gate.at, ends_at=gate.at + timedelta(minutes=rule.minutes),
    )  # fmt: skip
    GrantedCustomer.objects.create(grant=grant, staff_id=colleague, customer_id=file.customer_id)
    gate.fact("granted", grant.pk)
    gate.fact("minutes", rule.minutes)
    return grant


def _check_breaking(gate: Gate, file: Subject, reason: str) -> int:
    wanted = policy.phrases()[gate.phrase]
    known = policy.purposes().get(gate.purpose)
    if gate.by.role not in wanted.roles:
        code = "phrase"
    elif known is None or gate.by.role not in known.roles:
        code = "purpose_needed"
    elif file.store_only and not known.while_stored:
        code = "store_only"
    elif file.secrecy not in wanted.secrecy:
        code = "secrecy"
    elif lacks := lacking([file.customer_id], gate.purpose, gate.at):
        code = lacks[file.customer_id]
    else:
        code = ""
    gate.settle(Decision(gate.phrase, not code, code, (gate.phrase,), hides=file.secrecy == 2), file)
    colleague = cast(int, gate.by.pk)  # the phrase is for colleagues' roles only, and they have a number
    overdue = gate.at - timedelta(hours=norms.on(timezone.localdate(gate.at)).break_glass.review_hours)
    if Grant.objects.filter(
        staff__in=_accounts_of(colleague), kind="break_glass", reviewed_at=None, starts_at__lte=overdue
    ).exists():
        raise GlassProblem(
            Finding(
                "reason", "unreviewed", _("An earlier break-glass of yours was not reviewed in time."),
                _("Ask the information supervisor to review it first."),
            )
        )  # fmt: skip
    problems = [*secrets_as("reason", reason), *_too_long("reason", reason)]
    if len(reason.strip()) < REASON_LENGTH:
        problems.append(
            Finding(
                "reason", "length", _("The reason is too short."),
                _("Say in at least ten characters what cannot wait."),
            )
        )  # fmt: skip
    if problems:
        raise GlassProblem(*problems)
    return colleague


def _accounts_of(staff_id: int) -> list[int]:
    """All accounts of the human being behind one: nobody reviews the own break-glass, or goes on breaking, by another account."""
    key = Staff.objects.get(pk=staff_id).person_key
    return [
        one.pk for one in Staff.objects.filter(Q(person=key) | Q(staff_number=key)) if one.person_key == key
    ]


def _too_long(name: str, text: str) -> list[Finding]:
    if len(text) <= WORDS_MOST:
        return []
    return [
        Finding(
            name,
            "text.long",
            _("The text is too long."),
            _("At most %(most)s characters.") % {"most": WORDS_MOST},
        )
    ]


@dataclass(frozen=True, slots=True)
class BrokenGlass:
    """One break-glass as its reviewer sees it; the customer by number only."""

    id: int
    staff: str
    role: str
    customer_id: int
    purpose: str
    reason: str
    at: datetime
    ended: datetime
    due: datetime
    overdue: bool
    reviewed_at: datetime | None
    reviewed_by: str
    ok: bool | None
    note: str


@look("access:glass:list")
def to_review(gate: Gate, *, waiting_only: bool = True, limit: int = 100) -> list[BrokenGlass]:
    """Break-glass looks that wait for review, the oldest first."""
    gate.permit_none()
    query = Grant.objects.filter(kind="break_glass").select_related("staff", "reviewed_by")
    query = (
        query.filter(reviewed_at=None).order_by("starts_at") if waiting_only else query.order_by("-starts_at")
    )
    hours = timedelta(hours=norms.on(timezone.localdate(gate.at)).break_glass.review_hours)
    return [
        BrokenGlass(
            grant.pk, grant.staff.display_name, grant.staff.role_label, customer.customer_id, grant.purpose, grant.reason,
            grant.starts_at, grant.ends_at, grant.starts_at + hours,
            grant.reviewed_at is None and grant.starts_at + hours < gate.at, grant.reviewed_at,
            grant.reviewed_by.display_name if grant.reviewed_by else "", grant.review_ok, grant.review_note,
        )
        for grant in query.prefetch_related("customers")[:limit]
        for customer in grant.customers.all()
    ]  # fmt: skip


@act("access:glass:review")
def review(gate: Gate, grant_id: int, *, ok: bool, note: str) -> Grant:
    """Sign a break-glass as right or wrong; never one's own. A wrong one ends at once if it still runs."""
    gate.permit_none()
    grant = Grant.objects.select_for_update().filter(pk=grant_id, kind="break_glass").first()
    if grant is None or grant.reviewed_at is not None:
        raise GlassProblem(
            Finding("grant", "done", _("This one is not waiting for review."), _("Open the list again."))
        )
    if gate.by.pk in _accounts_of(grant.staff_id):
        raise Refused(Decision(gate.phrase, False, "relation", (gate.phrase,)))
    if not note.strip():
        raise GlassProblem(
            Finding("note", "required", _("A finding is needed."), _("Say in one sentence what you found."))
        )
    if problems := [*secrets_as("note", note), *_too_long("note", note)]:
        raise GlassProblem(*problems)
    grant.reviewed_at, grant.reviewed_by_id = gate.at, gate.by.pk
    grant.review_ok, grant.review_note = ok, note.strip()
    if not ok and grant.ends_at > gate.at:
        grant.revoked_at = gate.at
    grant.save()
    gate.fact("granted", grant.pk)
    gate.fact("ok", ok)
    return grant


@act("access:grant:revoke")
def revoke(gate: Gate, grant_id: int, *, reason: str) -> Grant:
    """End a grant at once; every other grant stays as it is."""
    gate.permit_none()
    grant = Grant.objects.select_for_update().get(pk=grant_id)
    if grant.revoked_at is None:
        grant.revoked_at = gate.at
        grant.save(update_fields=["revoked_at"])
    gate.fact("granted", grant.pk)
    gate.fact("reason", bool(reason.strip()))
    return grant

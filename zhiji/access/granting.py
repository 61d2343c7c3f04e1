"""Gives and ends grants: customers × compartments × purpose × period × count, for one colleague.

Called only from acts, inside their transaction. A grant is a row of its own: giving one never changes another.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from zhiji.access import policy
from zhiji.access.explain import in_language
from zhiji.access.gate import Gate
from zhiji.access.models import Grant, GrantedCustomer
from zhiji.access.problems import Finding, Invalid
from zhiji.staff.models import Staff


def give(
    gate: Gate,
    staff: Staff,
    customers: Collection[int],
    *,
    kind: str,
    compartments: Sequence[str],
    purpose: str,
    reason: str,
    ends_at: datetime,
    uses: int | None = None,
) -> Grant:
    """A grant from now until ``ends_at``, in force at once; named in the act's journal entry.

    The purpose must be one of the colleague's role, and the colleague at work, else it could never be used: raises ``Invalid``
    (a post may have lost a purpose since it was asked for). It dies with the holder's post: the table of colleagues ends it when role or unit change, or the colleague leaves.
    """
    if problem := _of_no_use(staff, purpose):
        raise Invalid([problem])
    if (
        ends_at <= gate.at
        or (uses is not None and uses < 1)
        or not compartments
        or not set(compartments) <= set(policy.COMPARTMENTS)
    ):
        raise ValueError("a grant ends later than now, is good for at least one use, and names compartments")
    grant = Grant.objects.create(
        staff=staff, kind=kind, compartments=list(compartments), purpose=purpose, reason=reason, starts_at=gate.at,
        ends_at=ends_at, uses_allowed=uses,
    )  # fmt: skip
    GrantedCustomer.objects.bulk_create(
        GrantedCustomer(grant=grant, staff_id=staff.pk, customer_id=one) for one in dict.fromkeys(customers)
    )
    gate.fact("granted", grant.pk)
    return grant


def _of_no_use(staff: Staff, purpose: str) -> Finding | None:
    if not staff.is_active:
        return Finding(
            "staff", "left", _("Who would look has left the bank."), _("Refuse the request; nobody is left to use it.")
        )  # fmt: skip
    known = policy.purposes().get(purpose)
    if known is not None and staff.role in known.roles:
        return None
    message = _("“%(purpose)s” is no purpose of the post of %(role)s.") % {
        "purpose": in_language(known.names) if known else purpose,
        "role": staff.role_label,
    }
    return Finding(
        "purpose",
        "purpose",
        message,
        _("Refuse the request; a new one can be made for a purpose of that post."),
    )


def end(gate: Gate, grants: Collection[int]) -> int:
    """End grants at once; answers how many were still in force."""
    ended = Grant.objects.filter(pk__in=grants, revoked_at=None, ends_at__gt=gate.at).update(
        revoked_at=gate.at
    )
    gate.fact("ended_grants", ended)
    return ended

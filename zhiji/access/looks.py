"""Governed reads that concern no customer: the colleagues, the policy, one's own grants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zhiji.access import policy
from zhiji.access.gateway import Gate, look
from zhiji.access.models import Grant
from zhiji.staff.models import Staff


@dataclass(frozen=True, slots=True)
class Colleague:
    """One line of the staff list. ``last_login`` and password are nobody's business here."""

    id: int
    username: str
    staff_number: str
    name: str
    name_en: str
    role: str
    role_label: str
    unit: str
    unit_path: str
    is_active: bool
    signed: bool


@dataclass(frozen=True, slots=True)
class PolicyTable:
    """The policy as it is enforced: purposes, what is visible, and who may use which look or act."""

    purposes: tuple[policy.Purpose, ...]
    rows: tuple[policy.Row, ...]
    phrases: tuple[policy.Phrase, ...]


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One grant. ``uses_left`` is None when uses are not counted; ``live`` as of the look."""

    id: int
    staff_id: int
    kind: str
    kind_label: str
    compartments: tuple[str, ...]
    purpose: str
    reason: str
    starts_at: datetime
    ends_at: datetime
    uses_left: int | None
    revoked_at: datetime | None
    reviewed_at: datetime | None
    customers: tuple[int, ...]
    live: bool


@look("staff:person:list")
def list_staff(gate: Gate, *, role: str = "", unit_path: str = "") -> list[Colleague]:
    """Colleagues by unit and sign-in name; ``role`` and ``unit_path`` (this unit and those below) narrow the list."""
    gate.permit_none({"role": role, "unit": unit_path})
    found = Staff.objects.select_related("unit").order_by("unit__path", "username")
    if role:
        found = found.filter(role=role)
    if unit_path:
        found = found.filter(unit__path__startswith=unit_path)
    return [
        Colleague(
            one.pk, one.username, one.staff_number, one.name, one.name_en, one.role, one.role_label, one.unit.label,
            one.unit.path, one.is_active, one.undertaking_signed_at is not None,
        )
        for one in found
    ]  # fmt: skip


@look("access:policy:read")
def read_policy(gate: Gate) -> PolicyTable:
    """The whole table; it is no secret what each role may see."""
    gate.permit_none()
    return PolicyTable(tuple(policy.purposes().values()), policy.rows(), tuple(policy.phrases().values()))


@look("access:grant:list")
def my_grants(gate: Gate, limit: int = 200) -> list[GrantLine]:
    """The reader's own grants, newest first."""
    gate.permit_none()
    found = (
        Grant.objects.filter(staff_id=gate.by.pk or 0).prefetch_related("customers").order_by("-pk")[:limit]
    )
    return _lines(found, gate.at)


def _lines(found: Iterable[Grant], at: datetime) -> list[GrantLine]:
    lines = []
    for grant in found:
        left = None if grant.uses_allowed is None else max(grant.uses_allowed - grant.uses, 0)
        live = grant.revoked_at is None and grant.starts_at <= at < grant.ends_at and left != 0
        lines.append(
            GrantLine(
                grant.pk, grant.staff_id, grant.kind, grant.get_kind_display(), tuple(grant.compartments), grant.purpose,
                grant.reason, grant.starts_at, grant.ends_at, left, grant.revoked_at, grant.reviewed_at,
                tuple(sorted(one.customer_id for one in grant.customers.all())), live,
            )
        )  # fmt: skip
    return lines

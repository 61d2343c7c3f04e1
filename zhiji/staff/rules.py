"""Roles of the bank (requirements AD21, AD27, P01). Pure data: no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Role:
    """One role. ``sees_customers`` is False for those who must never meet customer data."""

    id: str
    label: object
    sees_customers: bool = True


ROLES: dict[str, Role] = {
    role.id: role
    for role in (
        Role("rm", _("Relationship manager")),
        Role("devofficer", _("Development officer")),
        Role("officer", _("Information officer")),
        Role("supervisor", _("Information supervisor")),
        Role("manager", _("Customer service manager")),
        Role("gm", _("General manager")),
        Role("agent", _("Service agent")),
        Role("compliance", _("Compliance officer")),
        Role("auditor", _("Auditor")),
        Role("analyst", _("Analyst"), sees_customers=False),
        Role("product", pgettext_lazy("role", "Product and marketing"), sees_customers=False),
        Role("admin", _("System administrator"), sees_customers=False),
    )
}

UNIT_KINDS = ("head", "department", "branch")


def is_within(path: str, ancestor_path: str) -> bool:
    """Whether the unit at ``path`` is ``ancestor_path`` itself or below it. Paths look like ``1/4/9/``."""
    return bool(ancestor_path) and path.startswith(ancestor_path)


POWERS = frozenset({"supervisor", "manager", "gm", "compliance", "auditor", "admin"})
"""Roles that decide for others or see what others did: a second factor is asked of them first."""


def locked_until(failures: Sequence[datetime], now: datetime, *, limit: int, minutes: int) -> datetime | None:
    """When a sign-in locked by ``failures`` (times, any order) opens again; None when it is open at ``now``.

    It locks when ``limit`` failures fall within ``minutes``, for ``minutes`` from the last of them
    (parameters ``sign_in.failures``, ``sign_in.lock_minutes`` of norm ``house.sign-in``).

    >>> start = datetime(2026, 11, 22, 9, 0)
    >>> locked_until([start] * 5, start, limit=5, minutes=15)
    datetime.datetime(2026, 11, 22, 9, 15)
    >>> locked_until([start] * 4, start, limit=5, minutes=15) is None
    True
    """
    latest = sorted(failures)[-limit:]
    span = timedelta(minutes=minutes)
    if len(latest) < limit or latest[-1] - latest[0] > span or latest[-1] + span <= now:
        return None
    return latest[-1] + span


def is_session_over(
    opened: datetime, seen: datetime, now: datetime, *, idle_minutes: int, absolute_hours: int
) -> str:
    """``"idle"``, ``"absolute"``, or ``""`` while a session may go on (norm ``house.session``)."""
    if now - opened >= timedelta(hours=absolute_hours):
        return "absolute"
    return "idle" if now - seen >= timedelta(minutes=idle_minutes) else ""

"""Colleagues' names on pages, and who may hold which duty. No customer data."""

from collections.abc import Iterable

from zhiji.access import policy
from zhiji.customers.actions.checks import KEEPING_ROLES, MANAGING_ROLES
from zhiji.customers.pages.addresses import whole
from zhiji.staff.models import Staff, Unit
from zhiji.staff.naming import choice_words


def unit_name(unit_id: int) -> str:
    return Unit.objects.get(pk=unit_id).label


def managing() -> list[tuple[str, str]]:
    """Colleagues who may manage a file, as choices."""
    return _choices(MANAGING_ROLES)


def keeping() -> list[tuple[str, str]]:
    """Colleagues who may keep a file, as choices."""
    return _choices(KEEPING_ROLES)


def _choices(roles: Iterable[str]) -> list[tuple[str, str]]:
    found = (
        Staff.objects.filter(role__in=roles, is_active=True)
        .select_related("unit")
        .order_by("unit__path", "username")
    )
    return [(str(one.pk), choice_words(one)) for one in found]


def by_id(text: str) -> Staff | None:
    """The active colleague with this id as posted; None for anything else."""
    return Staff.objects.filter(pk=whole(text) or 0, is_active=True).select_related("unit").first()


def usual_custodian(unit: Unit) -> Staff | None:
    """The information officer of the clerk's unit, of the nearest unit above it, else any."""
    keepers = list(Staff.objects.filter(role="officer", is_active=True).select_related("unit").order_by("pk"))
    near = [one for one in keepers if unit.path.startswith(one.unit.path)]
    return max(near, key=lambda one: len(one.unit.path)) if near else (keepers[0] if keepers else None)


def reviewers() -> list[Staff]:
    """Who is told of a break-glass and may review it."""
    roles = policy.phrases()["access:glass:review"].roles
    return list(
        Staff.objects.filter(role__in=roles, is_active=True).select_related("unit").order_by("username")
    )

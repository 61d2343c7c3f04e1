"""Roles of the bank (DESIGN §7; requirements AD21, AD27, P01). Pure data: no database."""

from dataclasses import dataclass

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

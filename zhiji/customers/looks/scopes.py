"""Whose files a list or a fragment search runs over: one's own portfolio, one's own unit, or the files one keeps."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhiji.access.recording import Actor
from zhiji.customers.models import File
from zhiji.staff.models import Unit

SCOPES = {
    "portfolio": _("Files you manage, or stand in for"),
    "unit": _("Files of your unit and those below it"),
    "custody": _("Files in your custody"),
}
PORTFOLIO_ROLES = ("rm", "devofficer")
CUSTODY_ROLES = ("officer",)
SUPERVISING_ROLES = ("supervisor", "manager", "gm", "compliance", "auditor")


class NoSuchScope(ValueError):
    """The scope asked for is none of ``SCOPES``."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"scope: {scope!r} is none of {', '.join(SCOPES)}")


def usual_scope(by: Actor) -> str:
    """Where a colleague of this role begins to look."""
    if by.role in PORTFOLIO_ROLES:
        return "portfolio"
    return "custody" if by.role in CUSTODY_ROLES else "unit"


def parts_of(scope: str, by: Actor, *, fragments: bool = False) -> list[dict[str, Any]]:
    """A scope as filters of which each is one index range of ``customers_file``; together they are the scope.

    The head office is not a unit to browse in, or everybody seated there could fish in the whole bank: its people have
    its own files only. Those who supervise may list what lies below, yet not search it by ``fragments``; a department of theirs
    counts for the branch or head office it belongs to, as in every figure.
    """
    if scope == "portfolio":
        return [{"manager_id": by.pk}, {"deputy_id": by.pk}]
    if scope == "custody":
        return [{"custodian_id": by.pk}]
    if scope == "unit":
        if not by.unit_path:
            return []
        supervises = by.role in SUPERVISING_ROLES and not fragments
        path = _home(by.unit_path) if supervises else by.unit_path
        narrow = path.count("/") == 1 and not supervises
        within = {"path": path} if narrow else {"path__startswith": path}
        return [{"unit_id": unit} for unit in Unit.objects.filter(**within).values_list("pk", flat=True)]
    raise NoSuchScope(scope)


def _home(path: str) -> str:
    """The path of the branch or head office that the unit of a path is or belongs to: a department has no files of its own."""
    above = ["/".join(path.split("/")[:depth]) + "/" for depth in range(1, path.count("/") + 1)]
    homes = Unit.objects.filter(path__in=above).exclude(kind="department").values_list("path", flat=True)
    return max(homes, key=len, default=path)


def how_many(scope: str, by: Actor, *, since: int | None = None) -> int:
    """How many files a scope has; ``since``: of those from this id on."""
    parts = [Q(**part) for part in parts_of(scope, by)]
    chosen = File.objects.filter(reduce(or_, parts)) if parts else File.objects.none()
    return (chosen.filter(customer_id__gte=since) if since is not None else chosen).count()


def newest(scope: str, by: Actor, filters: Q, *, before: int | None, limit: int) -> list[File]:
    """At most ``limit`` files of a scope, newest first, below the id ``before``. Each part is read from its own index."""
    found: set[int] = set()
    for part in parts_of(scope, by):
        chosen: QuerySet[File] = File.objects.filter(filters, **part)
        if before is not None:
            chosen = chosen.filter(customer_id__lt=before)
        found.update(chosen.order_by("-customer_id").values_list("customer_id", flat=True)[:limit])
    wanted = sorted(found, reverse=True)[:limit]
    held = {
        file.customer_id: file
        for file in File.objects.select_related("unit", "manager").filter(pk__in=wanted)
    }
    return [held[number] for number in wanted if number in held]

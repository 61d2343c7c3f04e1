"""Values that two sources tell differently (AA22), with the one that the survivorship rule lets stand. No value is in the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from zhiji import fields, norms
from zhiji.access.gateway import Gate, look
from zhiji.access.permits import FilePermit
from zhiji.access.recording import Actor
from zhiji.access.rules import TOP_SECRET
from zhiji.customers.looks.rows import FileRow, rows_of
from zhiji.customers.looks.scopes import SCOPES, newest, usual_scope
from zhiji.customers.models import File
from zhiji.fields import Field
from zhiji.insight.principles.looks.rows import live_files
from zhiji.insight.principles.models import FileScore
from zhiji.insight.principles.opening import opened, weighable
from zhiji.insight.principles.weighing import Difference, differences

PAGE = 50
OVERSEERS = frozenset({"supervisor", "manager", "auditor"})


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A file with the fields told differently that this reader may see, and how many more there are."""

    row: FileRow
    fields: Sequence[tuple[Field, Difference]]
    unseen: int


@dataclass(frozen=True, slots=True)
class Differences:
    """A page of files, the newest first; ``order``: sources, the strongest first. ``next``: cursor of the page below."""

    scope: str
    shows: str
    rows: Sequence[Doubtful]
    order: Sequence[str]
    next: int | None
    at: datetime


@look("insight:difference:list")
def list_differences(
    gate: Gate, scope: str | None = None, *, cursor: int | None = None, limit: int = PAGE
) -> Differences:
    """Files in which the value in force and an earlier one come from different sources, unverified since.

    Which files these are was weighed at night; what differs is read anew, so that what was verified today is gone.
    """
    gate.check_question()
    scope = "unit" if oversees(gate.by) else scope or usual_scope(gate.by)
    order: Sequence[str] = norms.on(timezone.localdate(gate.at)).principles.source_order
    doubtful = Q(customer_id__in=FileScore.objects.filter(conflicts__gt=0).values("customer_id"))
    doubtful &= Q(secrecy__lt=TOP_SECRET, store_only=False)
    files: list[File] = []
    before, more = cursor, True
    while more and len(files) <= limit:
        found = _found(gate, scope, doubtful, before, limit + 1)
        more = len(found) > limit
        files += gate.foresee(found)
        before = found[-1].customer_id if found else before
    page = files[:limit]
    permits = gate.permit_many(page, {"scope": scope, "rows": len(page)})
    rows = {row.customer_id: row for row in rows_of(page, permits)}
    told: dict[int, list[Difference]] = {
        file.pk: list(differences(weighable(file, held), order))
        for file, held in opened(gate, [file for file in page if file.pk in rows])
    }
    lines = [
        _line(file, rows[file.pk], told[file.pk], permits[file.pk]) for file in page if told.get(file.pk)
    ]
    return Differences(
        scope, str(SCOPES[scope]), lines, order, page[-1].customer_id if len(files) > limit else None, gate.at
    )


def oversees(by: Actor) -> bool:
    """Whether a colleague's list covers the branch or head office the own department belongs to, as the figures do."""
    return by.role in OVERSEERS


def _found(gate: Gate, scope: str, doubtful: Q, before: int | None, limit: int) -> list[File]:
    if not oversees(gate.by):
        return newest(scope, gate.by, doubtful, before=before, limit=limit)
    below = live_files(gate).filter(doubtful).select_related("unit", "manager")
    return list((below if before is None else below.filter(pk__lt=before)).order_by("-pk")[:limit])


def _line(file: File, row: FileRow, found: Sequence[Difference], permit: FilePermit) -> Doubtful:
    register: Any = fields.register(file.pack)
    seen = [
        (register.field(one.field), one)
        for one in found
        if permit.level(register.field(one.field).compartment) == "clear"
    ]
    return Doubtful(row, seen, len(found) - len(seen))

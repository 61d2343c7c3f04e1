"""What wants doing: papers about to expire (C01, C07), and files whose required set is not complete (F02, F03)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji import fields, norms
from zhiji.access.gateway import Gate, look
from zhiji.access.reading import Weighed, read_and_weigh
from zhiji.customers.looks.candidates import candidates
from zhiji.customers.looks.listing import PAGE
from zhiji.customers.looks.rows import FileRow, rows_of
from zhiji.customers.looks.scopes import SCOPES, newest, usual_scope
from zhiji.customers.models import File

SCANNED = 5000
"""Most files one watch list opens to read their papers' dates."""
PAPER_FIELDS = ("papers", "licences")


@dataclass(frozen=True, slots=True)
class ExpiringPaper:
    """One paper: its kind and day of expiry; ``text`` is the whole field as the reader may see it, number masked or not.

    ``days`` until it expires; negative when it has.
    """

    row: FileRow
    field: fields.Field
    type_label: str
    text: str
    valid_to: date
    days: int


@dataclass(frozen=True, slots=True)
class ExpiringPapers:
    """Papers by date, the most overdue first. ``whole`` is False when the scope holds more files than were looked through."""

    scope: str
    shows: str
    order: str
    as_of: datetime
    until: date
    papers: tuple[ExpiringPaper, ...]
    whole: bool


@look("customers:paper:expiring")
def papers_expiring(
    gate: Gate, scope: str | None = None, *, within_days: int | None = None, limit: int | None = None
) -> ExpiringPapers:
    """Papers and licences that have expired or will within ``within_days`` (the norm's notice without it).

    The receipt names the files on the list; the others were compared and left closed. ``limit``: only so many papers,
    the earliest, and only their files.
    """
    gate.check_question()
    scope = scope or usual_scope(gate.by)
    today = timezone.localdate(gate.at)
    until = today + timedelta(
        days=norms.on(today).paper_expiry.notice_days if within_days is None else within_days
    )
    some, more = candidates(scope, gate.by, ("identity",), SCANNED)
    earliest: dict[int, str] = {}

    def fits(file: Any, shown: Mapping[str, Any]) -> bool:
        days = [one["valid_to"] for name in PAPER_FIELDS for one in due_papers(shown.get(name), until)]
        if days:
            earliest[file.customer_id] = min(days)
        return bool(days)

    hits = gate.match_shown(some, PAPER_FIELDS, fits)
    if limit is not None:
        hits = sorted(hits, key=lambda customer: (earliest[customer], customer))[:limit]
    files = list(File.objects.select_related("unit", "manager").filter(pk__in=hits))
    permits = gate.permit_many(files, {"scope": scope, "until": until.isoformat(), "rows": len(files)})
    found = []
    for row in rows_of(files, permits, PAPER_FIELDS):
        for name in PAPER_FIELDS:
            shown = (row.fields or {}).get(name)
            for entry in due_papers(shown, until):
                day = date.fromisoformat(entry["valid_to"])
                choices: Mapping[str, Any] = shown.field.part("type").choices  # type: ignore[union-attr]
                label = str(choices.get(entry.get("type", ""), ""))
                found.append(ExpiringPaper(row, shown.field, label, shown.text, day, (day - today).days))  # type: ignore[union-attr]
    found.sort(key=lambda paper: (paper.valid_to, paper.row.customer_id))
    return ExpiringPapers(
        scope, str(SCOPES[scope]), _("earliest expiry first"), gate.at, until, tuple(found[:limit]), not more
    )


def due_papers(shown: Any, until: date) -> list[Mapping[str, Any]]:
    """The entries of a field of papers that end by ``until``; of masked ones what their mask leaves open. Nothing of a hidden field."""
    if shown is None or not shown.present:
        return []
    entries = shown.value if shown.level == "clear" else shown.parts
    limit = until.isoformat()
    return [
        one
        for one in entries
        if one.get("valid_to") and not one.get("long_term") and one["valid_to"] <= limit
    ]


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A file to complete: what the reader may see to be missing, and how many more lie out of his sight."""

    row: FileRow
    lacking: tuple[fields.Problem, ...]
    unseen: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of files to complete; ``next`` is the cursor of the page below."""

    scope: str
    shows: str
    order: str
    as_of: datetime
    files: tuple[Incomplete, ...]
    next: int | None


@look("customers:queue:list")
def completion_queue(
    gate: Gate, scope: str | None = None, *, cursor: int | None = None, limit: int = PAGE
) -> Queue:
    """Files whose required set is not complete, newest first, with the fields that are missing."""
    gate.check_question()
    scope = scope or usual_scope(gate.by)
    today = timezone.localdate(gate.at)
    limit = max(1, min(limit, PAGE))
    files: list[File] = []
    before, more = cursor, True
    while more and len(files) <= limit:
        found = newest(scope, gate.by, Q(missing__gt=0), before=before, limit=limit + 1)
        more = len(found) > limit
        files += gate.foresee(found)
        before = found[-1].customer_id if found else before
    page = files[:limit]
    permits = gate.permit_many(page, {"scope": scope, "rows": len(page)})

    def lacking(file: File, weighed: Weighed) -> tuple[fields.Problem, ...]:
        register = fields.register(file.pack)
        problems = fields.missing(file.kind, weighed.values, on=today, register=register)
        return tuple(problem for problem in problems if problem.field in weighed.visible)

    _shown, judged = read_and_weigh(page, permits, lacking)
    rows = rows_of(page, permits)
    return Queue(
        scope, str(SCOPES[scope]), _("newest files first"), gate.at,
        tuple(
            Incomplete(row, judged[row.customer_id], max(0, (row.missing or 0) - len(judged[row.customer_id])))
            for row in rows
        ),
        page[-1].customer_id if len(files) > limit else None,
    )  # fmt: skip

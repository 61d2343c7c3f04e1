"""The index of files (F04): a page of one's own portfolio, unit or custody, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from zhiji.access.gateway import Gate, look
from zhiji.customers.looks.rows import FileRow, rows_of
from zhiji.customers.looks.scopes import SCOPES, newest, parts_of, usual_scope
from zhiji.customers.models import File

PAGE = 50


@dataclass(frozen=True, slots=True)
class FileList:
    """A page. ``shows``, ``order`` and ``as_of`` say what the reader sees; ``next`` is the cursor of the page below.

    ``filters`` are those in force. There is no total: big tables are never counted.
    """

    scope: str
    shows: str
    order: str
    as_of: datetime
    filters: Mapping[str, Any]
    rows: tuple[FileRow, ...]
    next: int | None


@look("customers:file:list")
def list_files(
    gate: Gate,
    scope: str | None = None,
    *,
    kind: str | None = None,
    state: str | None = None,
    secrecy: int | None = None,
    key: bool | None = None,
    missing: bool | None = None,
    cursor: int | None = None,
    limit: int = PAGE,
) -> FileList:
    """A page of files. ``scope``: portfolio, unit or custody; without it the usual one of the reader's role.

    Files one may not know of are left out and the page is filled from below them, so that no gap shows. Files one may
    know of but not see show number and badge; any filter but ``secrecy`` leaves them out, or it would tell about them.
    Raises ``NoSuchScope``.
    """
    gate.check_question()
    scope = scope or usual_scope(gate.by)
    parts_of(scope, gate.by)
    given: dict[str, Any] = {"kind": kind, "state": state, "key_customer": key}
    filters = {name: value for name, value in given.items() if value is not None}
    narrowed = bool(filters) or missing is not None
    chosen = Q(**filters)
    if secrecy is not None:
        filters["secrecy"] = secrecy
        chosen &= Q(secrecy=secrecy)
    if missing is not None:
        filters["missing"] = missing
        chosen &= Q(missing__gt=0) if missing else Q(missing=0)
    limit = max(1, min(limit, PAGE))
    files: list[File] = []
    before, more = cursor, True
    while more and len(files) <= limit:
        found = newest(scope, gate.by, chosen, before=before, limit=limit + 1)
        more = len(found) > limit
        files += gate.foresee(found, badges=not narrowed)
        before = found[-1].customer_id if found else before
    page = files[:limit]
    permits = gate.permit_many(
        page, {"scope": scope, "filters": filters, "rows": len(page)}, badges=not narrowed
    )
    following = page[-1].customer_id if len(files) > limit else None
    return FileList(
        scope,
        str(SCOPES[scope]),
        _("newest files first"),
        gate.at,
        filters,
        tuple(rows_of(page, permits)),
        following,
    )

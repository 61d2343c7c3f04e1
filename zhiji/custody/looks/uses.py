"""What became of a grant: how often it was used, when last, and what of it was never opened. From the journal (Art. 17)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhiji import journal
from zhiji.access.gateway import Gate, look
from zhiji.access.models import Grant
from zhiji.custody.cases import private_of
from zhiji.custody.looks.rows import all_cases, printed_number
from zhiji.custody.models import Case
from zhiji.custody.rules.reading import FLOW
from zhiji.custody.secret_cases import unknowable

PAGE = 50
SHOWS_NO_FIELD = frozenset({"access:explain:ask", "customers:file:readers"})
"""Looks at a file that open none of its compartments."""


@dataclass(frozen=True, slots=True)
class GrantUse:
    """One grant as it was used. ``allowed`` is None where looks are not counted; ``unopened``: compartments granted and
    never opened; ``files_unopened``: how many of its files were never opened under it."""

    grant: int
    starts_at: datetime
    ends_at: datetime
    live: bool
    used: int
    allowed: int | None
    last: datetime | None
    compartments: tuple[str, ...]
    unopened: tuple[str, ...]
    files: int
    files_unopened: int


@dataclass(frozen=True, slots=True)
class ReadingUse:
    """One granted reading. ``beside``: the outsider who read beside the colleague, with organisation; ``""`` for none."""

    number: int
    printed: str
    reader: str
    unit: str
    beside: str
    purpose: str
    use: GrantUse


@dataclass(frozen=True, slots=True)
class ReadingUses:
    """A page of granted readings, the newest first; ``next`` is the cursor of the following page."""

    rows: Sequence[ReadingUse]
    as_of: datetime
    next: int | None


@look("custody:reading:unused")
def readings_used(gate: Gate, *, every: bool = False, before: int | None = None) -> ReadingUses:
    """Granted readings that were never used, or whose compartments or files were not all opened; ``every``: all of them."""
    gate.permit_none({"every": every})
    found = all_cases().filter(kind=FLOW.kind, grant__isnull=False).select_related("grant").order_by("-pk")
    found = found.exclude(pk__in=unknowable(gate.by).values("case_id"))
    if before is not None:
        found = found.filter(pk__lt=before)
    cases = list(found[: PAGE + 1])
    uses = uses_of([case.grant for case in cases[:PAGE] if case.grant], gate.at)
    rows = [_row(gate, case, uses[case.grant_id]) for case in cases[:PAGE] if case.grant_id]
    shown = rows if every else [row for row in rows if row.use.unopened or row.use.files_unopened]
    return ReadingUses(shown, gate.at, cases[PAGE - 1].pk if len(cases) > PAGE else None)


def _row(gate: Gate, case: Case, use: GrantUse) -> ReadingUse:
    outsider = private_of(gate, case)
    beside = " · ".join(filter(None, (outsider.get("reader_name"), outsider.get("reader_organisation"))))
    reader = case.raised_by.display_name if case.raised_by else ""
    unit = case.unit.label if case.unit else ""
    return ReadingUse(case.pk, printed_number(case), reader, unit, beside, case.purpose, use)


def uses_of(grants: Iterable[Grant], at: datetime) -> dict[int, GrantUse]:
    """Grant id → its use. No look of its own: for looks that were permitted what the grants belong to."""
    held = {grant.pk: grant for grant in grants}
    if not held:
        return {}
    last: dict[int, datetime] = {}
    opened: dict[int, set[str]] = defaultdict(set)
    files: dict[int, set[int]] = defaultdict(set)
    since = min(grant.starts_at for grant in held.values())
    for line in journal.under_grants({grant.staff_id for grant in held.values()}, since):
        for number, names in _cited(line):
            last.setdefault(number, line.at)
            if line.phrase not in SHOWS_NO_FIELD and line.customer is not None:
                opened[number].update(names)
                files[number].add(line.customer)
    return {
        number: _use(grant, at, last.get(number), opened[number], len(files[number]))
        for number, grant in held.items()
    }


def _cited(line: journal.Line) -> list[tuple[int, Sequence[str]]]:
    """The grants an entry rests on, each with the compartments it opened."""
    if opened := line.facts.get("opened"):
        return [(int(number), names) for number, names in opened.items()]
    cited: Sequence[Any] = line.facts.get("grants") or [line.grant]
    return [(int(number), ()) for number in cited]


def _use(grant: Grant, at: datetime, last: datetime | None, opened: set[str], files: int) -> GrantUse:
    left = None if grant.uses_allowed is None else grant.uses_allowed - grant.uses
    live = grant.revoked_at is None and grant.starts_at <= at < grant.ends_at and left != 0
    customers = grant.customers.count()
    return GrantUse(
        grant.pk, grant.starts_at, min(grant.ends_at, grant.revoked_at or grant.ends_at), live, grant.uses, grant.uses_allowed,
        last, tuple(grant.compartments), tuple(one for one in grant.compartments if one not in opened), customers,
        max(customers - files, 0),
    )  # fmt: skip

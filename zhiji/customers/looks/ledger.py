"""Who has looked at this file (H09): the journal's entries about one customer, each a line a person can read."""

from dataclasses import dataclass
from datetime import datetime

from zhiji import journal
from zhiji.access import policy
from zhiji.access.explain import in_language
from zhiji.access.gateway import Gate, look
from zhiji.customers.finding import file_by_number
from zhiji.journal.models import JournalLeaf
from zhiji.staff.models import Staff

PAGE = 50


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """One act or look. ``among``: how many files the look returned, 0 when it was this one alone.

    ``leaf`` is the entry's place in the sealed log, None while it waits for the next checkpoint; then ``proof`` is False.
    """

    entry: int
    at: datetime
    staff_id: int | None
    name: str
    role: str
    unit: str
    purpose: str
    purpose_label: str
    phrase: str
    phrase_label: str
    outcome: str
    channel: str
    among: int
    leaf: int | None
    proof: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """Newest first; ``next`` is the cursor of the page below. ``reserved``: some purposes are never shown to this reader;
    every ledger says so, whether or not there was such a look."""

    number: str
    customer_id: int
    lines: tuple[ReaderLine, ...]
    next: int | None
    reserved: bool
    as_of: datetime


@look("customers:file:readers")
def readers(gate: Gate, number: str, *, before: int | None = None, limit: int = PAGE) -> Ledger:
    """The reader ledger of one file, refused attempts included. Reading it is a look and stands in it the next time."""
    file = file_by_number(gate, number)
    gate.permit(file, {"before": before})
    limit = max(1, min(limit, PAGE))
    kept: list[journal.Line] = []
    cursor: int | None = before
    while True:
        page = journal.readers(file.customer_id, limit + 1, cursor)
        kept += [line for line in page.lines if policy.is_told(gate.by.role, line.purpose)]
        cursor = page.next
        if cursor is None or len(kept) > limit:
            break
    lines = kept[:limit]
    people = {
        one.pk: one
        for one in Staff.objects.select_related("unit").filter(
            pk__in={line.actor for line in lines if line.actor}
        )
    }
    leaves = dict(
        JournalLeaf.objects.filter(entry__in=[line.id for line in lines]).values_list("entry", "index")
    )
    return Ledger(
        file.number, file.customer_id, tuple(_line(line, people.get(line.actor or 0), leaves.get(line.id)) for line in lines),
        lines[-1].id if len(kept) > limit else None, any(gate.by.role not in roles for roles in policy.reserved().values()), gate.at,
    )  # fmt: skip


def _line(line: journal.Line, person: Staff | None, leaf: int | None) -> ReaderLine:
    purpose, phrase = policy.purposes().get(line.purpose), policy.phrases().get(line.phrase)
    return ReaderLine(
        line.id, line.at, line.actor, person.display_name if person else "", person.role_label if person else "",
        person.unit.label if person else "", line.purpose, in_language(purpose.names) if purpose else line.purpose,
        line.phrase, in_language(phrase.names) if phrase else line.phrase, line.outcome, line.channel,
        line.subject_count, leaf, leaf is not None,
    )  # fmt: skip

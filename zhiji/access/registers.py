"""Governed reads of the house's own registers: the fields, the norms, the journal. None shows a customer's value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiji import fields, journal, norms
from zhiji.access import policy
from zhiji.access.explain import in_language
from zhiji.access.gateway import Gate, look
from zhiji.staff.models import Staff


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One journal entry in words. ``subjects`` > 0: a look over many files, which returned that many."""

    id: int
    at: Any
    who: str
    who_id: int | None
    role: str
    phrase: str
    words: str
    outcome: str
    customer_id: int | None
    subjects: int
    purpose: str
    purpose_words: str
    rule: str
    channel: str
    grant: int | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Entries, newest first; ``next`` is the cursor of the following page, None on the last."""

    lines: tuple[EntryLine, ...]
    next: int | None


@look("fields:register:read")
def read_fields(gate: Gate, pack: str = "bank") -> fields.Register:
    """The field register of a pack."""
    gate.permit_none({"pack": pack})
    return fields.register(pack)


@look("norms:register:read")
def what_applies(gate: Gate, day: date) -> list[Any]:
    """The norms in force on a day, by chapter."""
    gate.permit_none({"on": day.isoformat()})
    return norms.what_applies(day)


@look("journal:entry:list")
def list_entries(
    gate: Gate, *, filters: journal.Filters | None = None, cursor: int | None = None, limit: int = 50
) -> EntryPage:
    """A page of the journal. Customers stand as numbers only; the reader needs a look of its own to open one.

    Entries under a purpose that this role is not told of are passed over as if there were none.
    """
    gate.permit_none({"cursor": cursor})
    kept: list[journal.Line] = []
    while True:
        page = journal.page(filters, cursor, limit)
        kept += [line for line in page.lines if policy.is_told(gate.by.role, line.purpose)]
        cursor = page.next
        if cursor is None or len(kept) >= limit:
            break
    more = cursor is not None or len(kept) > limit
    kept = kept[:limit]
    return EntryPage(in_words(kept), kept[-1].id if more and kept else None)


@look("journal:checkpoint:read")
def read_checkpoint(gate: Gate) -> journal.Checkpoint:
    """The newest signed head of the log; seals what is pending first."""
    gate.permit_none()
    return journal.checkpoint()


def in_words(lines: Sequence[journal.Line]) -> tuple[EntryLine, ...]:
    """Journal lines with names and words of the reader's language; one query for all colleagues."""
    people = {
        one.pk: one for one in Staff.objects.filter(pk__in={line.actor for line in lines if line.actor})
    }
    phrases, purposes = policy.phrases(), policy.purposes()
    result = []
    for line in lines:
        person = people.get(line.actor) if line.actor else None
        known, purpose = phrases.get(line.phrase), purposes.get(line.purpose)
        result.append(
            EntryLine(
                line.id, line.at, person.display_name if person else _("the house itself"), line.actor,
                person.role_label if person else "", line.phrase, in_language(known.names) if known else line.phrase,
                line.outcome, line.customer, line.subject_count, line.purpose,
                in_language(purpose.names) if purpose else "", line.rule, line.channel, line.grant, dict(line.facts),
            )
        )  # fmt: skip
    return tuple(result)

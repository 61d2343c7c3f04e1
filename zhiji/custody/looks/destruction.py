"""The files of a destruction, and its certificate with the journal's proof (Art. 25, L01, L02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection

from zhiji import journal
from zhiji.access.gateway import Gate, look
from zhiji.custody.finding import numbers_shown
from zhiji.custody.looks.cases import SignatureView, _signatures
from zhiji.custody.looks.rows import all_cases, may_read, printed_number, sides_of
from zhiji.custody.models import DestructionItem, PaperDestruction
from zhiji.custody.rules.destruction import FLOW, METHODS
from zhiji.customers.rules import number_of
from zhiji.journal import verify_journal


@dataclass(frozen=True, slots=True)
class ItemView:
    """One file of a destruction: its period, its appraisal, what became of it."""

    number: str
    kind: str
    ended: date
    until: date
    norm: str
    judgement: str
    reason: str
    review_on: date | None
    outcome: str
    done_at: datetime | None
    paper: int


@dataclass(frozen=True, slots=True)
class Destruction:
    """The files of a case the reader may know of; ``unnamed`` others. ``left``: files still to be destroyed while it runs."""

    case: int
    state: str
    items: Sequence[ItemView]
    unnamed: int
    judged: int
    left: int
    unswept: int
    paper_method: str
    paper_on: date | None
    paper_volumes: int


@dataclass(frozen=True, slots=True)
class Proof:
    """The journal's entry of one destroyed file. ``checked``: what the stand-alone verifier answers; ``proof`` is its input."""

    number: str
    entry: int
    at: datetime
    index: int
    checkpoint: str
    checked: bool
    said: str
    proof: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What proves a destruction, to be printed: order, files, signatures, paper, and a proof from the journal for each file."""

    printed: str
    state_label: object
    closed_at: datetime | None
    destruction: Destruction
    signatures: Sequence[SignatureView]
    proofs: Sequence[Proof]
    made_at: datetime


@look("custody:destruction:read")
def destruction_of(gate: Gate, number: int) -> Destruction:
    """Every file of a destruction with its period and appraisal. Refuses like an unknown case."""
    case = _case(gate, number)
    gate.permit_none({"case": number})
    return _destruction(gate, case)


@look("custody:destruction:certify")
def certificate(gate: Gate, number: int) -> Certificate:
    """The certificate of a destruction that has destroyed something: each file's entry is proved and checked on the spot
    by ``verify_journal.py``, which shares no code with the journal. Seals what is pending first."""
    case = _case(gate, number)
    gate.permit_none({"case": number})
    found = _destruction(gate, case)
    gone = [item.number for item in found.items if item.outcome == "destroyed" and item.done_at]
    if gone:
        journal.seal_pending()
    proofs = [
        one
        for one in (_proof(entry, at, customer) for entry, at, customer in _entries(number))
        if one.number in gone
    ]
    return Certificate(
        printed_number(case),
        FLOW.state(case.state).label,
        case.closed_at,
        found,
        _signatures(case),
        proofs,
        gate.at,
    )


def _case(gate: Gate, number: int) -> Any:
    case = all_cases().filter(pk=number, kind=FLOW.kind).first()
    if case is None or not may_read(case, gate.by, sides_of(gate.by)):
        gate.unknown({"case": number})
    ids = list(case.files.order_by("customer_id").values_list("customer_id", flat=True))
    if ids:
        gate.about(*ids)
    return case


def _destruction(gate: Gate, case: Any) -> Destruction:
    items = list(DestructionItem.objects.filter(case=case).order_by("customer_id"))
    known = set(numbers_shown(gate, [item.customer_id for item in items])[0])
    shown = [
        ItemView(
            number_of(item.customer_id), item.kind, item.ended, item.until, item.norm, item.judgement, item.reason, item.review_on,
            item.outcome, item.done_at, item.paper,
        )
        for item in items
        if number_of(item.customer_id) in known
    ]  # fmt: skip
    end = PaperDestruction.objects.filter(case=case).first()
    return Destruction(
        case.pk, case.state, shown, len(items) - len(shown), sum(1 for item in items if item.judgement),
        sum(1 for item in items if item.judgement == "destroy" and not item.outcome), sum(1 for item in items if item.bytes),
        str(METHODS[end.method]) if end else "", end.on if end else None, end.volumes if end else 0,
    )  # fmt: skip


def _entries(number: int) -> list[tuple[int, datetime, int]]:
    """The journal entries by which the files of a case were destroyed: entry, when, customer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (customer) id, at, customer FROM journal_entry WHERE phrase = 'custody:destruction:shred' "
            "AND outcome = 'done' AND customer IN (SELECT customer_id FROM custody_destructionitem WHERE case_id = %s) "
            "AND facts LIKE %s ORDER BY customer, id",
            [number, '%"outcome":"destroyed"%'],
        )
        return cursor.fetchall()


def _proof(entry: int, at: datetime, customer: int) -> Proof:
    try:
        proof = journal.prove(entry)
    except journal.NotSealed:
        return Proof(number_of(customer), entry, at, -1, "", False, "not sealed yet", {})
    checked, said = checked_alone(proof)
    return Proof(number_of(customer), entry, at, proof["index"], proof["checkpoint"], checked, said, proof)


def checked_alone(proof: dict[str, Any]) -> tuple[bool, str]:
    """What the stand-alone verifier says of a proof, given to it as the file anybody would give it."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "proof.json"
        path.write_bytes(orjson.dumps(proof))
        try:
            verify_journal.verify_entry(str(path))
        except (verify_journal.Wrong, ValueError, KeyError) as error:
            return False, str(error)
    return True, "verified"

"""What one journal entry says, and the exact bytes of it that the Merkle tree commits to."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

OUTCOMES = ("granted", "refused", "done", "failed")
CHANNELS = ("page", "api", "cli", "job", "test")
FORMAT = 1
"""Number of the body format below; a verifier that meets another number must say that it cannot read it."""

SELECT = (
    "e.id, e.xid::text::bigint, e.at, e.actor, e.phrase, e.outcome, e.customer, e.subject_count, e.subject_hash, "
    'e.purpose, e.rule, e.reason, e."grant", e.channel, e.facts'
)
"""The columns of ``journal_entry AS e`` in the order in which :func:`body` takes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act or look, to be written. Never holds a customer's data: only ids, counts, commitments.

    ``customer`` is the file it concerns; ``subjects`` the files that a look over many returned (search, list, export).
    ``facts`` must be serialisable as JSON. The time and the transaction are stamped by the database, never by a caller.

    >>> Entry(actor=7, phrase="customers:file:open", outcome="granted", customer=42, purpose="service", channel="page")
    ... # doctest: +ELLIPSIS
    Entry(actor=7, ...)
    """

    actor: int | None
    phrase: str
    outcome: str
    channel: str
    customer: int | None = None
    subjects: Sequence[int] = ()
    purpose: str = ""
    rule: str = ""
    reason: str = ""
    grant: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"outcome {self.outcome!r} is none of {', '.join(OUTCOMES)}")
        if self.channel not in CHANNELS:
            raise ValueError(f"channel {self.channel!r} is none of {', '.join(CHANNELS)}")
        if not self.phrase:
            raise ValueError("an entry needs the phrase of the act or look, room:thing:verb")


def storable(text: str) -> str:
    """The text without what PostgreSQL cannot store (NUL, lone surrogates): odd input must not stop the journal."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: the same value gives the same bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode().replace("\\u0000", "\\ufffd")


def subject_list(subjects: Sequence[int]) -> list[int]:
    """The ids sorted, each once: the form that is stored, hashed and exported."""
    return sorted(set(subjects))


def subject_hash(subjects: Sequence[int]) -> bytes:
    """SHA-256 of the sorted ids as a JSON array. A proof can thus be handed out without naming the other files."""
    return hashlib.sha256(orjson.dumps(subject_list(subjects))).digest()


def body(row: Sequence[Any]) -> bytes:
    """The canonical JSON of one stored entry (a row of ``SELECT``): what is hashed and exported.

    Keys are sorted, times are UTC with microseconds, facts are the stored text unchanged.
    """
    (
        id_,
        xid,
        at,
        actor,
        phrase,
        outcome,
        customer,
        count,
        hash_,
        purpose,
        rule,
        reason,
        grant,
        channel,
        facts,
    ) = row
    value: dict[str, Any] = {
        "actor": actor,
        "at": at.isoformat(timespec="microseconds")[:26] + "Z",
        "channel": channel,
        "customer": customer,
        "facts": orjson.Fragment(facts),
        "format": FORMAT,
        "grant": grant,
        "id": id_,
        "outcome": outcome,
        "phrase": phrase,
        "purpose": purpose,
        "reason": reason,
        "rule": rule,
        "subjects": {"count": count, "sha256": bytes(hash_ or b"").hex()} if count else None,
        "xid": xid,
    }
    return orjson.dumps(value)

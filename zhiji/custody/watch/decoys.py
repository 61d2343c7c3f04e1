"""Decoys touched: after every receipt that names a file, one HMAC says whether it is a decoy; then an alert within a second.

Registered with the gateway (``zhiji.access.heeding``); who touched it is never told and sees nothing of it.
"""

import logging
from collections.abc import Sequence

from django.utils import timezone

from zhiji import norms
from zhiji.access import policy
from zhiji.access.actors import Job
from zhiji.access.gate import Gate
from zhiji.access.heeding import sought
from zhiji.custody.actions.alert import raise_alert
from zhiji.custody.watch.traces import of_canaries, turned_up
from zhiji.customers.rules import number_of
from zhiji.vault.decoys import decoys_among

log = logging.getLogger("zhiji.custody")


def heed(gate: Gate, customer: int | None, subjects: Sequence[int], entry: int) -> None:
    """What the gateway calls after a receipt, a refusal and an act. Never raises: who looks must not notice anything."""
    if gate.by.pk is None or gate.by.role == "system":
        return
    asked = sought(gate)
    if customer is None and not subjects and not asked:
        return
    if policy.phrases()[gate.phrase].subject != "file" and not asked:
        return
    named = [customer] if customer is not None else sought_after(gate.phrase, subjects)
    touched = decoys_among(dict.fromkeys([*named, *asked]))
    if touched:
        _raise(gate, touched, entry)


def sought_after(phrase: str, subjects: Sequence[int]) -> Sequence[int]:
    """The files of an answer over many that were looked for: all of an export, those of a search that found but a few. A
    list of one's own portfolio is no touch."""
    verb = phrase.rpartition(":")[2]
    if verb in ("export", "download", "card"):
        return subjects
    few = norms.on(timezone.localdate()).incident.decoy_few
    return subjects if verb == "search" and len(subjects) <= few else ()


def _raise(gate: Gate, touched: Sequence[int], entry: int) -> None:
    try:
        if exports := of_canaries(touched):
            for one in exports:
                turned_up("canary", one.case_id, one.made_by_id, by=gate.by.pk, unaware=True)
            return
        raise_alert(
            staff=gate.by.pk, urgent=True, customers=[number_of(one) for one in touched],
            signals=[{"id": "touch", "count": len(touched), "usual": 0, "limit": 1, "entry": entry}],
            by=Job("watch"), channel="job",
        )  # fmt: skip
    except Exception:  # the reader must not learn of it by an error
        log.exception("an alert could not be raised for entry %s", entry)

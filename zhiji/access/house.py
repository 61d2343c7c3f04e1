"""The house's own work on its keys and its journal, governed like everything else. No customer data come out."""

import os
from typing import Any

from zhiji import journal, vault
from zhiji.access import policy
from zhiji.access.gateway import Gate, act, look
from zhiji.journal import looks as stored


@look("journal:log:verify")
def verify_journal(gate: Gate, witness: str | os.PathLike[str] | None = None) -> journal.Report:
    """Check every entry, checkpoint and the witness copy; seals what is pending first, so that all is covered."""
    gate.permit_none()
    journal.seal_pending()
    return journal.verify(witness)


@look("journal:log:export")
def export_journal(gate: Gate, path: str | os.PathLike[str]) -> dict[str, Any]:
    """Write the sealed log to a file that ``verify_journal.py`` checks without our code."""
    gate.permit_none()
    journal.checkpoint()
    return journal.export(path)


@look("journal:proof:read")
def prove_entry(gate: Gate, entry: int) -> dict[str, Any]:
    """The inclusion proof of one entry. Raises ``journal.NotSealed`` for an entry not sealed yet, and in the same words for one
    under a purpose that the role is not told of."""
    gate.permit_none({"entry": entry})
    journal.seal_pending()
    line = stored.entry(entry)
    if line is not None and not policy.is_told(gate.by.role, line.purpose) and gate.by.role != "system":
        raise journal.NotSealed(f"entry {entry} is not sealed under a checkpoint")
    return journal.prove(entry)


@act("vault:key:rotate")
def order_rotation(gate: Gate, kind: str) -> None:
    """Record that a rotation was ordered. The rotation itself commits batch by batch (``vault.rotation``), outside any act."""
    gate.permit_none({"kind": kind})


@act("vault:key:shred")
def shred_key(gate: Gate, customer_id: int, *, order: str) -> None:
    """Destroy a customer's data key by a written order; the file is noise from then on, in every backup."""
    gate.permit_none({"order": order})
    gate.about(customer_id)
    vault.shred(customer_id, order=order)


__all__ = ["export_journal", "order_rotation", "prove_entry", "shred_key", "verify_journal"]

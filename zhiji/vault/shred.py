"""Destruction: without its data key a customer's file, in every backup there is, is noise.

The ledger file is what makes it last. Restoring an older database brings the wrapped key back, but opening
asks the ledger first, and `replay_shreds` removes what a restore brought back.
"""

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from zhiji.vault import ledger
from zhiji.vault.acts import within_act
from zhiji.vault.errors import KeyMissing


@dataclass(frozen=True, slots=True)
class Replay:
    """What `replay_shreds` did: keys removed again, tombstones set again, ledger lines added again."""

    keys_removed: int
    tombstones_added: int
    lines_added: int


def shred(customer_id: int, *, order: str) -> None:
    """Destroys a customer's data key by an order, in the caller's transaction.

    The ledger line is written when the transaction commits. Should the machine stop between the two, the
    tombstone stands and the next `replay_shreds` (run at every start) adds the line. Shredding twice is
    harmless.

    Raises KeyMissing for a customer who never had a key.
    """
    if not order.strip() or len(order) > 200:
        raise ValueError("a shred order has a reference of 1 to 200 characters")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault_datakey WHERE customer_id = %s", [customer_id])
        deleted = cursor.rowcount
        cursor.execute(
            'INSERT INTO vault_tombstone (customer_id, "order", at) '
            "VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [customer_id, order, timezone.now()],
        )
        if not deleted and cursor.rowcount and customer_id not in ledger.shredded():
            raise KeyMissing(customer_id)
        transaction.on_commit(lambda: ledger.ledger().append([(customer_id, order)]))


def replay_shreds() -> Replay:
    """After a restore or a stop: what database or ledger calls shredded is shredded in both."""
    with transaction.atomic(), connection.cursor() as cursor:
        within_act(cursor, "vault:shreds:replay")
        gone = list(ledger.shredded())
        cursor.execute(
            'SELECT customer_id, "order" FROM vault_tombstone WHERE customer_id <> ALL(%s)', [gone]
        )
        unwritten = cursor.fetchall()
        cursor.execute(
            'INSERT INTO vault_tombstone (customer_id, "order", at) '
            "SELECT id, 'replayed from the ledger', %s FROM unnest(%s::bigint[]) AS id "
            "ON CONFLICT DO NOTHING",
            [timezone.now(), gone],
        )
        tombstones = cursor.rowcount
        cursor.execute(
            "DELETE FROM vault_datakey k USING vault_tombstone t WHERE t.customer_id = k.customer_id"
        )
        removed = cursor.rowcount
    if unwritten:
        ledger.ledger().append(unwritten)
    return Replay(removed, tombstones, len(unwritten))

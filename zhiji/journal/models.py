"""Tables of the journal. All five are insert-only by trigger; only this room writes them.

No foreign key leaves the room: entries must outlive the staff, grants and files that they name.
"""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class TransactionIdField(models.Field):
    """PostgreSQL's 64-bit transaction number (``xid8``), which never wraps."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class JournalEntry(models.Model):
    """One act or look. ``at`` and ``xid`` are stamped by the database's trigger whatever the statement says."""

    xid = TransactionIdField(db_default=models.Func(function="pg_current_xact_id"))
    at = models.DateTimeField(db_default=models.Func(function="clock_timestamp"))
    actor = models.BigIntegerField(null=True)
    phrase = models.TextField()
    outcome = models.TextField()
    customer = models.BigIntegerField(null=True)
    subject_count = models.IntegerField(db_default=0)
    subject_hash = models.BinaryField(null=True)
    purpose = models.TextField(db_default="")
    rule = models.TextField(db_default="")
    reason = models.TextField(db_default="")
    grant = models.BigIntegerField(null=True)
    channel = models.TextField()
    facts = models.TextField(db_default="{}")

    class Meta:
        db_table = "journal_entry"
        indexes: ClassVar = [
            models.Index(
                fields=["customer", "-id"],
                name="journal_entry_customer",
                condition=models.Q(customer__isnull=False),
            ),
            models.Index(fields=["actor", "-id"], name="journal_entry_actor"),
            models.Index(fields=["phrase", "-id"], name="journal_entry_phrase"),
            models.Index(fields=["xid", "id"], name="journal_entry_xid"),
            models.Index(
                fields=["actor", "-id"], name="journal_entry_granted", condition=models.Q(grant__isnull=False)
            ),
            models.Index(
                fields=["actor", "at"],
                name="journal_entry_asked",
                condition=models.Q(facts__contains='"asked":"'),
            ),
            BrinIndex(fields=["at"], name="journal_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.phrase} {self.outcome}"


class JournalSubject(models.Model):
    """A file that a look over many returned."""

    pk = models.CompositePrimaryKey("customer", "entry")
    customer = models.BigIntegerField()
    entry = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "journal_subject"

    def __str__(self) -> str:
        return f"{self.entry}: {self.customer}"


class JournalLeaf(models.Model):
    """The place of an entry in the tree: a dense index from 0, although entry ids have gaps."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(unique=True)
    hash = models.BinaryField()

    class Meta:
        db_table = "journal_leaf"

    def __str__(self) -> str:
        return f"{self.index}: {self.entry}"


class JournalNode(models.Model):
    """The root of a full subtree of 256 ** ``level`` leaves: with the leaves, every hash of a C2SP tile."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "journal_node"

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class JournalCheckpoint(models.Model):
    """A signed tree head. ``horizon``: every transaction before it was over, and its entries are sealed.

    ``system`` is the database cluster's identifier: transaction numbers mean nothing in another cluster.
    """

    size = models.BigIntegerField()
    root = models.BinaryField()
    at = models.DateTimeField()
    system = models.TextField()
    horizon = models.BigIntegerField()
    note = models.TextField()

    class Meta:
        db_table = "journal_checkpoint"
        indexes: ClassVar = [models.Index(fields=["size"], name="journal_checkpoint_size")]

    def __str__(self) -> str:
        return f"{self.size} at {self.at}"

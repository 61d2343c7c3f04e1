"""The journal: every act and look, in a log that shows when it was tampered with.

>>> from zhiji import journal
>>> journal.write(journal.Entry(actor=7, phrase="customers:file:open", outcome="granted", customer=42,
...                             purpose="service", channel="page"))  # doctest: +SKIP
1

An entry commits with the transaction that it describes. The sealer turns committed entries into the leaves
of an RFC 9162 Merkle tree and signs its head; ``verify_journal.py`` checks an export without any of our
code. The journal knows nothing of staff or customers beyond their ids and never holds a customer's data.
"""

from zhiji.journal.actions import write, write_many
from zhiji.journal.archive import export
from zhiji.journal.checkpoints import Checkpoint
from zhiji.journal.entry import Entry
from zhiji.journal.looks import Filters, Line, Page, page, readers, under_grants
from zhiji.journal.proofs import NotSealed, consistency, prove
from zhiji.journal.sealer import checkpoint, seal_pending
from zhiji.journal.verification import Problem, Report, verify

__all__ = [
    "Checkpoint",
    "Entry",
    "Filters",
    "Line",
    "NotSealed",
    "Page",
    "Problem",
    "Report",
    "checkpoint",
    "consistency",
    "export",
    "page",
    "prove",
    "readers",
    "seal_pending",
    "under_grants",
    "verify",
    "write",
    "write_many",
]

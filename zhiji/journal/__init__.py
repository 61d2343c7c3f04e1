"""The journal: every act and look, in a log that shows when it was tampered with.

>>> from zhiji import journal
>>> journal.write(journal.Entry(actor=7, phrase="customers:file:open", outcome="granted", customer=42,
...                             purpose="service", channel="page"))  # doctest: +SKIP
1

An entry commits with the transaction that it describes. The sealer turns committed entries into the leaves of an
RFC 9162 Merkle tree and signs its head; ``verify_journal.py`` checks an export without any of our code.
The journal knows nothing of staff or customers beyond their ids and never holds a customer's data.
"""

from zhiji.journal.actions import write, write_many
from zhiji.journal.entry import Entry
from zhiji.journal.looks import Filters, Line, Page, page, readers

__all__ = ["Entry", "Filters", "Line", "Page", "page", "readers", "write", "write_many"]

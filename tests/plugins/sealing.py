"""Seals the journal for tests that want all of it, or one entry of it, under a checkpoint."""

import time
from collections.abc import Callable
from typing import Any

from zhiji import journal


def seal_all() -> journal.Checkpoint:
    """Seal all that is committed, waiting for transactions of other test processes on this server to end."""
    for _ in range(300):
        signed = journal.checkpoint()
        if not journal.verify().pending:
            return signed
        time.sleep(0.1)
    raise AssertionError("a transaction on this server holds the horizon back for 30 s")


def once_sealed(ask: Callable[[], Any]) -> Any:
    """What ``ask`` answers as soon as the entry it asks for is sealed: other test processes' transactions may hold that back."""
    for _ in range(300):
        try:
            return ask()
        except journal.NotSealed:
            journal.checkpoint()
            time.sleep(0.1)
    return ask()

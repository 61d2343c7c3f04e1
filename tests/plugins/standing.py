"""What stands for a whole module: made once, in a transaction around the tests' own ones, and taken back at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def standing(django_db_blocker: Any) -> Iterator[None]:
    """Inside, what is written stays until the end of the block; each test's ``db`` is a savepoint in it.

    For fixtures of a module (``django_db_setup`` and ``django_db_blocker`` given): nothing here is ever committed, so
    what opens a connection of its own (a process, the sealer) sees none of it.
    """
    atomic = transaction.atomic()
    atomic._from_testcase = True  # type: ignore[attr-defined]  # as TestCase's own: receipts are durable
    with django_db_blocker.unblock(), atomic:
        yield
        transaction.set_rollback(True)

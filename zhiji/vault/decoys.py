"""Decoy files: nobody has a reason to open one, so an opening is a sign of browsing.

Which files are decoys stands in no table. A file under ``ZHIJI_HOME/keys`` holds their keyed marks, one a line, so that
who reads the database, or even this list without the index key, cannot tell them from others.
"""

import fcntl
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhiji.vault.providers import provider, suite
from zhiji.vault.suites import Mac, Suite


def mark_decoys(customer_ids: Iterable[int]) -> int:
    """Add files to the list of decoys; answers how many it holds now. Marking one twice is harmless."""
    path = Path(_path())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two at once must not lose each other's
        marks = _marks(str(path), _stamp(str(path))) | {mark_of(customer_id) for customer_id in customer_ids}
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.writelines(f"{mark}\n" for mark in sorted(marks))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    return len(marks)


def is_decoy(customer_id: int) -> bool:
    """Whether a file is a decoy. One ``stat`` and one HMAC."""
    return bool(decoys_among([customer_id]))


def decoys_among(customer_ids: Iterable[int]) -> list[int]:
    """Those of the files that are decoys: one ``stat``, and one HMAC a file where there are decoys at all."""
    marks = on_the_list()
    return [one for one in customer_ids if mark_of(one) in marks] if marks else []


def on_the_list() -> frozenset[str]:
    """The marks of all decoys."""
    path = _path()
    return _marks(path, _stamp(path))


def _path() -> str:
    return f"{settings.ZHIJI_HOME}/keys/decoys"


def mark_of(customer_id: int) -> str:
    """The keyed mark of a customer number: whoever has it without the index key learns nothing."""
    return _keyed(suite(), provider().index_key())(customer_id.to_bytes(8, "big")).hex()


@lru_cache(maxsize=2)
def _keyed(chosen: Suite, index_key: bytes) -> Mac:
    """The keyed HMAC, set up once: the question is asked of every receipt."""
    return chosen.keyed(chosen.mac(index_key, b"zhiji decoy"))


def _stamp(path: str) -> tuple[int, int]:
    try:
        stat = os.stat(path)  # a Path object would cost more than the question
    except FileNotFoundError:
        return 0, 0
    return stat.st_ino, stat.st_mtime_ns


@lru_cache(maxsize=8)
def _marks(path: str, stamp: tuple[int, int]) -> frozenset[str]:
    return frozenset(Path(path).read_text(encoding="ascii").split()) if stamp != (0, 0) else frozenset()

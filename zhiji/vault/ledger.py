"""The shred ledger: which customers were destroyed, in a file that database backups do not touch.

One line of JSON per order, each carrying the hash of the line before it. A torn last line (power cut while
appending) is ignored by readers and cut off by the next append; the tombstone in the database brings it
again.
"""

import fcntl
import json
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from zhiji.vault.errors import LedgerBroken

START = "0" * 64


@dataclass(slots=True)
class Ledger:
    """The ledger file, read as far as it has grown."""

    path: Path
    customers: set[int] = field(default_factory=set)
    last: str = START
    lines: int = 0
    read_to: int = 0
    seen: tuple[int, int, int] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def shredded(self) -> set[int]:
        """Ids of the customers shredded up to this moment; one ``stat`` when nothing was added."""
        with self.lock:
            return self._refreshed()

    def append(self, orders: Iterable[tuple[int, str]]) -> None:
        """Adds (customer id, order) lines durably; safe among threads and processes."""
        with self.lock:
            self._append(orders)

    def _refreshed(self) -> set[int]:
        try:
            stat = os.stat(self.path)
        except FileNotFoundError:
            if self.lines:
                raise LedgerBroken(f"{self.path} has vanished: restore it from its backup") from None
            return self.customers
        now = stat.st_ino, stat.st_size, stat.st_mtime_ns
        if now != self.seen:
            if self.seen is None or stat.st_ino != self.seen[0] or stat.st_size < self.read_to:
                self._forget()
            with self.path.open("rb") as file:
                self._read(file)
            self.seen = now
        return self.customers

    def _append(self, orders: Iterable[tuple[int, str]]) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._forget()
            self._read(file)
            file.seek(self.read_to)
            file.truncate()
            for customer_id, order in orders:
                if customer_id not in self.customers:
                    file.write(self._next_line(customer_id, order))
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(self.path.parent)
        self.seen = None

    def _next_line(self, customer_id: int, order: str) -> bytes:
        entry = {
            "seq": self.lines + 1,
            "customer": customer_id,
            "order": order,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "prev": self.last,
        }
        entry["hash"] = _hash(entry)
        self._take(entry)
        return _line(entry)

    def _read(self, file: BinaryIO) -> None:
        file.seek(self.read_to)
        for line in file:
            if not line.endswith(b"\n"):
                return
            try:
                entry = json.loads(line)
                sound = entry["prev"] == self.last and entry["hash"] == _hash(entry) and _line(entry) == line
            except (ValueError, KeyError, TypeError):
                sound = False
            if not sound:
                raise LedgerBroken(
                    f"{self.path}: line {self.lines + 1} was changed; restore it from its backup"
                )
            self._take(entry)
            self.read_to += len(line)

    def _take(self, entry: dict) -> None:
        self.customers.add(entry["customer"])
        self.last = entry["hash"]
        self.lines = entry["seq"]

    def _forget(self) -> None:
        self.customers, self.last, self.lines, self.read_to, self.seen = set(), START, 0, 0, None


def _hash(entry: dict) -> str:
    return sha256(_line({name: value for name, value in entry.items() if name != "hash"})).hexdigest()


def _line(entry: dict) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@lru_cache(maxsize=16)
def _ledger(home: Path) -> Ledger:
    return Ledger(home / "keys" / "shreds.log")


def ledger() -> Ledger:
    """This installation's ledger."""
    return _ledger(settings.ZHIJI_HOME)


def shredded() -> set[int]:
    """Ids of all customers shredded so far. Raises LedgerBroken when the file was edited."""
    return ledger().shredded()

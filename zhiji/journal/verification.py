"""Checking the whole log: every leaf and root recomputed from the entries, every checkpoint against its signature.

What is found is named: *edited*, *deleted*, *reordered*, *truncated*, *rewritten* (the tree no longer has the root that was
signed), *forked* (two signed roots for one size), *back-dated*, *planted* (an entry slipped in behind the sealer),
*unsigned*. Whoever holds the signing key and the database can rewrite both; a checkpoint kept elsewhere, the
witness, then tells.
"""

import json
import os
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from zhiji.journal import checkpoints, sealer
from zhiji.journal.archive import leaves
from zhiji.journal.checkpoints import BadCheckpoint, Checkpoint
from zhiji.journal.entry import body, subject_hash
from zhiji.journal.merkle import EMPTY, Frontier, leaf_hash

CLOCK = timedelta(minutes=5)
"""By how much the database's clock may step back before an entry counts as back-dated."""
MOST = 1000
"""How many problems are kept; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``kind`` is one of the module's words; ``entry`` is an entry id, ``index`` a place in the log."""

    kind: str
    text: str
    entry: int | None = None
    index: int | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


@dataclass(slots=True)
class Report:
    """``entries`` sealed and checked; ``pending`` not yet sealed (they are protected by the next checkpoint)."""

    entries: int = 0
    pending: int = 0
    checkpoints: int = 0
    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    @property
    def ok(self) -> bool:
        return not self.problems

    def add(self, kind: str, text: str, entry: int | None = None, index: int | None = None) -> None:
        """Note a finding."""
        if len(self.problems) < MOST:
            self.problems.append(Problem(kind, text, entry, index))
        else:
            self.more += 1

    def as_dict(self) -> dict[str, Any]:
        """For the command line: ``{"ok", "entries", "pending", "checkpoints", "problems"}``."""
        return {
            "ok": self.ok,
            "entries": self.entries,
            "pending": self.pending,
            "checkpoints": self.checkpoints,
            "problems": [str(problem) for problem in self.problems],
        }


def verify(witness: str | os.PathLike[str] | None = None) -> Report:
    """Recompute and compare everything. ``witness`` is a copy of the checkpoint file (default: the one kept here)."""
    report = Report()
    keys = checkpoints.trusted_keys()
    signed = _signed(report, keys)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(index) + 1, 0) FROM journal_leaf")
        (size,) = cursor.fetchone()
    witnessed = _witnessed(report, Path(witness or sealer.witness_path()), keys)
    roots = _walk(report, size, signed, {point.size for point in [*signed, *witnessed]})
    _compare(report, size, signed, roots, "a checkpoint")
    _compare(report, size, witnessed, roots, "the witness")
    if not signed and (size or witnessed):
        report.add("truncated", "the log has leaves or a witness, but no checkpoint is left")
    elif signed and size > signed[-1].size:
        report.add("unsigned", f"leaves {signed[-1].size} to {size - 1} stand under no checkpoint")
    _planted(report, signed)
    return report


def _signed(report: Report, keys: dict[str, list[bytes]]) -> list[Checkpoint]:
    points: list[Checkpoint] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, size, root, horizon, system, note FROM journal_checkpoint ORDER BY id")
        rows = cursor.fetchall()
    for id_, size, root, horizon, system, note in rows:
        try:
            point = checkpoints.read(note, keys)
        except BadCheckpoint as error:
            report.add("unsigned", f"checkpoint {id_} of size {size}: {error}")
            continue
        if (size, bytes(root), horizon, system) != (point.size, point.root, point.horizon, point.system):
            report.add("edited", f"checkpoint {id_}: its columns differ from its signed note")
        if points and point.size < points[-1].size:
            report.add("truncated", f"checkpoint {id_} of size {size} follows one of size {points[-1].size}")
        if points and point.at < points[-1].at - CLOCK:
            report.add("back-dated", f"checkpoint {id_} of size {size} is dated before the one it follows")
        points.append(point)
    report.checkpoints = len(points)
    return points


def _witnessed(report: Report, path: Path, keys: dict[str, list[bytes]]) -> list[Checkpoint]:
    points: list[Checkpoint] = []
    if not path.exists():
        return points
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            try:
                note = json.loads(line)
            except ValueError:
                continue  # torn by a crash while it was written; the next run wrote it again
            try:
                points.append(checkpoints.read(note, keys))
            except BadCheckpoint as error:
                report.add("unsigned", f"line {number} of the witness: {error}")
    return points


def _walk(report: Report, size: int, signed: Sequence[Checkpoint], wanted: set[int]) -> dict[int, bytes]:
    """Go through all leaves once. Returns the roots at the wanted sizes, as the stored leaf hashes give them."""
    roots = {0: EMPTY}
    tree = Frontier()
    dates = _Dates(signed)
    nodes = _Nodes(report)
    wrong: list[tuple[int, int, bytes, bytes]] = []
    for row, subjects in leaves(size):
        index, entry, stored = row[0], row[1], bytes(row[2])
        if index != tree.size:
            report.add("deleted", f"leaves {tree.size} to {index - 1} are missing", index=tree.size)
            break
        if row[3] is None:
            report.add("deleted", f"entry {entry}, leaf {index}, is gone", entry, index)
        else:
            computed = leaf_hash(body(row[3:]))
            if computed != stored:
                wrong.append((index, entry, computed, stored))
            if subjects is not None and subject_hash(subjects) != bytes(row[11] or b""):
                report.add("edited", f"the files named by entry {entry} were changed", entry, index)
            if fault := dates.fault(index, row[4], row[5]):
                report.add("back-dated", f"entry {entry}, leaf {index}, {fault}", entry, index)
        for node in tree.append(stored):
            nodes.expect(*node)
        if tree.size in wanted:
            roots[tree.size] = tree.root()
    nodes.finish()
    report.entries = tree.size
    moved = {stored for _index, _entry, _computed, stored in wrong}
    for index, entry, computed, _stored in wrong:
        if computed in moved:
            report.add(
                "reordered", f"entry {entry} stands at leaf {index}, where another was sealed", entry, index
            )
        else:
            report.add("edited", f"entry {entry}, leaf {index}, is not what was sealed", entry, index)
    return roots


def _compare(
    report: Report, size: int, points: Iterable[Checkpoint], roots: dict[int, bytes], source: str
) -> None:
    good = 0
    seen: dict[int, bytes] = {}
    for point in points:
        when = f"{point.at:%Y-%m-%d %H:%M:%S} UTC"
        if seen.setdefault(point.size, point.root) != point.root:
            report.add(
                "forked", f"{source} of {when} gives size {point.size} another root than an earlier one"
            )
        elif point.size not in roots:
            report.add(
                "truncated", f"the log ends at {size}, but {source} signed at {when} covers {point.size}"
            )
            break
        elif roots[point.size] == point.root:
            good = max(good, point.size)
        else:
            kind = "forked" if source == "the witness" else "rewritten"
            report.add(
                kind,
                f"{source} signed at {when} holds another root for size {point.size}: "
                f"something changed between leaves {good} and {point.size - 1}",
                index=good,
            )
            break


def _planted(report: Report, signed: Sequence[Checkpoint]) -> None:
    """Entries without a leaf whose transaction, by its number, was over before the newest checkpoint."""
    horizon = signed[-1].horizon if signed else 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.xid < %s::text::xid8 FROM journal_entry e LEFT JOIN journal_leaf l ON l.entry = e.id "
            "WHERE l.entry IS NULL ORDER BY e.id",
            [horizon],
        )
        for entry, behind in cursor.fetchall():
            if behind:
                report.add(
                    "planted",
                    f"entry {entry} came in behind the sealer: its transaction claims to be older",
                    entry,
                )
            else:
                report.pending += 1


class _Dates:
    """What a date may be, from the signed times: an entry is no older than a checkpoint that its transaction follows."""

    def __init__(self, signed: Sequence[Checkpoint]) -> None:
        self._signed = signed
        self._sizes = [point.size for point in signed]
        self._begun: dict[str, tuple[list[int], list[datetime]]] = {}
        for point in signed:
            numbers, times = self._begun.setdefault(point.system, ([], []))
            numbers.append(point.next)
            times.append(point.at)

    def fault(self, index: int, xid: int, at: datetime) -> str:
        """Why the leaf cannot be of that date, or nothing."""
        over = bisect_right(self._sizes, index)
        if over == len(self._signed):
            return ""
        covering = self._signed[over]
        if at > covering.at + CLOCK:
            return "is dated after the checkpoint that covers it"
        if (
            over == 0
            or self._signed[over - 1].system != covering.system
            or self._signed[over - 1].horizon == 0
        ):
            return ""  # sealed after a restore: its transaction number belongs to another cluster
        if xid < self._signed[over - 1].horizon:
            return "claims a transaction that was over before the checkpoint it follows"
        numbers, times = self._begun[covering.system]
        before = bisect_right(numbers, xid)
        if before and at < times[before - 1] - CLOCK:
            return f"is dated {at:%Y-%m-%d %H:%M:%S} UTC, yet its transaction began after {times[before - 1]:%Y-%m-%d %H:%M:%S} UTC"
        return ""


class _Nodes:
    """Compares the stored inner hashes with the computed ones, in the order in which they are completed."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._computed: list[tuple[int, int, bytes]] = []

    def expect(self, level: int, index: int, hash_: bytes) -> None:
        self._computed.append((level, index, hash_))

    def finish(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT level, index, hash FROM journal_node")
            stored = {(level, index): bytes(hash_) for level, index, hash_ in cursor.fetchall()}
        for level, index, hash_ in self._computed:
            if stored.pop((level, index), None) != hash_:
                self._report.add("edited", f"hash {index} of level {level} does not follow from the leaves")
        for level, index in stored:
            self._report.add("truncated", f"hash {index} of level {level} stands over leaves that are gone")

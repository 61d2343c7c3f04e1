"""Is every byte of the lake the one that was journalled?"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from zhiji.holdings.lake.files import Segment
from zhiji.holdings.lake.manifest import LakeBroken, current
from zhiji.holdings.models import LakeState

_ACTS = ["holdings:feed:load", "holdings:lake:merge", "holdings:lake:retain", "holdings:lake:rewrap"]


def changed_by(phrase: str) -> None:
    """Name an act of a room above that changes the lake: each notes the SHA-256 of the manifest it put in force."""
    if phrase not in _ACTS:
        _ACTS.append(phrase)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written: the file, what is wrong, what to do."""

    file: str
    problem: str
    mend: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked: how many files, rows and bytes, and what was found wrong."""

    generation: int
    files: int
    rows: int
    size: int
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


def verified(told: Callable[[int, int], None] = lambda *_: None) -> Verified:
    """Hash every file in force and compare: files with the manifest, the manifest with the journal."""
    state = LakeState.objects.filter(pk=1).first()
    if state is None:
        return Verified(0, 0, 0, 0, ())
    try:
        manifest = current()
    except LakeBroken as broken:
        return Verified(state.generation, 0, 0, 0, (Finding("manifest", str(broken), _RESTORE),))
    found = []
    if _journalled() != state.manifest:
        found.append(Finding("manifest", "the journal names another manifest than the database.", _RESTORE))
    for place, segment in enumerate(manifest.segments):
        told(place + 1, len(manifest.segments))
        if problem := _problem(segment):
            found.append(Finding(f"{segment.set}/{segment.name}", problem, _RESTORE))
    rows, size = sum(one.rows for one in manifest.segments), sum(one.size for one in manifest.segments)
    return Verified(manifest.generation, len(manifest.segments), rows, size, tuple(found))


_RESTORE = "restore the file from the backup of the lake."


def _problem(segment: Segment) -> str:
    try:
        with segment.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "the file is missing."
    return "" if digest == segment.sha256 else "the file was changed."


def _journalled() -> str | None:
    """The manifest that the newest act on the lake noted in the journal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT facts::jsonb->>'manifest' FROM journal_entry WHERE phrase = ANY(%s) AND outcome = 'done' "
            "AND facts LIKE '%%manifest%%' ORDER BY id DESC LIMIT 1",
            [_ACTS],
        )
        row = cursor.fetchone()
    return row[0] if row else None

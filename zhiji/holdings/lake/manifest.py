"""Which files are in force. A manifest never changes: the next state is a new one, put in its place by one rename.

The database's ``LakeState`` says which manifest holds; it commits with the feed's other rows and the journal's entry. A
stop before that commit leaves yesterday's state, whatever files lie about; after it, today's.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from zhiji.holdings.lake.files import Segment, home, sync_folder
from zhiji.holdings.models import LakeState
from zhiji.vault import suites
from zhiji.vault.providers import suite

FORMAT = 1


class LakeBroken(RuntimeError):
    """A file of the lake is missing or is not the one the database knows; nothing is read from it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files in force; ``generation`` counts states, 0 is the empty lake."""

    generation: int
    segments: tuple[Segment, ...]

    def of(self, name: str, first: date | None = None, last: date | None = None) -> list[Segment]:
        """The files of one set that touch the days from ``first`` to ``last``, oldest first."""
        found = [
            one
            for one in self.segments
            if one.set == name
            and (last is None or one.first <= last)
            and (first is None or one.last >= first)
        ]
        return sorted(found, key=lambda one: (one.first, one.last, one.lowest))


EMPTY = Manifest(0, ())
LOCK = 0x7A6C616B65


def lock_lake() -> None:
    """Hold the lake until the transaction ends: one act changes it at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def current() -> Manifest:
    """The state in force. Raises LakeBroken when its manifest is missing or altered."""
    state = LakeState.objects.filter(pk=1).first()
    return EMPTY if state is None else _read(home(), state.generation, state.manifest)


def lake_suite() -> suites.Suite:
    """The suite the lake was begun with: opaque keys hang on it."""
    state = LakeState.objects.filter(pk=1).first()
    return suite() if state is None else suites.numbered(state.suite)


def put(segments: Iterable[Segment], before: Manifest) -> str:
    """Write the manifest of the next state durably and put it in force within the caller's transaction; its SHA-256."""
    following = Manifest(before.generation + 1, tuple(segments))
    text = _text(following)
    path = _path(home(), following.generation)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)
    digest = hashlib.sha256(text).hexdigest()
    LakeState.objects.update_or_create(
        pk=1,
        defaults={"generation": following.generation, "manifest": digest, "at": timezone.now()},
        create_defaults={
            "suite": suite().id, "generation": following.generation, "manifest": digest, "at": timezone.now(),
        },
    )  # fmt: skip
    return digest


def tidy() -> int:
    """Delete what neither the state in force nor the one before it names; how many files went.

    The state before is kept until the next one, so that who read it a moment ago still finds its files.
    """
    state = LakeState.objects.filter(pk=1).first()
    if state is None:
        return 0
    kept: set[Path] = set()
    for generation in (state.generation, state.generation - 1):
        path = _path(home(), generation)
        if path.exists():
            kept |= {path, *(one.path for one in _parsed(path.read_bytes()).segments)}
    gone = 0
    for path in [*home().glob("*/*.parquet"), *home().glob("manifest-*")]:
        if path not in kept:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _path(folder: Path, generation: int) -> Path:
    return folder / f"manifest-{generation:08d}.json"


@lru_cache(maxsize=4)
def _read(folder: Path, generation: int, digest: str) -> Manifest:
    try:
        text = _path(folder, generation).read_bytes()
    except FileNotFoundError:
        raise LakeBroken(
            f"{_path(folder, generation).name} is missing: restore the lake from its backup"
        ) from None
    if hashlib.sha256(text).hexdigest() != digest:
        raise LakeBroken(f"{_path(folder, generation).name} was changed: restore the lake from its backup")
    return _parsed(text)


def _text(manifest: Manifest) -> bytes:
    held = {
        "format": FORMAT,
        "generation": manifest.generation,
        "segments": [asdict(one) for one in manifest.segments],
    }
    return json.dumps(held, default=date.isoformat, indent=1, sort_keys=True).encode()


def _parsed(text: bytes) -> Manifest:
    held: dict[str, Any] = json.loads(text)
    return Manifest(held["generation"], tuple(segment_of(one) for one in held["segments"]))


def segment_of(line: Mapping[str, Any]) -> Segment:
    """A file's line of the manifest; lines of earlier manifests have fewer fields."""
    told = Segment(**line)
    return replace(
        told,
        first=date.fromisoformat(str(told.first)),
        last=date.fromisoformat(str(told.last)),
        currencies=None if told.currencies is None else tuple(told.currencies),
    )

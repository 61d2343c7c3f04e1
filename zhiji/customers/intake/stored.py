"""Mappings kept for the next time: every mapping an import was begun with. They hold column names, no customer's data."""

import hashlib
import json
import os
import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

MOST = 50
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class StoredMapping:
    """One mapping, by title."""

    id: str
    title: str
    text: str
    at: datetime


def keep(text: str, title: str) -> None:
    """Keep a mapping; of two under one title the later one stays. ``title`` is used where the mapping has none."""
    name = str(tomllib.loads(text).get("title") or title)[:120]
    path = _folder() / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump({"title": name, "text": text}, file, ensure_ascii=False)
    new.replace(path)


def listed() -> list[StoredMapping]:
    """The mappings kept, the latest first."""
    found = [_read(path) for path in _folder().glob("*.json")]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def find(mapping_id: str) -> StoredMapping:
    """One mapping kept; LookupError when there is none."""
    path = _folder() / f"{mapping_id}.json"
    if not _ID.fullmatch(mapping_id) or not path.is_file():
        raise LookupError
    return _read(path)


def _read(path: Path) -> StoredMapping:
    kept = json.loads(path.read_text(encoding="utf-8"))
    at = datetime.fromtimestamp(path.stat().st_mtime, timezone.get_current_timezone())
    return StoredMapping(path.stem, kept["title"], kept["text"], at)


def _folder() -> Path:
    path = Path(settings.ZHIJI_HOME) / "mappings"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path

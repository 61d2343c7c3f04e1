"""Files put in through the page: kept under ``ZHIJI_HOME/imports`` for their owner's eyes only, and not for long.

They hold customers' data in clear, so the folder is 0700, every file 0600 under a random name, and ``sweep`` deletes what is
older than ``KEPT_DAYS``, given-back rows included.
"""

import os
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

KEPT_DAYS = 30
"""Long enough to mend the rows given back and put them in again; a house rule, not a norm."""
_NAME = re.compile(r"[0-9a-f]{32}\.(csv|tsv|txt|asc|xlsx|parquet|toml)")


def folder() -> Path:
    """Where they lie; made on first use."""
    path = Path(settings.ZHIJI_HOME) / "imports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep(name: str, pieces: Iterable[bytes]) -> str:
    """Store an upload; answers the name to ask for it by. The uploader's own file name decides its format only."""
    ending = Path(name).suffix.lower()
    kept = f"{secrets.token_hex(16)}{ending}"
    if not _NAME.fullmatch(kept):
        kept = f"{secrets.token_hex(16)}.csv"
    descriptor = os.open(folder() / kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            file.write(piece)
    return kept


def kept(name: str) -> Path:
    """The path of an upload. FileNotFoundError when there is none, or the name is none of ours."""
    path = folder() / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise FileNotFoundError(name)
    return path


def sweep(now: datetime | None = None) -> int:
    """Delete what is past its days; how many files went."""
    before = ((now or timezone.now()) - timedelta(days=KEPT_DAYS)).timestamp()
    gone = 0
    for path in folder().iterdir():
        if path.is_file() and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone

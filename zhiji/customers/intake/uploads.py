"""Files put in through the page: one folder each under ``ZHIJI_HOME/imports``, for a short while.

They hold customers' data in clear, so every folder is 0700 and every file 0600, under names of our own. What an import has
used up is removed at its end; ``sweep`` deletes what is older than ``KEPT_DAYS``, given-back rows included. Where several
machines serve one bank they must share this folder.
"""

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

KEPT_DAYS = 30
"""Long enough to mend the rows given back and put them in again; a house rule, not a norm."""
_TOKEN = re.compile(r"[0-9a-f]{32}")
_ENDINGS = (".csv", ".tsv", ".txt", ".asc", ".xlsx", ".parquet")
_BESIDE = re.compile(r"\w[\w .()+-]{0,99}")


@dataclass(frozen=True, slots=True)
class Upload:
    """One file put in: the uploader's own name for it, who (staff id) and when, and the import that came of it."""

    token: str
    file_name: str
    data_name: str
    by: int
    at: str
    job: int | None = None

    @property
    def folder(self) -> Path:
        return home() / self.token

    @property
    def data(self) -> Path:
        """The table itself."""
        return self.folder / self.data_name

    @property
    def beside(self) -> Path:
        """Where the tables it is joined with lie, under their own names."""
        return self.folder / "joined"

    @property
    def joined(self) -> list[str]:
        """The names of the tables put in beside it."""
        return sorted(path.name for path in self.beside.iterdir()) if self.beside.is_dir() else []

    def read(self, name: str) -> Any:
        """A note kept beside the upload (``mapping``, ``preview``, ``progress``, ``failure``); None when there is none."""
        try:
            return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def note(self, name: str, value: Any) -> None:
        """Keep a note, or take it off with None. Whoever reads meanwhile finds the old or the new one, never half of it."""
        path = self.folder / f"{name}.json"
        if value is None:
            path.unlink(missing_ok=True)
            return
        new = path.with_suffix(f".{secrets.token_hex(4)}")
        _write(new, [json.dumps(value, ensure_ascii=False).encode()])
        new.replace(path)


def home() -> Path:
    """Where they lie; made on first use."""
    path = Path(settings.ZHIJI_HOME) / "imports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def given_back(job: int, language: str) -> list[Path]:
    """The files of rows that an import gave back, worded in ``language``; at most one."""
    return sorted((home() / "given-back" / language).glob(f"import-{job}-given-back.*"))


def receive(file_name: str, pieces: Iterable[bytes], *, by: int, at: datetime) -> Upload:
    """Store a file. Its own name decides its format only."""
    ending = Path(file_name).suffix.lower()
    name = f"data{ending if ending in _ENDINGS else '.csv'}"
    shown = Path(file_name.replace("\\", "/")).name[:200]
    upload = Upload(secrets.token_hex(16), shown, name, by, at.isoformat())
    upload.folder.mkdir(mode=0o700)
    _write(upload.data, pieces)
    upload.note("upload", asdict(upload))
    return upload


def receive_beside(upload: Upload, file_name: str, pieces: Iterable[bytes]) -> None:
    """Store a table that the mapping joins, under its own name. ValueError when that is no plain file name."""
    if not _BESIDE.fullmatch(file_name):
        raise ValueError(file_name)
    upload.beside.mkdir(mode=0o700, exist_ok=True)
    (upload.beside / file_name).unlink(missing_ok=True)
    _write(upload.beside / file_name, pieces)


def find(token: str) -> Upload:
    """The upload of this name. LookupError when there is none (any more), or the name is none of ours."""
    if not _TOKEN.fullmatch(token):
        raise LookupError
    given = Upload(token, "", "", 0, "").read("upload")
    if given is None:
        raise LookupError
    return Upload(**given)


def of_job(job: int) -> Upload | None:
    """The upload an import came of, while it is kept."""
    return next((one for one in waiting() if one.job == job), None)


def waiting() -> list[Upload]:
    """Every upload that is kept, the newest first."""
    found = [find(path.name) for path in home().iterdir() if (path / "upload.json").is_file()]
    return sorted(found, key=lambda upload: upload.at, reverse=True)


def bind(upload: Upload, job: int) -> Upload:
    """Note which import came of an upload."""
    bound = replace(upload, job=job)
    bound.note("upload", asdict(bound))
    return bound


def discard(upload: Upload) -> None:
    """Delete an upload and all that lies beside it."""
    shutil.rmtree(upload.folder, ignore_errors=True)


def sweep(now: datetime | None = None) -> int:
    """Delete what is past its days; how many uploads and files of given-back rows went."""
    before = ((now or timezone.now()) - timedelta(days=KEPT_DAYS)).timestamp()
    gone = 0
    for path in [*home().iterdir(), *home().glob("given-back/*/*")]:
        if path.name == "given-back" or path.stat().st_mtime >= before:
            continue
        gone += 1
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return gone


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            file.write(piece)

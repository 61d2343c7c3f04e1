"""A backup: one folder with the database, everything sealed that lies on disk, and the ledger of what was destroyed.

    manifest.json       what it holds, of when, with the journal's newest checkpoint
    database.dump       pg_dump's custom format: one consistent moment
    files/…             what lies under ZHIJI_HOME, and the lake, as it lies there: sealed
    files.jsonl         path, size and SHA-256 of each of them
    ledger/shreds.log   the order of every destruction: a restore of anything older obeys it

The keys are not in it. ``keys=`` copies them to another folder, which belongs elsewhere: whoever has both has everything.
"""

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from zhiji import __version__, journal
from zhiji.access.actors import Job
from zhiji.access.gateway import Gate, act
from zhiji.ops.postgres_tools import reach, tool

FORMAT = "zhiji-backup/1"
LEFT_OUT = frozenset({"postgres", "keys", "static", "imports"})
"""Folders of ``ZHIJI_HOME`` that no backup holds: the server's own files, the keys, what is made anew, short-lived uploads."""
ASIDE = "before-restore-"
Progress = Callable[[str, int, int], None]


class BackupRefused(RuntimeError):
    """Why nothing was backed up or restored; the message says rule and mend after a semicolon."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup: where it lies below ``files/``, its size in bytes, its SHA-256."""

    path: str
    size: int
    digest: str


def back_up(
    folder: Path, *, keys: Path | None = None, progress: Progress = lambda *_: None
) -> dict[str, Any]:
    """Make a backup in an empty or new folder; nothing is served differently meanwhile. Raises BackupRefused."""
    began = time.monotonic()
    _refuse_place(folder, keys)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    head = journal.checkpoint()
    made_at = datetime.now(UTC)
    progress("database", 0, 1)
    _dump(folder / "database.dump")
    progress("database", 1, 1)
    kept = _copy_files(folder, progress)
    ledger = _copy_ledger(folder)
    manifest: dict[str, Any] = {
        "format": FORMAT, "version": __version__, "made_at": made_at.isoformat(), "migrations": applied(),
        "database": {"path": "database.dump", "size": (folder / "database.dump").stat().st_size, "sha256": digest_of(folder / "database.dump")},
        "files": {"count": len(kept), "bytes": sum(one.size for one in kept), "sha256": digest_of(folder / "files.jsonl")},
        "ledger": ledger, "journal": {"size": head.size, "root": head.root.hex(), "note": head.note}, "rows": _rows(),
        "keys": keys is not None, "left_out": sorted(LEFT_OUT),
    }  # fmt: skip
    write_whole(folder / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    copied = _copy_keys(keys) if keys is not None else 0
    result = {
        "folder": str(folder), "made_at": made_at.isoformat(), "database_bytes": manifest["database"]["size"], "files": len(kept),
        "file_bytes": manifest["files"]["bytes"], "journal_entries": head.size, "destroyed": ledger["lines"],
        "keys": str(keys) if keys else "", "key_files": copied, "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip
    record_backup(result, by=Job("backup"), channel="cli")
    return result


@act("ops:backup:make")
def record_backup(gate: Gate, result: dict[str, Any]) -> None:
    """Write down that a backup was made: of when, how large, up to which entry. The place is the bank's own business."""
    gate.permit_none()
    for name in (
        "made_at",
        "database_bytes",
        "files",
        "file_bytes",
        "journal_entries",
        "destroyed",
        "seconds",
    ):
        gate.fact(name, result[name])
    gate.fact("keys", bool(result["keys"]))


def _refuse_place(folder: Path, keys: Path | None) -> None:
    home = Path(settings.ZHIJI_HOME).resolve()
    for one in (folder, keys):
        if one is None:
            continue
        if one.exists() and (not one.is_dir() or any(one.iterdir())):
            raise BackupRefused(f"{one} is not empty; name a new folder for each backup")
        if one.resolve().is_relative_to(home):
            raise BackupRefused(f"{one} lies within ZHIJI_HOME; a backup belongs on another disk")
    if keys is not None and (
        keys.resolve().is_relative_to(folder.resolve()) or folder.resolve().is_relative_to(keys.resolve())
    ):
        raise BackupRefused("the keys must not lie with the data; name a folder elsewhere for them")


def _dump(path: Path) -> None:
    command = [tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={path}"]
    done = subprocess.run(command, env=dict(reach()), capture_output=True, text=True, check=False)  # noqa: S603 (our own program)
    if done.returncode:
        raise BackupRefused(
            f"pg_dump failed ({first_line(done.stderr)}); the backup is not usable, remove it"
        )


def roots() -> dict[str, Path]:
    """Everything on disk that belongs to the house, by its name within a backup."""
    home, lake = Path(settings.ZHIJI_HOME), Path(settings.ZHIJI_LAKE)
    found = {
        one.name: one
        for one in sorted(home.iterdir())
        if one.name not in LEFT_OUT and not one.name.startswith(ASIDE)
    }
    if lake.exists() and not lake.resolve().is_relative_to(home.resolve()):
        found["lake"] = lake
    return found


def _files() -> Iterator[tuple[str, Path]]:
    for name, root in roots().items():
        for path in (
            [root]
            if root.is_file()
            else sorted(one for one in root.rglob("*") if one.is_file() and not one.is_symlink())
        ):
            yield (name if root.is_file() else f"{name}/{path.relative_to(root)}"), path


def _copy_files(folder: Path, progress: Progress) -> list[Kept]:
    """After the database: what its rows name is there, and what came later does no harm. A file destroyed meanwhile is left out."""
    named, kept = list(_files()), []
    for place, (name, path) in enumerate(named):
        target = folder / "files" / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            shutil.copyfile(path, target)
        except FileNotFoundError:
            continue
        kept.append(Kept(name, target.stat().st_size, digest_of(target)))
        progress("files", place + 1, len(named))
    lines = "".join(json.dumps([one.path, one.size, one.digest], ensure_ascii=False) + "\n" for one in kept)
    write_whole(folder / "files.jsonl", lines.encode())
    return kept


def _copy_ledger(folder: Path) -> dict[str, Any]:
    source, target = ledger_path(), folder / "ledger" / "shreds.log"
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = source.read_bytes() if source.exists() else b""
    write_whole(target, content)
    return {"lines": content.count(b"\n"), "sha256": hashlib.sha256(content).hexdigest()}


def _copy_keys(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    count = 0
    for path in sorted((Path(settings.ZHIJI_HOME) / "keys").iterdir()):
        if path.is_file() and path != ledger_path():
            write_whole(folder / path.name, path.read_bytes())
            count += 1
    return count


def ledger_path() -> Path:
    """The living ledger of destructions."""
    return Path(settings.ZHIJI_HOME) / "keys" / "shreds.log"


def applied() -> list[str]:
    """The migrations this database has, as ``app.name``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def _rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM customers_file), (SELECT count(*) FROM custody_case), (SELECT count(*) FROM staff_staff)")  # fmt: skip
        return dict(zip(("customers", "cases", "staff"), cursor.fetchone(), strict=True))


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, durable when this returns."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def first_line(text: str) -> str:
    """The first line a program said, for a message of one line."""
    return next((line for line in text.splitlines() if line.strip()), "no reason given")

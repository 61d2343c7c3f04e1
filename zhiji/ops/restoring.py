"""Restoring a backup. Whatever was destroyed stays destroyed: the ledger wins over any older database.

The database is put back in one transaction: it is the old one or the new one, never half of both. What lay on disk is moved
aside, not deleted. What had been ended after the backup would be in force again, so every session, token and grant ends.
"""

import json
import shutil
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from zhiji import journal
from zhiji.access.actors import Job
from zhiji.access.gateway import Gate, act
from zhiji.access.models import ApiToken, Grant
from zhiji.custody.actions.keeping import replay_all
from zhiji.journal import verify_journal
from zhiji.ops.backing_up import (
    ASIDE,
    FORMAT,
    BackupRefused,
    Progress,
    digest_of,
    first_line,
    ledger_path,
    roots,
    write_whole,
)
from zhiji.ops.postgres_tools import reach, tool

JOB = Job("restore")
_EMPTY = b"BEGIN;\nDROP SCHEMA IF EXISTS apart CASCADE;\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


def restore(
    folder: Path, *, keys: Path | None = None, force: bool = False, progress: Progress = lambda *_: None
) -> dict[str, Any]:
    """Put a backup in place of what is here; onto a house that is not empty only with ``force``. Raises BackupRefused."""
    began = time.monotonic()
    manifest = checked(folder, progress)
    before = _state()
    empty = not before["customers"] and not before["staff"]
    if not empty and not force:
        raise BackupRefused("this house is not empty; --force puts the backup in its place")
    _merge_ledger(folder)
    _put_keys(keys, force or empty)
    progress("database", 0, 1)
    load(folder / "database.dump", connection.settings_dict["NAME"])
    connection.close()
    call_command("migrate", verbosity=0, interactive=False)
    progress("database", 1, 1)
    aside = _put_files(folder, progress)
    replayed = replay_all()
    made_at = datetime.fromisoformat(manifest["made_at"])
    until = before["newest"] or datetime.now(UTC)
    result = {
        "folder": str(folder), "made_at": manifest["made_at"], "journal_entries": manifest["journal"]["size"],
        "lost_entries": max(0, before["entries"] - manifest["journal"]["size"]), "customers": _state()["customers"],
        "destroyed_again": replayed["customers"], "keys_removed": replayed["keys"], "rows_removed": replayed["rows"],
        "rpo_seconds": round(max(0.0, (until - made_at).total_seconds())), "aside": aside,
    }  # fmt: skip
    result["rto_seconds"] = round(time.monotonic() - began, 1)
    result |= record_restore(result, by=JOB, channel="cli")
    result["ok"], result["verified"] = _verified()
    return result


@act("ops:backup:restore")
def record_restore(gate: Gate, result: dict[str, Any]) -> dict[str, int]:
    """Write down what was restored when and what was lost with it; end every session, token and grant that came back."""
    gate.permit_none()
    for name in (
        "made_at",
        "journal_entries",
        "lost_entries",
        "destroyed_again",
        "rpo_seconds",
        "rto_seconds",
    ):
        gate.fact(name, result[name])
    ended = {
        "ended_tokens": ApiToken.objects.filter(revoked_at=None).update(revoked_at=gate.at),
        "ended_grants": Grant.objects.filter(revoked_at=None, ends_at__gt=gate.at).update(revoked_at=gate.at),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.columns WHERE column_name = 'session_data' AND table_schema = 'public'")  # fmt: skip
        for (table,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 (a name from the catalogue)
    for name, count in ended.items():
        gate.fact(name, count)
    return ended


# -- checking ----------------------------------------------------------------------------------------------------------


def checked(folder: Path, progress: Progress) -> dict[str, Any]:
    """The manifest of a backup whose every part has the digest it was made with, and which this program understands."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        raise BackupRefused(
            f"{folder} holds no finished backup; name a folder with a manifest.json"
        ) from None
    if manifest.get("format") != FORMAT:
        raise BackupRefused(f"{folder} is of another format; use the program that made it")
    if newer := set(manifest["migrations"]) - {
        f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations
    }:
        raise BackupRefused(f"the backup is of a newer version ({min(newer)}); install that version first")
    parts = [("database.dump", manifest["database"]["sha256"]), ("files.jsonl", manifest["files"]["sha256"]), ("ledger/shreds.log", manifest["ledger"]["sha256"])]  # fmt: skip
    if any(Path(name).is_absolute() or ".." in Path(name).parts for name, _size, _digest in _listed(folder)):
        raise BackupRefused("files.jsonl names a place outside the house; use another backup")
    parts += [(f"files/{name}", digest) for name, _size, digest in _listed(folder)]
    for place, (name, digest) in enumerate(parts):
        path = folder / name
        if not path.is_file() or digest_of(path) != digest:
            raise BackupRefused(f"{name} is missing or damaged; use another backup")
        progress("checking", place + 1, len(parts))
    return dict(manifest)


def _listed(folder: Path) -> list[tuple[str, int, str]]:
    path = folder / "files.jsonl"
    return [tuple(json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []


def _state() -> dict[str, Any]:
    """What stands here before or after; all zero on an empty database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass('customers_file') IS NOT NULL AND to_regclass('journal_entry') IS NOT NULL"
        )
        if not cursor.fetchone()[0]:
            return {"customers": 0, "staff": 0, "entries": 0, "newest": None}
        cursor.execute(
            "SELECT (SELECT count(*) FROM customers_file), (SELECT count(*) FROM staff_staff), "
            "(SELECT count(*) FROM journal_entry), (SELECT max(at) FROM journal_entry)"
        )
        return dict(zip(("customers", "staff", "entries", "newest"), cursor.fetchone(), strict=True))


def _verified() -> tuple[bool, str]:
    """What the verifier that stands alone says of the journal as it is now."""
    journal.checkpoint()
    with tempfile.TemporaryDirectory() as folder:
        journal.export(Path(folder) / "export")
        return said_of(Path(folder) / "export")


def said_of(export: Path, witness: str | None = None) -> tuple[bool, str]:
    """Whether an exported log holds, and what the stand-alone verifier says."""
    try:
        verify_journal.verify_log(str(export), witness=witness)
    except (verify_journal.Wrong, ValueError, KeyError) as error:
        return False, str(error)
    return True, "verified"


# -- putting in place --------------------------------------------------------------------------------------------------


def load(dump: Path, database: str) -> None:
    """Put a dump in place of all that a database holds, in one transaction. Raises BackupRefused; nothing is changed then."""
    environment = dict(reach(database))
    connection.close()
    reading = subprocess.Popen(  # noqa: S603 (PostgreSQL's own program)
        [tool("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(dump)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    writing = subprocess.Popen(  # noqa: S603
        [tool("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"], env=environment,
        stdin=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert reading.stdout and reading.stderr and writing.stdin and writing.stderr
    try:
        writing.stdin.write(_EMPTY)
        first = reading.stdout.read(8192)
        # A newer pg_dump sets what an older server does not know.
        writing.stdin.write(first.replace(b"SET transaction_timeout = 0;", b""))
        shutil.copyfileobj(reading.stdout, writing.stdin, 1 << 20)
        if reading.wait():
            writing.kill()  # before COMMIT: the server rolls back
            raise BackupRefused(
                f"pg_restore failed ({first_line(reading.stderr.read().decode())}); nothing was changed"
            )
        writing.stdin.write(b"\nCOMMIT;\n")
        writing.stdin.close()
    except BrokenPipeError:
        reading.kill()
    said = writing.stderr.read().decode()
    if writing.wait():
        raise BackupRefused(f"the database refused it ({first_line(said)}); nothing was changed")


def _merge_ledger(folder: Path) -> None:
    """The longer of the living ledger and the backup's; of two that differ, none is believed."""
    theirs, path = (folder / "ledger" / "shreds.log").read_bytes(), ledger_path()
    ours = path.read_bytes() if path.exists() else b""
    if ours.startswith(theirs):
        return
    if not theirs.startswith(ours):
        raise BackupRefused(
            "the ledger of destructions here is not that of the backup; restore the right one first"
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, theirs)


def _put_keys(keys: Path | None, force: bool) -> None:
    if keys is None:
        return
    if not keys.is_dir():
        raise BackupRefused(f"{keys} is no folder of keys; name the one the backup's --keys made")
    target = Path(settings.ZHIJI_HOME) / "keys"
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in sorted(one for one in keys.iterdir() if one.is_file()):
        here = target / path.name
        if here.exists() and here.read_bytes() != path.read_bytes() and not force:
            raise BackupRefused(
                f"another {path.name} lies here already; --force puts the backup's in its place"
            )
        write_whole(here, path.read_bytes())


def _put_files(folder: Path, progress: Progress) -> str:
    """What lies on disk moves aside; the backup's files take its place. Answers the folder aside, ``""`` when nothing lay here."""
    home, lake = Path(settings.ZHIJI_HOME), Path(settings.ZHIJI_LAKE)
    aside = home / f"{ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%S}"
    for name, root in roots().items():
        aside.mkdir(mode=0o700, exist_ok=True)
        shutil.move(root, aside / name)
    listed = _listed(folder)
    for place, (name, _size, _digest) in enumerate(listed):
        top, _slash, rest = name.partition("/")
        target = lake / rest if top == "lake" else home / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(folder / "files" / name, target)
        target.chmod(0o600)
        progress("files", place + 1, len(listed))
    return str(aside) if aside.exists() else ""

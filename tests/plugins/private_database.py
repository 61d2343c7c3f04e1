"""Starts the private PostgreSQL before anything reads Django's settings: named in ``pyproject.toml`` by ``-p``.

Each worker of a parallel run has a server of its own. The journal is sealed up to the oldest transaction that is open on
its server: on one server a long test of one worker would hold back the seals that a test of another waits for.
"""

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
os.environ.setdefault("ZHIJI_HOME", str(ROOT / "var" / "test"))

from zhiji.ops import database  # noqa: E402  (the data folder must be known first)

if (worker := os.environ.get("PYTEST_XDIST_WORKER")) and database.is_private(
    os.environ["ZHIJI_DATABASE_URL"]
):
    del os.environ["ZHIJI_DATABASE_URL"]  # of the process that hands out the tests
    os.environ["ZHIJI_HOME"] += f"/{worker}"
database.start()

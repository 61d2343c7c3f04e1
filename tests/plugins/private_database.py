"""Starts the private PostgreSQL before anything reads Django's settings: named in ``pyproject.toml`` by ``-p``."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
os.environ.setdefault("ZHIJI_HOME", str(ROOT / "var" / "test"))

from zhiji.ops import database  # noqa: E402  (the data folder must be known first)

database.start()

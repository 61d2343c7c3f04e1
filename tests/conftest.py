"""Starts the private PostgreSQL before Django's settings are read; gives every test a known data folder."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
os.environ.setdefault("ZHIJI_HOME", str(ROOT / "var" / "test"))

from zhiji.ops import database  # noqa: E402  (the data folder must be known first)

database.start()

from plugins import guarded_flush  # noqa: E402, F401  (tests that commit may empty guarded tables)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data for tests (never copied into the project). Skips, saying so, where it is absent."""
    folder = Path(os.environ.get("ZHIJI_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real data not found at {folder}: set ZHIJI_SHARED_DATA to run this test")
    return folder

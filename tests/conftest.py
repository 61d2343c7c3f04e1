"""What every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import settings
from plugins import guarded_flush, signed_sessions  # noqa: F401  (tests that commit may empty guarded tables; clients)
from plugins.quick_passwords import quick_passwords

__all__ = ["quick_passwords"]

ROOT = Path(__file__).parent.parent

settings.register_profile("house", deadline=None)  # a busy machine is no counterexample
settings.load_profile("house")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data for tests (never copied into the project). Skips, saying so, where it is absent."""
    folder = Path(os.environ.get("ZHIJI_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real data not found at {folder}: set ZHIJI_SHARED_DATA to run this test")
    return folder


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Texts are compared in English, whatever the house speaks first; pages choose their own language."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch) -> None:
    """The lot spares no file from a destruction (norm house.set-apart): a test gives the same each time. ``test_sparing`` draws."""
    monkeypatch.setattr("zhiji.custody.keeping.drawn", lambda order, customer_id, percent: False)


@pytest.fixture(autouse=True)
def own_lake(settings, tmp_path) -> None:
    """Every test that takes a feed in has a lake of its own: the database is rolled back, files are not."""
    settings.ZHIJI_LAKE = tmp_path / "lake"

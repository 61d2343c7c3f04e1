"""A small bank with its lake in a folder of the test's own."""

import pytest
from plugins.small_bank import Bank, journal  # noqa: F401  (the same small bank, the same reader of the journal)


@pytest.fixture
def bank(db, settings, tmp_path):
    settings.ZHIJI_LAKE = tmp_path / "lake"
    return Bank()

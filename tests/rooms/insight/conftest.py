"""The small bank with a lake of its own, and with a second compliance officer; nothing here is read of another home's lake."""

import pytest
from plugins.small_bank import HOUSE, Bank, journal

from zhiji.access import people
from zhiji.access.standing_in import name_head
from zhiji.staff.models import Staff

__all__ = ["journal"]


@pytest.fixture
def bank(db, settings, tmp_path):
    settings.ZHIJI_LAKE = tmp_path / "lake"
    return Bank()


@pytest.fixture
def compliant(db, settings, tmp_path):
    """Heads as in the institution's tests; ``compliance`` and ``compliance2`` see to due diligence."""
    settings.LANGUAGE_CODE = "en"
    settings.ZHIJI_HOME, settings.ZHIJI_LAKE = tmp_path, tmp_path / "lake"
    made = Bank()
    for unit, head in ((made.west, made.rm02), (made.east, made.rm03), (made.head, made.gm)):
        name_head(unit, head, **HOUSE)
    people.enrol(
        "compliance2",
        staff_number="200001",
        name="韩明",
        name_en="compliance2",
        role="compliance",
        unit=made.head,
        **HOUSE,
    )
    made.compliance2 = Staff.objects.get_by_natural_key("compliance2")
    return made

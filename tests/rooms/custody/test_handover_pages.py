"""The pages of who leaves and who moves: what is typed wrong is told, never a fault."""

import pytest
from plugins.page_browser import Browser

from zhiji.staff.models import Staff


@pytest.mark.req("F15")
@pytest.mark.parametrize("unit", ["9" * 5000, "9" * 30, str(2**63), "-1", "٣", "²", "x", ""])
def test_a_unit_that_is_none_is_a_kind_message(bank, unit):
    """However many digits are sent: no fault, no wait, nothing moved."""
    given = {"role": "officer", "unit": unit, "reason": "岗位调整"}
    answer = Browser(bank.manager).post(f"/custody/people/{bank.rm02.pk}/move/", given)
    assert answer.status_code == 422 and "choose a unit" in answer.content.decode()
    assert Staff.objects.get(pk=bank.rm02.pk).role == "rm"

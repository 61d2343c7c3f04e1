"""The pages of who leaves and who moves: what is typed wrong is told, never a fault."""

from argparse import Namespace

import pytest
from plugins.departures import WHY, handover_of, offer_to
from plugins.page_browser import Browser

from zhiji.custody.models import Case
from zhiji.ops.commands.command import CommandProblem
from zhiji.ops.commands.people import COMMANDS
from zhiji.staff.models import Staff


@pytest.mark.req("F15")
@pytest.mark.parametrize("unit", ["9" * 5000, "9" * 30, str(2**63), "-1", "٣", "²", "x", ""])
def test_a_unit_that_is_none_is_a_kind_message(bank, unit):
    """However many digits are sent: no fault, no wait, nothing moved."""
    given = {"role": "officer", "unit": unit, "reason": "岗位调整"}
    answer = Browser(bank.manager).post(f"/custody/people/{bank.rm02.pk}/move/", given)
    assert answer.status_code == 422 and "choose a unit" in answer.content.decode()
    assert Staff.objects.get(pk=bank.rm02.pk).role == "rm"


@pytest.mark.req("F15")
def test_the_pages_of_leaving_and_handing_over(bank):
    """Art. 19.1 on the screen: the form, the list of gaps, the successor's step."""
    file = bank.file()
    browser = Browser(bank.manager)
    assert bank.rm01.display_name in browser.text("/custody/people/?find=rm01")
    assert browser.post(f"/custody/people/{bank.rm01.pk}/leave/", {"reason": ""}).status_code == 422
    assert browser.post(f"/custody/people/{bank.manager.pk}/leave/", {"reason": WHY}).status_code == 403
    answer = browser.post(f"/custody/people/{bank.rm01.pk}/leave/", {"reason": WHY, "keys": "门禁卡"})
    assert answer.status_code == 302
    page = browser.text(answer.url)
    assert file.number in page and "门禁卡" in page and "With nobody" in page
    case = handover_of(bank.rm01)
    given = {"group": "managed", "successor": str(bank.rm02.pk), "customers": "", "words": ""}
    assert browser.post(f"/custody/handover/{case.pk}/assign/", given).status_code == 302
    successor = Browser(bank.rm02, "service")
    offer = offer_to(bank.rm02)
    assert "Take over" in successor.text(f"/custody/takeover/{offer.pk}/")
    assert successor.post(f"/custody/takeover/{offer.pk}/take/", {"words": ""}).status_code == 302
    assert successor.get(f"/custody/handover/{case.pk}/gaps/").status_code == 403
    moving = browser.post(
        f"/custody/people/{bank.rm02.pk}/move/",
        {"role": "officer", "unit": str(bank.head.pk), "reason": "岗位调整"},
    )
    assert moving.status_code == 302 and Staff.objects.get(pk=bank.rm02.pk).role == "officer"
    assert browser.get(f"/custody/people/{bank.rm02.pk}/move/").status_code == 200


@pytest.mark.req("F15")
def test_the_house_lets_go_and_moves_from_the_command_line(bank):
    """Art. 19.1: the same acts for whoever keeps the personnel register."""
    leave, move = (
        next(one for one in COMMANDS if one.name == name) for name in ("staff leave", "staff move")
    )
    given = Namespace(staff="rm01", reason="合同到期", role="officer", unit="HQ")
    assert move.run(given) == {"staff": "rm01", "role": "officer", "unit": "HQ"}
    for wrong in (
        Namespace(staff="rm01", reason="合同到期", role="king", unit=""),
        Namespace(staff="rm01", reason="x", role="rm", unit="XX"),
    ):
        with pytest.raises(CommandProblem):
            move.run(wrong)
    assert leave.run(given)["left"] and not Staff.objects.get(username="rm01").is_active
    with pytest.raises(CommandProblem):
        leave.run(given)
    assert Case.objects.filter(kind="handover").count() == 2

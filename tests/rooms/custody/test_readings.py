"""Reading 查阅 (Art. 17-18): the four parts of a request, outsiders, limits, the grant and what became of it."""

import io
import re

import pytest
from plugins.page_browser import Browser
from plugins.reading_cases import OUTSIDER, PNG, ask, levels

from zhiji.access.gateway import _governed_writes
from zhiji.access.models import Grant
from zhiji.access.refusals import Refused
from zhiji.custody.actions import papers, reading
from zhiji.custody.looks.cases import notices, read_case
from zhiji.custody.models import Case
from zhiji.custody.problems import Invalid
from zhiji.staff.models import Staff

pytestmark = pytest.mark.usefixtures("papers_apart")

# -- Art. 18.1: object, purpose, reason, who reads ---------------------------------------------------------------------


@pytest.mark.req("H02")
@pytest.mark.parametrize("left_out", ["customers", "wanted", "reason", "reader"])
def test_each_of_the_four_parts_must_be_there_at_the_public_door(bank, file, left_out):
    """Art. 18.1: 查阅的对象、目的、理由、查阅人概况."""
    whole = {
        "customers": file.number, "compartments": "contact", "wanted": "service", "reason": "客户委托代办", "days": "2",
        "uses": "3", "reader": "colleague",
    }  # fmt: skip
    browser = Browser(bank.rm01, "service")
    answer = browser.post("/custody/reading/new/", {**whole, left_out: ""})
    assert answer.status_code == 422 and re.search(rf'href="#[^"]*{left_out}', answer.content.decode())
    assert not Case.objects.exists()
    assert browser.post("/custody/reading/new/", whole).status_code == 302
    assert Case.objects.get().content["reader"] == "colleague"


@pytest.mark.req("H02", "H05")
def test_an_outsider_has_a_name_an_organisation_and_a_paper(bank, file):
    """Art. 18.4."""
    with pytest.raises(Invalid) as invalid:
        ask(bank, file, reader="outsider", reader_name="顾南乔")
    assert {one.field for one in invalid.value.problems} == {"reader_organisation", "reader_paper"}
    with pytest.raises(Invalid) as invalid:
        ask(bank, file, reader="somebody")
    assert [one.field for one in invalid.value.problems] == ["reader"]


@pytest.mark.req("H05", "N04")
def test_an_outsiders_name_is_sealed_with_the_case_and_its_signatures_cover_it(bank, file):
    case = ask(bank, file, **OUTSIDER)
    kept = Case.objects.get(pk=case.pk)
    assert "顾南乔" not in str(kept.content) and len(kept.content["profile"]) == 64
    assert read_case(case.pk, by=bank.rm02).private["reader_name"] == "顾南乔"
    assert "顾南乔" in Browser(bank.rm02).text(f"/custody/reading/{case.pk}/")


@pytest.mark.req("H07")
@pytest.mark.parametrize(
    ("field", "value"), [("days", 31), ("days", 0), ("uses", 201), ("uses", 0), ("compartments", [])]
)
def test_how_long_and_how_often_have_limits_in_the_norms(bank, file, field, value):
    with pytest.raises(Invalid) as invalid:
        ask(bank, file, **{field: value})
    assert [one.field for one in invalid.value.problems] == [field]


def test_a_purpose_that_is_none_of_the_role_is_refused(bank, file):
    with pytest.raises(Invalid) as invalid:
        ask(bank, file, wanted="audit")
    assert [one.field for one in invalid.value.problems] == ["wanted"]


# -- Art. 18.2: the unit head ------------------------------------------------------------------------------------------


@pytest.mark.req("H03")
def test_the_unit_head_may_decline_with_a_reason(bank, file):
    """Art. 18.2."""
    case = ask(bank, file)
    with pytest.raises(Invalid):
        reading.decline(case.pk, words="", by=bank.rm02)
    with pytest.raises(Refused) as refused:
        reading.decline(case.pk, words="不是本部门的事", by=bank.rm03)
    assert refused.value.decision.code == "not_yours"
    assert reading.decline(case.pk, words="不是本部门的事", by=bank.rm02).state == "refused"
    assert [one.what for one in notices(unread_only=True, by=bank.rm01)] == ["refused"]
    assert read_case(case.pk, by=bank.rm01).signatures[-1].words == "不是本部门的事"


# -- Art. 18.3, 18.4: examination, outsiders ---------------------------------------------------------------------------


@pytest.mark.req("H05")
def test_without_letter_or_work_card_an_outsiders_request_does_not_pass(bank, file):
    """Art. 18.4: 持介绍信或工作证进行登记和审核."""
    case = ask(bank, file, **OUTSIDER)
    reading.sign_for_unit(case.pk, by=bank.rm02)
    both = {"reason_sufficient": True, "papers_complete": True, "by": bank.officer}
    papers.add_paper(case.pk, io.BytesIO(PNG), kind="other", title="名片扫描", by=bank.rm01)
    with pytest.raises(Invalid) as invalid:
        reading.examine(case.pk, **both)
    assert [one.rule for one in invalid.value.problems] == ["papers"]
    papers.add_paper(case.pk, io.BytesIO(PNG), kind="work_card", title="工作证扫描", by=bank.rm01)
    assert reading.examine(case.pk, **both).state == "granted"
    grant = Case.objects.get(pk=case.pk).grant
    assert grant.staff_id == bank.rm01.pk, "the grant is the host's"


@pytest.mark.req("H06")
def test_an_outsider_at_a_classified_file_always_needs_the_manager(bank):
    """Art. 18.4: 查阅密级文件须经客户服务部经理批准."""
    secret, plain = bank.file(manager=bank.rm03, secrecy=1), bank.file(manager=bank.rm03)
    case = ask(bank, plain, customers=[plain.number, secret.number], **OUTSIDER)
    papers.add_paper(case.pk, io.BytesIO(PNG), kind="letter", title="单位介绍信", by=bank.rm01)
    reading.sign_for_unit(case.pk, by=bank.rm02)
    both = {"reason_sufficient": True, "papers_complete": True}
    assert reading.examine(case.pk, **both, by=bank.officer).state == "with_manager"
    assert not Grant.objects.exists()
    with pytest.raises(Refused):
        reading.approve(case.pk, by=bank.supervisor)
    assert reading.approve(case.pk, by=bank.manager).state == "granted"
    assert levels(bank, secret) >= {"contact", "work"}


def test_a_request_dies_with_the_post_it_was_made_from(bank, file):
    case = ask(bank, file)
    reading.sign_for_unit(case.pk, by=bank.rm02)
    with _governed_writes("test"):
        Staff.objects.filter(pk=bank.rm01.pk).update(unit=bank.east)
    with pytest.raises(Invalid) as invalid:
        reading.examine(case.pk, reason_sufficient=True, papers_complete=True, by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["moved"]
    assert reading.refuse(case.pk, words="申请人已调离", by=bank.officer).state == "refused"

"""In a real browser, by clicking only: what is refused. A no is a plain button, needs its reason, and the asker reads it."""

from typing import Any

import pytest
from plugins.small_bank import HOUSE
from plugins.walked_bank import At, WalkedBank, Walker

from zhiji.custody.actions import shelf
from zhiji.custody.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def begun(walker: Walker, kind: str, **values: Any) -> Case:
    """A request raised from the list of procedures."""
    walker.desk.open("/custody/")
    walker.desk.press(f"main a[href='/custody/{kind}/new/']")
    walker.send(**values)
    return Case.objects.get(kind=kind)


def refused(walker: Walker, case: Case, reason: str) -> None:
    """The plain button, the words that are needed, the signature."""
    walker.case(case)
    button = walker.page.locator("main a.button[href$='/refuse/']")
    assert "grave" not in button.get_attribute("class") and "primary" not in button.get_attribute("class")
    walker.desk.press("main a.button[href$='/refuse/']")
    walker.desk.press("main form .acts.end button")
    assert walker.page.query_selector("#problems"), "a no without its reason is not signed"
    walker.desk.complaints.clear()  # the browser itself notes the 422
    walker.desk.check(f"{case.kind}-refusing-{walker.page.evaluate('document.documentElement.lang')}")
    walker.send(words=reason)
    assert Case.objects.get(pk=case.pk).state == "refused"


@pytest.mark.req("H02", "H03")
def test_a_reading_is_refused_with_its_reason(at: At, bank: WalkedBank) -> None:
    """Art. 18.3: the reason is found insufficient; the asker reads why, and no grant came of it."""
    file = bank.file(values={"name": "顾望舒"}, manager=bank.rm03)
    rm = at("rm01", "zh-hans", 390)
    case = begun(rm, "reading", customers=file.number, compartments=["contact"], wanted="service",
                 reason="同学聚会想找到他", reader="colleague", days="2", uses="5")  # fmt: skip
    head = at("rm02")
    head.case(case)
    head.step("sign")
    refused(at("officer"), case, "理由不属于业务需要")
    rm.desk.open("/custody/notices/")
    assert "未获批准" in rm.text() or "退回" in rm.text() or "不予" in rm.text(), rm.text()
    rm.desk.open(f"/custody/reading/{case.pk}/")
    assert "理由不属于业务需要" in rm.text() and Case.objects.get().grant_id is None
    rm.desk.check("reading-refused-zh-hans-light-390")
    rm.desk.open("/")
    rm.choose("service")
    rm.desk.open(f"/customers/{file.number}/")
    assert "文三路" not in rm.text()


@pytest.mark.req("I02", "I03")
def test_a_loan_is_refused_and_the_volume_stays(at: At, bank: WalkedBank) -> None:
    """Art. 19.3: the information officer examines and refuses; nothing leaves the shelf."""
    file = bank.file()
    shelf.set_up_cabinet(code="A1", unit="HQ", kind="person", rows=2, columns=4, **HOUSE)
    shelf.keep_volume(customer=file.number, carrier="paper", ink="carbon", **HOUSE)
    rm = at("rm01", "en")
    case = begun(rm, "loan", customers=file.number, medium="paper", items="Contract 1", wanted="service",
                 reason="The customer asks about a clause", days="1")  # fmt: skip
    head = at("rm02", "en")
    head.case(case)
    head.step("sign")
    officer = at("officer", "en", 390)
    refused(officer, case, "A copy of the clause is enough")
    officer.desk.open(f"/custody/shelf/?q={file.number}")
    assert "in its place" in officer.text()
    rm.desk.open(f"/custody/loan/{case.pk}/")
    assert "A copy of the clause is enough" in rm.text()
    rm.desk.check("loan-refused-en-light-1440")


@pytest.mark.req("J07")
def test_a_provision_that_one_approved_is_refused_by_the_other(at: At, bank: WalkedBank) -> None:
    """Art. 24: both must agree beforehand; the manager's yes is worth nothing after the supervisor's no."""
    file = bank.file()
    rm = at("rm01")
    case = begun(rm, "provision", customers=file.number, recipient_kind="professional", recipient="某咨询公司 何经理", wanted="service",
                 reason="对方想做一份市场调查", days="3", return_days="10", fields=["emails"])  # fmt: skip
    manager = at("manager")
    manager.case(case)
    manager.step("manage")
    assert Case.objects.get().state == "with_supervisor"
    refused(at("supervisor", "en", 390), case, "No consent of the customer for this recipient")
    rm.desk.open(f"/custody/provision/{case.pk}/")
    assert "No consent of the customer" in rm.text()
    assert rm.page.locator("main a.button[href$='/pack/']").count() == 0
    assert rm.desk.open(f"/custody/provision/{case.pk}/pack/") == 200 and "此步骤不由您办理" in rm.text(), (
        rm.text()
    )
    assert rm.page.locator("main form .acts.end button").count() == 0

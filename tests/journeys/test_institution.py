"""In a real browser, by clicking only: a reading, a loan that runs overdue, a provision outside (Art. 17-20, 24)."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from plugins.small_bank import HOUSE
from plugins.walked_bank import At, WalkedBank

from zhiji.custody import clock
from zhiji.custody.actions import shelf
from zhiji.custody.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

OPENER = Path(__file__).parents[2] / "scripts" / "open_pack.py"


@pytest.mark.req("H01", "H02", "H03", "H04")
def test_a_reading_from_the_masked_file_to_the_used_grant(at: At, bank: WalkedBank) -> None:
    """Art. 17-18: found in another branch, asked where it is masked, signed, examined, opened; what was used shows."""
    file = bank.file(values={"name": "顾望舒"}, manager=bank.rm03)
    rm = at("rm01")
    rm.desk.open("/customers/search/?q=顾望舒")
    rm.desk.press("main button[value=service]")
    assert "顾**" in rm.text() and "顾望舒" not in rm.text()
    rm.desk.complaints.clear()  # the browser itself notes the 403 that asks for a purpose
    rm.desk.press("main tbody th a")
    assert "此用途下对您不开放" in rm.text() and "文三路" not in rm.text()
    rm.page.click("main summary:has-text('更多')")
    rm.desk.press("main a[href*='/custody/reading/new/']:visible")
    assert rm.page.input_value("[name=customers]") == file.number
    rm.send(compartments=["identity", "contact"], wanted="service", reason="客户来本支行办理业务，需核对住址",
            reader="colleague", days="2", uses="5")  # fmt: skip
    case = Case.objects.get(kind="reading")
    assert "待部门负责人签字" in rm.text()

    head = at("rm02", "en", 390)
    head.case(case)
    head.desk.check("reading-to-sign-en-light-390")
    head.step("sign")
    officer = at("officer")
    officer.case(case)
    officer.step("examine", reason_sufficient=True, papers_complete=True)

    rm.desk.open("/custody/notices/")
    assert "您申请的查阅已获批准" in rm.text()
    rm.desk.open(f"/custody/reading/{case.pk}/")
    assert "从未使用" in rm.text(), rm.text()
    rm.desk.press(f"main a[href='/customers/{file.number}/']")
    assert "文三路" in rm.text() and "顾望舒" in rm.text()
    rm.page.go_back()
    rm.page.reload()
    assert " / 5" in rm.text() and "从未使用" not in rm.text()
    rm.desk.check("reading-used-zh-hans-light-1440")
    rm.step("end")
    rm.desk.open(f"/customers/{file.number}/")
    assert "文三路" not in rm.text()


@pytest.mark.req("I05", "I06")
def test_a_loan_from_asking_to_overdue_to_return(
    at: At, bank: WalkedBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Art. 19-20: asked and signed on pages; two days later it is told, stands on the first page and by age, and is cancelled."""
    file = bank.file(values={"name": "沈怀瑾"})
    shelf.set_up_cabinet(code="A1", unit="HQ", kind="person", rows=2, columns=4, **HOUSE)
    shelf.keep_volume(customer=file.number, carrier="paper", ink="carbon", **HOUSE)
    today = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: today() - timedelta(days=2))
    rm = at("rm01")
    rm.desk.open(f"/customers/{file.number}/")
    rm.desk.press("main button[value=service]")
    rm.page.click("main summary:has-text('更多')")
    rm.desk.press("main a[href*='/custody/loan/new/']:visible")
    rm.send(
        medium="paper",
        items="贷款合同 1\n开户申请书 2",
        wanted="service",
        reason="客户委托核对合同",
        days="1",
    )
    case = Case.objects.get(kind="loan")
    for username, verb in (("rm02", "sign"), ("officer", "approve")):
        one = at(username)
        one.case(case)
        one.step(verb)
    assert Case.objects.get(pk=case.pk).state == "lent"

    monkeypatch.undo()  # two days later
    assert clock.tick(timezone.now()) == []
    borrower = at("rm01", "zh-hans", 390)
    borrower.desk.open("/")
    first = borrower.page.locator("main .card").first
    assert "今日归还" in first.inner_text() and "纸质原件" in first.inner_text(), borrower.text()
    borrower.page.wait_for_selector("header >> text=条通知")
    borrower.desk.check("home-overdue-loan-zh-hans-light-390")
    borrower.desk.open("/custody/notices/")
    assert "外借" in borrower.text() and "逾期" in borrower.text()
    officer = at("officer2")
    officer.desk.open("/")
    assert "逾期外借" in officer.text()
    officer.desk.open("/custody/loans/?overdue=1")
    assert "何知远" not in officer.text() and "林若溪" in officer.text()
    officer.desk.check("loans-by-age-zh-hans-light-1440")
    officer.desk.press(f"main a[href='/custody/loan/{case.pk}/']")
    officer.step("return")
    assert Case.objects.get(pk=case.pk).state == "returned"
    officer.desk.open("/custody/loans/")
    assert "没有借出的档案" in officer.text(), officer.text()
    officer.desk.open("/")
    assert "逾期外借" not in officer.text()


@pytest.mark.req("J07")
def test_a_provision_outside_opened_by_its_recipient_and_destroyed(
    at: At, bank: WalkedBank, tmp_path: Path
) -> None:
    """Art. 24: two people approve, the pack is made, fetched, opened with the program the recipient has, and its end recorded."""
    file = bank.file(values={"name": "沈怀瑾"})
    rm = at("rm01", "en")
    rm.desk.open("/custody/")
    rm.desk.press("main a[href='/custody/provision/new/']")
    rm.fill(customers=file.number, recipient_kind="professional", recipient="Zhengheng Law Firm, Lu Qinghe", wanted="service",
            reason="The customer's lawyer needs the contact", days="3", return_days="10")  # fmt: skip
    assert rm.page.locator("[name=fields]:checked:not([data-whole])").count() == 2, (
        "what the purpose usually needs"
    )
    rm.page.fill("#fields-find", "e-mail")
    assert rm.page.locator("[name=fields]:visible").count() == 1
    rm.page.fill("#fields-find", "")
    rm.page.locator("summary", has_text="Work").click()
    rm.page.check("[name=fields][value='*work']")
    assert rm.page.locator("[data-count]").inner_text().endswith(" 21")
    rm.page.uncheck("[name=fields][value='*work']")
    rm.desk.check("provision-new-en-light-1440")
    rm.send()
    case = Case.objects.get(kind="provision")
    for username, verb in (("manager", "manage"), ("supervisor", "supervise")):
        one = at(username)
        one.case(case)
        one.step(verb)
    rm.case(case)
    rm.desk.press("main a.button[href$='/pack/']")
    assert rm.page.locator("[name=purpose_again][value=service]").is_checked(), (
        "the approved purpose is offered"
    )
    rm.desk.check("pack-purpose-en-light-1440")
    rm.send()
    passphrase = rm.page.inner_text(".passphrase")
    assert "shown this one time" in rm.text()
    rm.page.click("[data-copies]")
    rm.desk.check("pack-made-en-light-1440")
    with rm.page.expect_download() as fetching:
        rm.page.click("main a.button[href$='/fetch/']")
    pack = tmp_path / fetching.value.suggested_filename
    fetching.value.save_as(pack)
    assert "沈怀瑾".encode() not in pack.read_bytes()
    told = subprocess.run(
        [sys.executable, OPENER, pack], input=passphrase + "\n", capture_output=True, text=True, check=True
    )
    assert "沈怀瑾" in told.stdout and "Zhengheng" in told.stdout
    wrong = subprocess.run(
        [sys.executable, OPENER, pack], input="not this one\n", capture_output=True, text=True
    )
    assert wrong.returncode == 1 and "沈怀瑾" not in wrong.stdout

    supervisor = at("supervisor")
    supervisor.case(case)
    supervisor.step("settle", how="destroyed", words="律所来函，已销毁")
    assert "已归还或销毁" in supervisor.text(), supervisor.text()
    supervisor.desk.check("provision-settled-zh-hans-light-1440")
    assert Case.objects.get(pk=case.pk).state == "settled"

"""In a real browser, by clicking only: a destruction to its certificate, and a leak from one tap to its closing (Art. 25, 27)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from plugins.small_bank import HOUSE
from plugins.walked_bank import At, WalkedBank, Walker

from zhiji.custody import clock
from zhiji.custody.actions import shelf
from zhiji.custody.looks.shelf import find_on_shelf
from zhiji.custody.models import Case, Notice
from zhiji.custody.rules.leak import measures
from zhiji.customers.actions.keeping import move
from zhiji.customers.models import File

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def closed_long_ago(bank: WalkedBank, file: File) -> None:
    move(
        file.number,
        "closed",
        reason="客户销户离行",
        by=bank.rm01,
        purpose="upkeep",
        at=datetime(2012, 6, 1, tzinfo=UTC),
    )


def appraised(officer: Walker) -> None:
    """One file judged to be of no more value."""
    officer.desk.press("main a.button[href*='/appraise/?customers=']")
    officer.send(judgement="destroy", value_lost=True, words="已无利用、凭证和史料价值")
    officer.step("hand_on")


def signed(at: At, case: Case, *signers: tuple[str, str]) -> None:
    """The case's steps, each by that colleague."""
    for username, verb in signers:
        one = at(username)
        one.case(case)
        one.step(verb)


@pytest.mark.req("L01")
def test_a_destruction_from_proposal_to_certificate(at: At, bank: WalkedBank) -> None:
    """Art. 25: proposed by the clock, appraised, signed by two, carried out, certified; the file is gone for everybody."""
    gone, kept = (bank.file(state="established", values={"name": name}) for name in ("沈怀瑾", "陆清和"))
    for file in (gone, kept):
        closed_long_ago(bank, file)
    assert clock.tick(timezone.now()) == []
    case = Case.objects.get(kind="destruction")

    officer = at("officer")
    officer.case(case)
    officer.desk.check("destruction-to-appraise-zh-hans-light-1440")
    officer.desk.press(f"main a[href$='/appraise/?customers={kept.number}']")
    officer.send(judgement="keep", review_on="2030-01-01", words="行史资料，继续保存")
    appraised(officer)
    signed(at, case, ("supervisor", "sign"), ("manager", "approve"))
    supervisor = at("supervisor")
    supervisor.case(case)
    supervisor.step("execute")
    assert Case.objects.get(pk=case.pk).state == "destroyed"
    supervisor.desk.press("main a.button[href$='/certificate/']")
    assert gone.number in supervisor.text() and kept.number not in supervisor.text()
    assert "沈怀瑾" not in supervisor.text()
    assert "卫敏" in supervisor.text() and "蒋和" in supervisor.text() and "已核验" in supervisor.text(), (
        supervisor.text()
    )
    supervisor.desk.check("destruction-certificate-zh-hans-light-1440")

    assert list(File.objects.values_list("pk", flat=True)) == [kept.pk]
    for username, purpose in (("rm01", "upkeep"), ("supervisor", "review")):
        one = at(username, "en", 390)
        one.desk.open("/")
        one.choose(purpose)
        status = one.desk.open(f"/customers/{gone.number}/")
        assert status == 404 and "沈怀瑾" not in one.text(), (status, one.text())
        one.desk.open("/customers/search/?q=沈怀瑾")
        assert gone.number not in one.text()
    supervisor.desk.open("/custody/keeping/destroyed/")
    assert gone.number in supervisor.text()


@pytest.mark.req("L01", "F05")
def test_paper_is_destroyed_before_two_witnesses(at: At, bank: WalkedBank) -> None:
    """Art. 25: after the keys the paper; how it was destroyed is recorded by one, seen and signed by two others."""
    file = bank.file(state="established", values={"name": "沈怀瑾"})
    shelf.set_up_cabinet(code="A1", unit="HQ", kind="person", rows=2, columns=4, **HOUSE)
    shelf.keep_volume(customer=file.number, carrier="paper", ink="carbon", **HOUSE)
    closed_long_ago(bank, file)
    assert clock.tick(timezone.now()) == []
    case = Case.objects.get(kind="destruction")
    officer = at("officer")
    officer.case(case)
    appraised(officer)
    signed(at, case, ("supervisor", "sign"), ("manager", "approve"))
    supervisor = at("supervisor")
    supervisor.case(case)
    assert supervisor.page.locator("main a.button.grave").count() == 1, "only what destroys is red"
    supervisor.step("execute")
    assert Case.objects.get(pk=case.pk).state == "paper"

    officer.case(case)
    officer.desk.press("main a.button[href$='/paper/']")
    assert "废纸" in officer.text(), "it is never sold as waste paper"
    officer.send(method="shredding", on=timezone.localdate().isoformat())
    assert "/witness/" not in officer.page.inner_html("main"), "who recorded it is no witness"
    witness = at("auditor")
    witness.case(case)
    witness.desk.check("paper-to-witness-zh-hans-light-1440")
    witness.step("witness", words="碎纸机旁全程在场")
    assert Case.objects.get(pk=case.pk).state == "witnessed"
    assert "/witness/" not in witness.page.inner_html("main"), "nobody witnesses twice"
    second = at("manager", "zh-hans", 390)
    second.case(case)
    second.step("witness")
    assert Case.objects.get(pk=case.pk).state == "destroyed"
    second.desk.check("paper-witnessed-zh-hans-light-390")
    supervisor.desk.open(f"/custody/destruction/{case.pk}/certificate/")
    told = supervisor.text()
    assert file.number in told and "沈怀瑾" not in told and told.count("监销") + told.count("见证") >= 2, told
    assert find_on_shelf("A1-01-01", by=bank.officer) == []


@pytest.mark.req("K01", "K02", "K03", "K04")
def test_a_leak_from_one_tap_on_a_phone_to_its_closing(at: At, bank: WalkedBank) -> None:
    """Art. 27: one tap by anybody, told at once, acknowledged, traced, every measure signed, contained and closed by two."""
    file = bank.file(values={"name": "沈怀瑾"})
    reader = at("rm01")
    reader.desk.open(f"/customers/{file.number}/")
    reader.desk.press("main button[value=service]")

    rm = at("rm02", "zh-hans", 390)
    rm.page.locator("a[href='/custody/leak/tell/']:visible").first.click()
    rm.page.wait_for_url("**/custody/leak/tell/")
    rm.desk.check("leak-tell-zh-hans-light-390")
    rm.desk.press("main form button.primary.wide")
    case = Case.objects.get(kind="leak")
    assert set(Notice.objects.filter(case=case).values_list("staff_id", flat=True)) >= {
        bank.supervisor.pk,
        bank.manager.pk,
    }
    rm.step("complete", what="客户名单被发到外部群里", customers=file.number)

    supervisor = at("supervisor")
    supervisor.case(case)
    supervisor.step("acknowledge")
    supervisor.desk.press("main a.button[href$='/trace/']")
    now = timezone.localtime()
    moment = "%Y-%m-%dT%H:%M"
    supervisor.send(
        since=(now - timedelta(hours=1)).strftime(moment), until=(now + timedelta(hours=1)).strftime(moment),
        whom=str(bank.rm01.pk),
    )  # fmt: skip
    assert file.number in supervisor.text() and "林若溪" in supervisor.text(), supervisor.text()
    supervisor.desk.check("leak-traced-zh-hans-light-1440")
    for measure in measures():
        supervisor.desk.press(f"main a[href$='/tick/?measure={measure}']")
        assert supervisor.page.input_value("[name=measure]") == measure
        supervisor.send()
    supervisor.desk.press("main a.button[href$='/decide/']")
    supervisor.send(situation="一份名单外传", decision="收回名单，逐户告知", grounds="范围已从日志算清")
    supervisor.desk.press("main a.button[href$='/assign/']")
    supervisor.send(tasks=["contact"], owner=str(bank.rm01.pk))
    supervisor.step("contain", words="名单已撤回，对方书面承诺删除")

    reader.desk.open("/custody/leak/tasks/")
    reader.page.fill("main [name=outcome]", "已电话告知客户")
    reader.desk.press("main form.end button")
    manager = at("manager")
    manager.case(case)
    manager.step("close", words="措施完成，客户已告知")
    assert Case.objects.get(pk=case.pk).state == "closed"
    manager.desk.check("leak-closed-zh-hans-light-1440")
    rm.desk.open(f"/custody/leak/{case.pk}/")
    assert "已结束" in rm.text() and "林若溪" not in rm.text(), (
        rm.text()
    )  # who reported reads the end, not the findings

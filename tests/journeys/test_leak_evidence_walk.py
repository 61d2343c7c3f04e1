"""In a real browser, by clicking only: “a stranger knew my name, my ID and my card” becomes a leak; its evidence is kept, its
reports are drafted and sent by two, and who may not is refused with the rule (Art. 27; K05, K08, K11)."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from plugins.sealing import seal_all
from plugins.walked_bank import At, WalkedBank, Walker

from zhiji.custody.models import Case, Notice

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MOMENT = "%Y-%m-%dT%H:%M"
PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of a chat"


def reads_all_of(reader: Walker, number: str) -> None:
    """A colleague who opens file and holdings: name, identity number and accounts stand before the eyes."""
    reader.desk.open(f"/customers/{number}/")
    reader.desk.press("main button[value=onboarding]")
    assert reader.desk.open(f"/customers/{number}/holdings/") == 200


@pytest.mark.req("K08", "K05", "K11", "K02", "K03")
def test_a_stranger_knew_name_id_and_card_and_what_the_bank_does_then(at: At, bank: WalkedBank) -> None:
    file = bank.file(values={"name": "沈怀瑾"})
    suspect = at("rm01")
    reads_all_of(suspect, file.number)
    now = timezone.localtime()

    # The customer calls; the agent takes it down on a phone and sees nobody's name.
    agent = at("agent01", "zh-hans", 390)
    agent.desk.open("/custody/stranger/new/")
    agent.send(
        customers=file.number, known=["name", "paper", "account"], called_at=now.strftime(MOMENT),
        account="对方报得出姓名、证件号和卡号",
    )  # fmt: skip
    told = Case.objects.get(kind="stranger")
    assert "林若溪" not in agent.text() and file.number in agent.text()
    agent.desk.check("stranger-told-zh-hans-light-390")

    # The supervisor sees who saw all three, and takes it up as a leak. The reader it points to meets neither.
    supervisor = at("supervisor")
    supervisor.case(told)
    assert "林若溪" in supervisor.text(), supervisor.text()
    supervisor.desk.check("stranger-readers-zh-hans-light-1440")
    supervisor.step("open_leak", words="三项信息同时外泄，疑为内部人员所为")
    leak = Case.objects.get(kind="leak")
    assert bank.rm01.pk in leak.content["concerned"]
    for path in (f"/custody/stranger/{told.pk}/", f"/custody/leak/{leak.pk}/"):
        assert suspect.desk.open(path) == 404
    assert not Notice.objects.filter(staff=bank.rm01).exists()

    # Taken up, traced, evidence kept: a picture from outside, the journal's own extract.
    supervisor.case(leak)
    supervisor.step("acknowledge")
    supervisor.desk.press("main a.button[href$='/trace/']")
    supervisor.send(
        since=(now - timedelta(hours=1)).strftime(MOMENT), until=(now + timedelta(hours=1)).strftime(MOMENT),
        whom=str(bank.rm01.pk),
    )  # fmt: skip
    assert file.number in supervisor.text()
    supervisor.desk.press("main a.button[href$='/papers/add/']")
    supervisor.fill(kind="photo", title="群聊截图")
    supervisor.page.set_input_files("#scan", {"name": "chat.png", "mimeType": "image/png", "buffer": PNG})
    supervisor.send()
    assert "尚未有签字覆盖" in supervisor.text(), supervisor.text()
    seal_all()
    supervisor.step("extract")
    assert "从日志中摘取" in supervisor.text() or leak.papers.filter(kind="extract").exists()

    # The first report: drafted from the facts, edited; its drafter may not send it, a second person records it as sent.
    supervisor.desk.press("main a.button[href$='/reports/first/']")
    drafted = supervisor.page.input_value("main [name=zh_hans]")
    supervisor.send(zh_hans=drafted or "某支行客户信息疑似外泄，措施正在落实。")
    assert supervisor.page.query_selector(f"main a[href^='/custody/leak/{leak.pk}/send/']") is None
    status = supervisor.desk.open(f"/custody/leak/{leak.pk}/send/?report=first")
    supervisor.fill(sent_at=timezone.localtime().strftime(MOMENT))
    supervisor.page.click("main form .acts.end button.primary, main form .acts.end button.grave")
    supervisor.page.wait_for_load_state()
    assert status == 200 and "须由另一个人办理" in supervisor.text(), supervisor.text()
    supervisor.desk.screenshot("leak-report-refused-zh-hans-light-1440")
    manager = at("manager", "en")
    manager.case(leak)
    manager.desk.press("main a.button[href*='/send/?report=first']")
    manager.send(sent_at=timezone.localtime().strftime(MOMENT))
    leak.refresh_from_db()
    assert "sent_at" in leak.content["reports"]["first"]

    # The pack for the police: by another hand than made the extract; the chain of custody names every touch.
    manager.step("handover", receiver="East police station", letter="2026-118")
    text = manager.text()
    assert "extracted from the journal" in text and "packed for hand-over" in text and "added" in text
    manager.desk.check("leak-evidence-en-light-1440")

    # Who reported reads the plain case: neither evidence made of the journal, nor drafts, nor the suspect's name.
    plain = at("agent01")
    assert plain.desk.open(f"/custody/leak/{leak.pk}/") == 404
    extract = leak.papers.get(kind="extract")
    assert plain.desk.open(f"/custody/leak/{leak.pk}/papers/{extract.pk}/") == 404
    assert json.dumps(leak.content).count("沈怀瑾") == 0

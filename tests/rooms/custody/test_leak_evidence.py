"""What follows from a leak (Art. 27): reports to the authority, evidence and the pack for the police, drills, the pages."""

import io
import json
import zipfile
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.sealing import seal_all

from zhiji.access.actors import Job
from zhiji.access.people import make_token
from zhiji.access.refusals import Refused
from zhiji.custody import leak_clock
from zhiji.custody.actions import drill, leak, leak_reports, leak_tracing
from zhiji.custody.looks.leak import read_board
from zhiji.custody.looks.papers import open_paper
from zhiji.custody.models import Case, Notice
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.leak import FLOW, LANGUAGES
from zhiji.custody.steps import STEPS
from zhiji.customers.looks.opening import open_file
from zhiji.desk import undertaking

NOW = timezone.now
HOUSE = Job("tests")


def notices_of(staff):
    return list(Notice.objects.filter(staff=staff).order_by("pk").values_list("what", flat=True))


def at_work(bank, **more):
    """A leak that an agent reported and the supervisor took up."""
    case = leak.tell_leak(by=bank.agent01, **more)
    return leak.acknowledge(case.pk, by=bank.supervisor)


def traced(bank, case, **more):
    now = NOW()
    span = {"since": now - timedelta(hours=1), "until": now + timedelta(hours=1)}
    return leak_tracing.trace(case.pk, by=bank.supervisor, **(span | more))


@pytest.mark.req("K02", "K03")
def test_reports_are_drafted_in_three_languages_edited_and_sent_by_a_second_person(bank):
    case = at_work(bank, what="打印件遗落在大厅")
    with pytest.raises(Invalid):
        leak_reports.send(case.pk, report="first", sent_at=NOW(), by=bank.manager)
    leak_reports.draft(case.pk, report="first", en="Our own words.", by=bank.supervisor)
    texts = dict(read_board(case.pk, by=bank.manager).drafts)["first"]
    assert set(texts) == set(LANGUAGES) and texts["en"] == "Our own words."
    assert "打印件遗落在大厅" in texts["zh-hans"] and "措施正在落实" in texts["zh-hans"]
    with pytest.raises(Refused) as refused:
        leak_reports.send(case.pk, report="first", sent_at=NOW(), by=bank.supervisor)
    assert refused.value.decision.code == "four_eyes"
    leak_reports.send(case.pk, report="first", sent_at=NOW(), by=bank.manager)
    clocks = {one.report: one for one in read_board(case.pk, by=bank.gm).clocks}
    assert clocks["first"].met and clocks["written"].met is None
    assert clocks["written"].due - case.raised_at == timedelta(hours=24)
    leak_clock.tell_of_late_ones(case.raised_at + timedelta(hours=25))
    assert notices_of(bank.gm).count("report_late") == 1
    with pytest.raises(Invalid):
        leak_reports.draft(case.pk, report="first", by=bank.supervisor)


@pytest.mark.req("K05", "K11")
@pytest.mark.django_db(transaction=True)
def test_evidence_is_sealed_proven_and_every_touch_of_it_is_on_record(bank, settings, tmp_path):
    settings.ZHIJI_HOME, settings.ZHIJI_JOURNAL_WITNESS = tmp_path, tmp_path / "witness"
    file = bank.file(manager=bank.rm01)
    open_file(file.number, by=bank.rm01, purpose="service")
    case = at_work(bank)
    with pytest.raises(Invalid):
        leak_reports.extract(case.pk, by=bank.supervisor)
    traced(bank, case, whom=bank.rm01)
    seal_all()
    leak_reports.extract(case.pk, by=bank.supervisor)
    paper = case.papers.get(kind="extract")
    kept = json.loads(b"".join(open_paper(case.pk, paper.pk, by=bank.manager).chunks))
    assert json.loads(kept["proofs"][0]["body"])["customer"] == file.customer_id
    with pytest.raises(Refused) as refused:
        leak_reports.handover(case.pk, receiver="城东公安分局", letter="2026-1", by=bank.supervisor)
    assert refused.value.decision.code == "four_eyes"
    leak_reports.handover(case.pk, receiver="城东公安分局", letter="2026-1", by=bank.manager)
    packed = b"".join(open_paper(case.pk, case.papers.get(kind="handover").pk, by=bank.gm).chunks)
    archive = zipfile.ZipFile(io.BytesIO(packed))
    assert {"case.json", "chain.json", "manifest.json", "verify_journal.py"} <= set(archive.namelist())
    chain = read_board(case.pk, by=bank.gm).chain
    assert [(one["phrase"].rpartition(":")[2], one["who"]) for one in chain] == [
        ("extract", bank.supervisor.name_en), ("open", bank.manager.name_en), ("handover", bank.manager.name_en),
        ("open", bank.gm.name_en),
    ]  # fmt: skip
    assert all(one["digest"] for one in chain if one["phrase"] != "custody:paper:open")


@pytest.mark.req("K03")
def test_that_it_was_no_leak_is_not_for_the_hand_that_took_it_up(bank):
    case = at_work(bank)
    with pytest.raises(Refused):
        leak.dismiss(case.pk, words="误报一场", by=bank.supervisor)
    assert leak.dismiss(case.pk, words="误报一场", by=bank.manager).state == "dismissed"


@pytest.mark.req("K10")
def test_the_clock_plans_a_drill_each_half_year_and_it_is_held_like_a_leak_and_recorded(bank, journal):
    day = timezone.make_aware(datetime(2026, 11, 22, 10))
    leak_clock.tick(day)
    leak_clock.tick(day + timedelta(minutes=1))
    plan = Case.objects.get(kind="drill")
    assert len(journal("custody:drill:plan")) == 1
    assert (
        plan.content["period"] == "2026-2"
        and timezone.localtime(plan.due_at).date().isoformat() == "2026-12-31"
    )
    assert "drill_planned" in notices_of(bank.supervisor)
    drill.begin_drill(plan.pk, scenario="一份名单被误发", by=bank.supervisor)
    plan.refresh_from_db()
    held = Case.objects.get(pk=plan.content["leak"])
    assert held.content["drill"] and "drill" in notices_of(bank.manager)
    with pytest.raises(Invalid):
        drill.record_drill(
            plan.pk, found="都知道怎么做", improve="电话表更新", took_part=5, by=bank.supervisor
        )
    leak.acknowledge(held.pk, by=bank.manager)
    leak.dismiss(held.pk, words="演练结束", by=bank.gm)
    with pytest.raises(Refused) as refused:
        drill.record_drill(
            plan.pk, found="都知道怎么做", improve="电话表更新", took_part=5, by=bank.supervisor
        )
    assert refused.value.decision.code == "four_eyes"
    drill.record_drill(plan.pk, found="都知道怎么做", improve="电话表更新", took_part=5, by=bank.manager)
    plan.refresh_from_db()
    assert plan.state == "recorded" and plan.content["minutes"]["acknowledge"] == 0
    assert "演练" in leak_reports.draft_text(held, "first", "zh-hans", what="", contact="")
    leak_clock.tick(timezone.make_aware(datetime(2027, 1, 1, 10)))
    assert Case.objects.filter(kind="drill", content__period="2027-1").exists()


@pytest.mark.req("K01")
def test_every_page_of_the_desk_carries_the_button(bank):
    for path in ("/", "/custody/", "/custody/watch/"):
        assert "/custody/leak/tell/" in Browser(bank.rm01).text(path)


@pytest.mark.req("K01", "K06")
def test_the_board_shows_the_steps_and_the_reporter_sees_the_plain_case(bank):
    case = at_work(bank, what="一封邮件发错了人")
    page = Browser(bank.supervisor).text(f"/custody/leak/{case.pk}/")
    assert "Clocks" in page and "一封邮件发错了人" in page and "measure=stop" in page
    plain = Browser(bank.agent01).text(f"/custody/leak/{case.pk}/")
    assert "Clocks" not in plain and "一封邮件发错了人" in plain
    form = Browser(bank.supervisor).text(f"/custody/leak/{case.pk}/reports/first/")
    assert "zh_hans" in form
    for verb in ("trace", "assign", "tick", "decide", "rate", "send", "handover"):
        Browser(bank.supervisor).text(f"/custody/leak/{case.pk}/{verb}/")


def test_the_flow_of_a_leak_is_whole():
    verbs = {move.verb for move in FLOW.moves} | {FLOW.raise_verb}
    assert verbs == {verb for kind, verb in STEPS if kind == "leak"}


@pytest.mark.req("K01")
def test_a_leak_is_told_and_taken_up_through_the_api_as_on_the_page(bank):
    def call(staff, path, values):
        bearer = {"authorization": f"Bearer {make_token(staff, by=HOUSE, channel='test')}"}
        undertaking.sign(version=undertaking.current().version, by=staff, channel="test")
        return Client().post(
            f"/api/v1/cases{path}", json.dumps({"values": values}), "application/json", headers=bearer
        )

    told = call(bank.analyst, "/kinds/leak", {})
    assert told.status_code == 201, told.content
    number = told.json()["number"]
    assert call(bank.supervisor, f"/{number}/acknowledge", {}).json()["state"] == "handling"
    assert call(bank.analyst, f"/{number}/contain", {"words": "已控制住"}).status_code in (403, 404)

"""The risk assessment of information security: planned by the clock, made, confirmed by another, its findings put right (N11)."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji.access.actors import Job
from zhiji.access.refusals import Refused
from zhiji.custody import clock
from zhiji.custody.actions import assess
from zhiji.custody.models import Case, Notice
from zhiji.custody.problems import Invalid

FOUND = {
    "risk": "medium",
    "weak": ["backup", "people"],
    "found": "备份恢复演练超期",
    "mend": "信息技术部月底前补做",
}


@pytest.fixture
def planned(bank):
    assess.tick(timezone.now())
    return Case.objects.get(kind="assess")


@pytest.mark.req("N11")
def test_the_clock_plans_one_each_half_year_and_tells_the_supervisors(bank) -> None:
    spring = timezone.make_aware(datetime(2027, 3, 1, 9))
    for at in (spring, spring + timedelta(days=60), spring + timedelta(days=150)):
        clock.tick(at)
    found = Case.objects.filter(kind="assess").order_by("pk")
    assert [one.content["period"] for one in found] == ["2027-1", "2027-2"]
    assert timezone.localdate(found[0].due_at).isoformat() == "2027-06-30"
    assert set(Notice.objects.filter(what="assess_planned").values_list("staff_id", flat=True)) == {
        bank.supervisor.pk
    }
    assert assess.plan_assessment(by=Job("clock"), at=spring) is None


@pytest.mark.req("N11")
def test_findings_are_confirmed_put_right_and_closed_by_other_eyes(bank, planned) -> None:
    number = planned.pk
    assess.make_assessment(number, by=bank.supervisor, **FOUND)
    with pytest.raises(Refused):
        assess.confirm_assessment(number, by=bank.supervisor)
    assert assess.confirm_assessment(number, by=bank.manager).state == "mending"
    assert Case.objects.get(pk=number).due_at > timezone.now()
    assess.mend_findings(number, words="演练已补做，记录在案", by=bank.manager)
    with pytest.raises(Refused):
        assess.close_assessment(number, by=bank.manager)  # who put it right does not close it
    assert assess.reopen_findings(number, words="恢复记录没有签名", by=bank.auditor).state == "mending"
    assess.mend_findings(number, words="记录已补签", by=bank.manager)
    closed = assess.close_assessment(number, by=bank.gm)
    assert closed.state == "closed" and closed.closed_at
    assert [one.verb for one in closed.signatures.order_by("pk")] == [
        "plan",
        "make",
        "confirm",
        "mend",
        "reopen",
        "mend",
        "close",
    ]
    text = Browser(bank.auditor).text(f"/custody/assess/{number}/")
    assert "Backups and restoring" in text and "备份恢复演练超期" in text


@pytest.mark.req("N11")
def test_one_without_findings_is_closed_by_confirming_it(bank, planned) -> None:
    assess.make_assessment(planned.pk, risk="low", by=bank.supervisor)
    assess.send_assessment_back(planned.pk, words="请说明检查了哪些日志", by=bank.gm)
    assess.make_assessment(planned.pk, risk="low", words="全部七项均已查看", by=bank.supervisor)
    assert assess.confirm_assessment(planned.pk, by=bank.gm).state == "closed"


@pytest.mark.req("N11")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"risk": "none"}, "risk"), ({"weak": ["moon"]}, "risk"), ({"found": ""}, "found"), ({"mend": ""}, "mend"), ({"weak": []}, "weak")],
)  # fmt: skip
def test_an_assessment_says_what_and_where(bank, planned, wrong, field) -> None:
    with pytest.raises(Invalid) as refused:
        assess.make_assessment(planned.pk, by=bank.supervisor, **FOUND | wrong)
    assert [one.field for one in refused.value.problems] == [field]
    assert Case.objects.get(pk=planned.pk).state == "planned"


@pytest.mark.req("N11")
def test_who_may_take_which_step(bank, planned) -> None:
    for staff in (bank.rm01, bank.officer, bank.admin, bank.gm):
        with pytest.raises(Refused):
            assess.make_assessment(planned.pk, by=staff, **FOUND)
    page = Browser(bank.supervisor)
    assert "Risk that remains" in page.text(f"/custody/assess/{planned.pk}/make/")
    sent = {"risk": "high", "weak": ["keys"], "found": "密钥轮换逾期", "mend": "本周完成轮换"}
    assert page.post(f"/custody/assess/{planned.pk}/make/", sent).status_code == 302
    assert Case.objects.get(pk=planned.pk).content["weak"] == ["keys"]
    assert "waits to be confirmed" in page.text("/custody/assess/")

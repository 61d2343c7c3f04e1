"""Whom a leak concerns (Art. 27): nobody locks everybody out, and who is suspected neither hears of it nor stops its clock."""

from datetime import timedelta

import pytest
from django.utils import timezone
from plugins.colleagues import set_by_hand
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji.access.people import enrol
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody import leak_clock
from zhiji.custody.actions import drill, leak, leak_concern, stranger
from zhiji.custody.looks.cases import list_cases, read_case
from zhiji.custody.models import Case, Notice
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.leak import enough
from zhiji.customers.looks.opening import open_file
from zhiji.staff.models import Staff


def notices_of(staff):
    return list(Notice.objects.filter(staff=staff).order_by("pk").values_list("what", flat=True))


def more(bank, role, name, **fields):
    """Another colleague of the head office."""
    enrol(
        name,
        staff_number=f"2{abs(hash(name)) % 10**6:06d}",
        name=name,
        role=role,
        unit=bank.head,
        **HOUSE,
        **fields,
    )
    return Staff.objects.get_by_natural_key(name)


def at_work(bank, **named):
    return leak.acknowledge(leak.tell_leak(by=bank.agent01, **named).pk, by=bank.supervisor)


def test_the_floor_is_two_people_one_of_whom_may_contain():
    assert enough([("a", False), ("b", True)], 2)
    assert not enough([("a", True), ("a", True)], 2) and not enough([("a", False), ("b", False)], 2)


@pytest.mark.req("K03")
def test_one_handler_cannot_name_all_the_others_art_27(bank):
    """Supervisor and general manager are left; with the manager gone, the supervisor is the last who may contain."""
    case = at_work(bank)
    leak_concern.concern(case.pk, whom=bank.manager, by=bank.supervisor)
    assert notices_of(bank.gm)[-1] == "leak_concern"
    with pytest.raises(Invalid) as invalid:
        leak_concern.concern(case.pk, whom=bank.supervisor, by=bank.gm)
    assert invalid.value.problems[0].rule == "floor"
    more(bank, "manager", "manager2")
    leak_concern.concern(case.pk, whom=bank.supervisor, by=bank.gm)
    case.refresh_from_db()
    assert case.content["concerned"] == sorted([bank.manager.pk, bank.supervisor.pk])


@pytest.mark.req("K03")
def test_two_accounts_of_one_person_are_not_enough_to_be_left(bank):
    case = at_work(bank)
    more(bank, "manager", "twin", person=bank.supervisor.staff_number)
    gone = more(bank, "gm", "gm2")
    for by in (bank.supervisor, bank.manager):
        leak_concern.concern(case.pk, whom=bank.gm, by=by)
        leak_concern.concern(case.pk, whom=gone, by=by)
    with pytest.raises(Invalid):
        leak_concern.concern(case.pk, whom=bank.manager, by=bank.supervisor)


@pytest.mark.req("K03")
def test_a_general_manager_stays_until_two_people_name_the_same_one(bank):
    case = at_work(bank)
    leak_concern.concern(case.pk, whom=bank.gm, by=bank.supervisor)
    leak_concern.concern(case.pk, whom=bank.gm, by=bank.supervisor)
    assert read_case(case.pk, by=bank.gm).row.number == case.pk
    leak_concern.absolve(case.pk, whom=bank.gm, words="已查明无关", by=more(bank, "gm", "gm2"))
    leak_concern.concern(case.pk, whom=bank.gm, by=bank.manager)
    assert read_case(case.pk, by=bank.gm).row.number == case.pk
    leak_concern.concern(case.pk, whom=bank.gm, by=bank.supervisor)
    with pytest.raises(NotHere):
        read_case(case.pk, by=bank.gm)
    with pytest.raises(Refused):
        leak_concern.absolve(case.pk, whom=bank.gm, words="我没有参与", by=bank.gm)


@pytest.mark.req("K03")
def test_a_report_of_a_general_manager_alone_shuts_nobody_out(bank):
    """Who reports does not decide: one who handles leaks and one who reports are not two who decide."""
    case = at_work(bank, whom=bank.gm)
    leak_concern.concern(case.pk, whom=bank.gm, by=bank.supervisor)
    assert read_case(case.pk, by=bank.gm).row.number == case.pk


@pytest.mark.req("K03")
def test_the_general_manager_takes_it_back_with_the_reason(bank):
    case = at_work(bank)
    leak_concern.concern(case.pk, whom=bank.manager, by=bank.supervisor)
    with pytest.raises(Refused):
        leak_concern.absolve(case.pk, whom=bank.manager, words="误指", by=bank.supervisor)
    with pytest.raises(Invalid):
        leak_concern.absolve(case.pk, whom=bank.rm01, words="误指", by=bank.gm)
    page = Browser(bank.gm)
    assert f"/custody/leak/{case.pk}/absolve/" in page.text(f"/custody/leak/{case.pk}/")
    sent = page.post(
        f"/custody/leak/{case.pk}/absolve/", {"whom": str(bank.manager.pk), "words": "已查明与其无关"}
    )
    assert sent.status_code == 302
    assert read_case(case.pk, by=bank.manager).row.number == case.pk


@pytest.mark.req("K01", "K03")
def test_whom_a_report_names_neither_hears_of_it_nor_acknowledges_it_art_27(bank):
    told = Browser(bank.rm01).post(
        "/custody/leak/tell/", {"what": "主管在外兜售名单", "whom": str(bank.supervisor.pk)}
    )
    assert told.status_code == 302
    case = Case.objects.get(kind="leak")
    assert notices_of(bank.supervisor) == [] and notices_of(bank.manager) == ["leak"]
    with pytest.raises(NotHere):
        leak.acknowledge(case.pk, by=bank.supervisor)
    assert not list_cases("leak", by=bank.supervisor).rows
    leak_clock.tell_of_late_ones(case.raised_at + timedelta(minutes=16))
    assert "leak_late" in notices_of(bank.gm) and "leak_late" not in notices_of(bank.supervisor)
    assert "concerned" not in read_case(case.pk, by=bank.rm01).content


@pytest.mark.req("K01", "K03")
def test_a_report_that_would_leave_too_few_shuts_nobody_out_and_tells_the_general_manager(bank):
    first = leak.tell_leak(by=bank.rm01, whom=bank.supervisor)
    assert first.content["concerned"] == [bank.supervisor.pk]
    more(bank, "manager", "twin", person=bank.supervisor.staff_number)
    set_by_hand(bank.manager, is_active=False)
    second = leak.tell_leak(by=bank.rm01, whom=bank.supervisor)
    assert second.content["concerned"] == [] and notices_of(bank.gm)[-1] == "leak_concern"


@pytest.mark.req("K02", "K03")
def test_what_somebody_concerned_acknowledged_waits_again_with_a_clock_of_its_own(bank):
    case = at_work(bank)
    more(bank, "supervisor", "supervisor2")
    at = case.raised_at + timedelta(hours=1)
    leak_concern.concern(case.pk, whom=bank.supervisor, by=bank.manager, at=at)
    case.refresh_from_db()
    assert (case.state, case.owner, case.due_at) == ("reported", None, at + timedelta(minutes=15))
    assert "acknowledged_at" not in case.content
    leak_clock.tell_of_late_ones(at + timedelta(minutes=16))
    assert notices_of(bank.gm).count("leak_late") == 1 and "leak_late" not in notices_of(bank.supervisor)
    assert leak.acknowledge(case.pk, by=bank.manager).owner == bank.manager


@pytest.mark.req("K03", "K08")
def test_readers_a_complaint_points_to_have_no_part_in_the_leak_made_of_it(bank):
    more(bank, "supervisor", "supervisor2")
    file = bank.file(manager=bank.rm01)
    open_file(file.number, by=bank.supervisor, purpose="review")
    open_file(file.number, by=bank.rm01, purpose="service")
    asked = stranger.take_down(
        customers=[file.number], known=["name"], called_at=timezone.now(), by=bank.agent01
    )
    stranger.take_up(asked.pk, words="客户姓名外泄", by=bank.manager)
    made = Case.objects.get(kind="leak")
    assert {bank.supervisor.pk, bank.rm01.pk} <= set(made.content["concerned"])
    assert "leak" not in notices_of(bank.supervisor) and "leak" in notices_of(
        Staff.objects.get(username="supervisor2")
    )
    with pytest.raises(NotHere):
        leak.acknowledge(made.pk, by=bank.supervisor)


@pytest.mark.req("K10")
def test_a_drill_is_recorded_by_another_than_began_it_and_by_none_it_names(bank):
    more(bank, "supervisor", "supervisor2")
    plan = drill.plan_drill(by=HOUSE["by"], channel="test")
    drill.begin_drill(plan.pk, scenario="一份名单被误发", by=bank.supervisor)
    plan.refresh_from_db()
    held = plan.content["leak"]
    leak.acknowledge(held, by=Staff.objects.get(username="supervisor2"))
    leak_concern.concern(held, whom=bank.manager, by=Staff.objects.get(username="supervisor2"))
    leak.dismiss(held, words="演练结束", by=bank.gm)
    for refused, code in ((bank.supervisor, "four_eyes"), (bank.manager, "not_yours")):
        with pytest.raises(Refused) as no:
            drill.record_drill(plan.pk, found="知道怎么做", improve="电话表更新", took_part=3, by=refused)
        assert no.value.decision.code == code
    done = drill.record_drill(
        plan.pk,
        found="知道怎么做",
        improve="电话表更新",
        took_part=3,
        by=Staff.objects.get(username="supervisor2"),
    )
    assert (done.state, done.owner) == ("recorded", bank.supervisor)

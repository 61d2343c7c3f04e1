"""A leak answered (Art. 27; K01 to K06, K09 to K11): told, acknowledged, contained, traced, reported, handed over, drilled."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji.access.refusals import NotHere, Refused
from zhiji.custody import leak_clock
from zhiji.custody.actions import leak, leak_concern, leak_tracing
from zhiji.custody.looks.cases import list_cases, read_case, waiting
from zhiji.custody.looks.leak import my_tasks, read_board
from zhiji.custody.models import Case, Exposure, LeakTask, Notice, Signature
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.leak import measures
from zhiji.customers.actions.keeping import classify
from zhiji.customers.looks.opening import open_file

NOW = timezone.now


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


@pytest.mark.req("K01", "K02")
@pytest.mark.parametrize("role", ["rm01", "analyst", "admin", "auditor"])
def test_anybody_reports_with_one_tap_and_supervisor_and_manager_are_told_in_the_same_transaction_art_27(
    bank, role
):
    reporter = getattr(bank, role)
    before = NOW()
    answer = Browser(reporter).post("/custody/leak/tell/", {})
    assert answer.status_code == 302
    case = Case.objects.get(kind="leak")
    for told in (bank.supervisor, bank.manager):
        one = Notice.objects.get(staff=told)
        assert (one.what, one.case_id) == ("leak", case.pk) and one.at - before < timedelta(minutes=1)
    assert case.due_at - case.raised_at == timedelta(minutes=15)
    assert [row.number for row in waiting(by=bank.supervisor).rows] == [case.pk]


@pytest.mark.req("K01")
def test_a_journal_that_fails_tells_nobody_half(bank, break_journal):
    break_journal()
    with pytest.raises(Exception, match="journal"):
        leak.tell_leak(by=bank.rm01)
    assert not Case.objects.exists() and not Notice.objects.exists()


@pytest.mark.req("K01")
def test_the_finder_completes_it_later_and_what_is_told_is_sealed(bank):
    case = leak.tell_leak(by=bank.rm01)
    leak.complete(case.pk, what="打印件遗落在大厅", customers="约三位", by=bank.rm01)
    assert read_case(case.pk, by=bank.rm01).private == {"what": "打印件遗落在大厅", "customers": "约三位"}
    case.refresh_from_db()
    assert "打印件" not in str(case.content) + case.reason + "".join(
        one.words for one in case.signatures.all()
    )
    with pytest.raises(Refused):
        leak.complete(case.pk, what="不是我报的", by=bank.rm02)
    with pytest.raises(NotHere):
        read_case(case.pk, by=bank.rm02)


@pytest.mark.req("K02", "K03")
def test_the_time_of_acknowledgement_is_kept_and_silence_goes_to_the_general_manager(bank):
    case = leak.tell_leak(by=bank.rm01)
    leak_clock.tell_of_late_ones(case.raised_at + timedelta(minutes=14))
    assert "leak_late" not in notices_of(bank.gm)
    late = case.raised_at + timedelta(minutes=16)
    leak_clock.tell_of_late_ones(late)
    leak_clock.tell_of_late_ones(late + timedelta(minutes=1))
    assert notices_of(bank.gm).count("leak_late") == 1
    leak.acknowledge(case.pk, by=bank.supervisor, at=late)
    clock = read_board(case.pk, by=bank.gm).clocks[0]
    assert clock.met == late and clock.late


@pytest.mark.req("K01", "K03")
def test_every_measure_is_signed_before_it_closes_and_another_hand_closes_it(bank):
    case = at_work(bank)
    leak.tick(case.pk, measure="stop", by=bank.supervisor)
    with pytest.raises(Invalid):
        leak.tick(case.pk, measure="stop", by=bank.supervisor)
    leak.contain(case.pk, words="账号已停用", by=bank.supervisor)
    with pytest.raises(Invalid) as invalid:
        leak.close(case.pk, words="处置完毕", by=bank.manager)
    assert invalid.value.problems[0].rule == "open"
    for one in list(measures())[1:]:
        leak.tick(case.pk, measure=one, words="不适用" if one == "police" else "", by=bank.manager)
    with pytest.raises(Refused):
        leak.close(case.pk, words="处置完毕", by=bank.supervisor)
    assert leak.close(case.pk, words="处置完毕", by=bank.manager).state == "closed"
    assert Signature.objects.filter(case=case, verb="tick").count() == len(measures())


@pytest.mark.req("K06")
def test_decisions_are_written_down_and_only_those_who_handle_it_read_them(bank):
    case = at_work(bank)
    leak.decide(
        case.pk,
        situation="三份在外",
        decision="全部召回",
        grounds="尚可追回",
        rejected="先观望",
        by=bank.supervisor,
    )
    assert read_board(case.pk, by=bank.manager).decisions[0][2]["decision"] == "全部召回"
    assert "全部召回" not in str(read_case(case.pk, by=bank.agent01))
    with pytest.raises(Refused):
        read_board(case.pk, by=bank.agent01)


@pytest.mark.req("K09")
def test_how_grave_it_is_stands_in_four_grades(bank):
    case = at_work(bank)
    leak.rate(case.pk, property="3", credit="1", reputation="2", legal="0", by=bank.supervisor)
    assert [str(grade) for _label, grade in read_board(case.pk, by=bank.gm).grades] == [
        "very grave",
        "slight",
        "grave",
        "none",
    ]


@pytest.mark.req("K03")
def test_a_leak_is_nothing_of_the_colleague_it_concerns_whatever_the_role(bank):
    case = at_work(bank)
    leak_concern.concern(case.pk, whom=bank.manager, by=bank.supervisor)
    for look in (read_case, read_board):
        with pytest.raises(NotHere):
            look(case.pk, by=bank.manager)
    assert not list_cases("leak", by=bank.manager).rows and not waiting(by=bank.manager).rows
    with pytest.raises(Refused):
        leak.tick(case.pk, measure="stop", by=bank.manager)
    assert "concerned" not in read_case(case.pk, by=bank.agent01).content
    with pytest.raises(Refused):
        leak_concern.concern(case.pk, whom=bank.supervisor, by=bank.supervisor)
    leak_clock.tell_of_late_ones(case.raised_at + timedelta(days=2))
    assert "report_late" in notices_of(bank.gm) and "report_late" not in notices_of(bank.manager)


@pytest.mark.req("K04", "K08")
def test_the_journal_says_whose_data_were_seen_which_and_by_whom(bank, journal):
    seen, other = bank.file(manager=bank.rm01), bank.file(manager=bank.rm03)
    open_file(seen.number, by=bank.rm01, purpose="service")
    open_file(seen.number, by=bank.rm01, purpose="service")
    open_file(other.number, by=bank.rm03, purpose="service")
    assert "contact" in json.loads(journal("customers:file:open")[0].facts)["clear"]
    case = at_work(bank)
    traced(bank, case, whom=bank.rm01)
    one = Exposure.objects.get(case=case)
    assert (one.customer_id, one.readers, one.times) == (seen.customer_id, [bank.rm01.pk], 2)
    assert {"identity.name", "contact"} <= set(one.clear)
    board = read_board(case.pk, by=bank.manager)
    assert (
        board.affected == 1
        and board.listed[0].number == seen.number
        and bank.rm01.name_en in board.listed[0].readers
    )
    traced(bank, case)
    assert read_board(case.pk, by=bank.manager).affected == 2
    case.refresh_from_db()
    assert len(case.content["result"]) == 64


@pytest.mark.req("K04", "J04")
def test_a_top_secret_customer_among_the_affected_is_counted_and_never_named(bank):
    file = bank.file(manager=bank.rm01)
    open_file(file.number, by=bank.rm01, purpose="service")
    classify(
        file.number, secrecy=2, custodian=bank.officer2, reason="名人", by=bank.supervisor, purpose="review"
    )
    case = at_work(bank)
    traced(bank, case, whom=bank.rm01)
    board = read_board(case.pk, by=bank.auditor)
    assert (board.affected, board.hidden, list(board.listed)) == (1, 1, [])
    assert file.number not in Browser(bank.auditor).text(f"/custody/leak/{case.pk}/")


@pytest.mark.req("K04")
def test_each_affected_customer_gets_tasks_with_owner_due_and_done(bank):
    file = bank.file(manager=bank.rm01)
    open_file(file.number, by=bank.rm01, purpose="service")
    case = at_work(bank)
    with pytest.raises(Invalid):
        leak_tracing.assign(case.pk, tasks=["freeze"], owner=bank.rm02, by=bank.supervisor)
    traced(bank, case, whom=bank.rm01)
    leak_tracing.assign(case.pk, tasks=["freeze", "loss_report"], owner=bank.rm02, by=bank.supervisor)
    leak_tracing.assign(case.pk, tasks=["freeze"], owner=bank.rm02, by=bank.supervisor)
    assert notices_of(bank.rm02).count("leak_task") == 2
    first, _second = my_tasks(by=bank.rm02)
    assert first.number == file.number and not first.overdue
    with pytest.raises(Refused):
        leak_tracing.done(first.id, outcome="账户已止付", by=bank.rm03)
    leak_tracing.done(first.id, outcome="账户已止付", by=bank.rm02)
    with pytest.raises(Invalid):
        leak_tracing.done(first.id, outcome="再做一次", by=bank.rm02)
    left = LeakTask.objects.get(done_at=None)
    leak_clock.tell_of_late_ones(left.due_at + timedelta(minutes=1))
    leak_clock.tell_of_late_ones(left.due_at + timedelta(minutes=2))
    assert notices_of(bank.rm02).count("leak_task_late") == 1 and "leak_task_late" in notices_of(
        bank.supervisor
    )
    page = Browser(bank.rm02).text("/custody/leak/tasks/")
    assert file.number in page and "账户已止付" in page

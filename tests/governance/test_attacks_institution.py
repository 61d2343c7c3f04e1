"""Attacks on the institution's procedures: standing in to open files, asking by number what may not be known, a grant used for
more than it was given for, and what is left when the post, the file or the request is gone.
"""

import pytest
from django.utils import timezone
from plugins.attacked_institution import (
    RIGHT,
    SOON,
    a_request,
    built,
    granted,
    read_request,
    rights_case,
    top_secret,
)
from plugins.page_browser import Browser

from zhiji.access import rules
from zhiji.access.actors import StandingIn
from zhiji.access.gateway import Gate, _governed_writes
from zhiji.access.models import Grant
from zhiji.access.people import Unfit
from zhiji.access.refusals import NotHere, Refused
from zhiji.access.standing_in import absentees, name_stand_in
from zhiji.custody.actions import (
    authority,
    hold,
    leak,
    leak_concern,
    leak_tracing,
    reading,
    rights,
    stranger,
)
from zhiji.custody.evidence import keep_evidence
from zhiji.custody.looks.cases import list_cases, read_case
from zhiji.custody.looks.keeping import destroyed, outlook
from zhiji.custody.looks.leak import my_tasks, read_board
from zhiji.custody.looks.papers import open_paper
from zhiji.custody.looks.uses import readings_used
from zhiji.custody.looks.watch import read_suspects
from zhiji.custody.models import Case, DestroyedFile, Exposure, LeakTask
from zhiji.custody.problems import Invalid
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File
from zhiji.staff.models import StandIn


@pytest.fixture
def bank(db):
    return built()


# -- standing in ---------------------------------------------------------------------------------------------------------


@pytest.mark.req("I03", "N11")
def test_a_stand_in_knows_and_opens_of_a_file_what_the_own_post_lets_it(bank) -> None:
    file, hidden = bank.file(manager=bank.rm03), top_secret(bank, manager=bank.rm03)
    guise = StandingIn(bank.agent01, bank.supervisor)
    assert rules.may_know(bank.supervisor, hidden) and not rules.may_know(guise, hidden)
    assert not rules.decide(guise, "customers:file:open", file, "review").allowed
    case = rights_case(bank, file)
    with pytest.raises(Refused):
        rights.accept(case.pk, by=guise, **RIGHT)
    assert not Grant.objects.exists()
    name_stand_in(bank.agent01, ends_at=timezone.now() + SOON, by=bank.supervisor)
    secret_case = read_request(bank, hidden, by=bank.rm03)
    assert secret_case.pk not in [row.number for row in list_cases("reading", by=bank.agent01).rows]


@pytest.mark.req("I03")
def test_what_a_stand_in_takes_up_is_the_absent_ones(bank) -> None:
    """Else the grant of an accepted request, or a leak, would be the stand-in's own."""
    case = rights_case(bank, bank.file(), by=StandingIn(bank.agent01, bank.officer))
    assert case.owner == bank.officer
    taken = leak.acknowledge(leak.tell_leak(by=bank.rm01).pk, by=StandingIn(bank.agent01, bank.supervisor))
    assert taken.owner == bank.supervisor


@pytest.mark.req("I03")
def test_who_must_never_meet_a_customer_stands_in_for_nobody_who_does(bank) -> None:
    ends = timezone.now() + SOON
    for nobody in (bank.admin, bank.analyst, bank.product):
        with pytest.raises(Unfit):
            name_stand_in(nobody, ends_at=ends, by=bank.supervisor)
    name_stand_in(bank.admin, ends_at=ends, by=bank.analyst)
    with _governed_writes("staff:standin:name"):
        StandIn.objects.create(
            absent=bank.manager,
            stand_in=bank.analyst,
            starts_at=timezone.now(),
            ends_at=ends,
            named_by=bank.manager,
        )
    assert absentees(bank.analyst) == [] and absentees(bank.admin) == [bank.analyst]


# -- asking by number --------------------------------------------------------------------------------------------------


def answers(act, numbers, **more):
    found = []
    for number in numbers:
        with pytest.raises((Refused, Invalid)) as refused:
            act(number, **more)
        problem = refused.value
        found.append(
            (
                type(problem),
                problem.decision.code if isinstance(problem, Refused) else problem.problems[0].rule,
            )
        )
    return found


@pytest.mark.req("J04", "AB04")
def test_a_step_tried_by_number_does_not_tell_that_there_is_such_a_case(bank) -> None:
    file, secret = bank.file(), top_secret(bank)
    asked = a_request(bank, file)
    nobody = asked.pk + 10_000
    one, other = answers(authority.carry, (asked.pk, nobody), words="已办理冻结", by=bank.agent01)
    assert one == other == (NotHere, "unknown")
    case = read_request(bank, secret)
    one, other = answers(
        reading.examine, (case.pk, nobody), reason_sufficient=True, papers_complete=True, by=bank.officer2
    )
    assert one == other == (NotHere, "unknown")
    pages = [
        Browser(bank.officer2, "upkeep").post(f"/custody/reading/{number}/examine/", {"reason_sufficient": "1", "papers_complete": "1"})
        for number in (case.pk, nobody)
    ]  # fmt: skip
    assert {page.status_code for page in pages} == {404}


@pytest.mark.req("K06")
def test_a_colleague_concerned_cannot_find_the_case_by_trying_its_steps(bank) -> None:
    case = leak.acknowledge(leak.tell_leak(by=bank.agent01).pk, by=bank.supervisor)
    leak_concern.concern(case.pk, whom=bank.manager, by=bank.supervisor)
    one, other = answers(leak.contain, (case.pk, case.pk + 10_000), words="不再外流", by=bank.manager)
    assert one == other == (NotHere, "unknown")
    with _governed_writes("custody:leak:assign"):
        task = LeakTask.objects.create(
            case=case, customer_id=bank.file().pk, kind="contact", owner=bank.agent01, made_by=bank.supervisor,
            made_at=case.raised_at, due_at=case.raised_at,
        )  # fmt: skip
    with pytest.raises(NotHere):
        leak_tracing.done(task.pk, outcome="已经联系客户", by=bank.manager)


# -- what a case shows ---------------------------------------------------------------------------------------------------


@pytest.mark.req("K05", "K11")
def test_who_reported_a_leak_opens_none_of_the_evidence_made_of_it(bank, settings, tmp_path) -> None:
    settings.ZHIJI_HOME = tmp_path
    case = leak.acknowledge(leak.tell_leak(what="打印件遗落", by=bank.admin).pk, by=bank.supervisor)
    gate = Gate("custody:leak:extract", "act", bank.supervisor, "", timezone.now(), "test")
    with _governed_writes(gate.phrase):
        kept = [
            keep_evidence(gate, case, kind, "application/json", "日志摘录", b"{}")
            for kind in ("extract", "handover")
        ]
    assert read_case(case.pk, by=bank.admin).papers == []
    assert len(read_case(case.pk, by=bank.supervisor).papers) == 2
    for paper in kept:
        with pytest.raises(NotHere):
            open_paper(case.pk, paper.pk, by=bank.admin)


@pytest.mark.req("K08")
def test_a_reader_whom_a_complaint_points_to_neither_reads_nor_settles_it(bank) -> None:
    file = bank.file()
    open_file(file.number, by=bank.supervisor, purpose="review")
    case = stranger.take_down(
        customers=[file.number], known=["name"], called_at=timezone.now(), by=bank.agent01
    )
    with pytest.raises(Refused):
        read_suspects(case.pk, by=bank.supervisor)
    with pytest.raises(Refused):
        stranger.settle(case.pk, words="行外来源", by=bank.supervisor)
    assert [one.staff for one in read_suspects(case.pk, by=bank.manager)] == [bank.supervisor.name_en]
    assert read_case(case.pk, by=bank.agent01).row.number == case.pk


@pytest.mark.req("J04", "H04")
def test_a_top_secret_file_shows_in_no_list_beside_the_registers(bank) -> None:
    """The register of grants used, the holds in force, the proposals of destruction: each passes it over (Art. 22)."""
    secret = top_secret(bank)
    case = granted(bank, secret)
    held = hold.place(
        customers=[secret.number], ground="dispute", reference="", reason="客户起诉本行", by=bank.supervisor
    )
    with _governed_writes("custody:destruction:propose"):
        proposal = Case.objects.create(
            kind="destruction", state="proposed", raised_at=timezone.now(), reason="到期"
        )
        proposal.files.create(customer_id=secret.pk)
    assert [row.number for row in readings_used(every=True, by=bank.auditor).rows] == []
    assert [row.number for row in readings_used(every=True, by=bank.supervisor).rows] == [case.pk]
    for reader in (bank.auditor, bank.compliance):
        found = outlook(by=reader)
        assert (list(found.holds), list(found.proposals)) == ([], []), reader.username
    assert [one.number for one in outlook(by=bank.supervisor).holds] == [held.pk]


@pytest.mark.req("J04", "L01")
def test_a_top_secret_file_stays_one_when_it_is_destroyed(bank) -> None:
    file = top_secret(bank)
    case = granted(bank, file)
    affected = leak.acknowledge(leak.tell_leak(by=bank.agent01).pk, by=bank.supervisor)
    with _governed_writes("custody:destruction:shred"):
        File.objects.filter(pk=file.pk).update(secrecy=0)  # stands for the row that is gone
        DestroyedFile.objects.create(
            customer_id=file.pk, order="D26-000001", case_number=1, at=timezone.now(), kind="person", secrecy=2, unit=bank.west,
            manager_id=bank.rm01.pk, custodian_id=bank.officer.pk, opened_at=file.opened_at,
        )  # fmt: skip
        Exposure.objects.create(
            case=affected, trace=1, customer_id=file.pk, clear=["identity"], readers=[bank.rm01.pk], times=1,
            first_at=case.raised_at, last_at=case.raised_at,
        )  # fmt: skip
        Case.objects.filter(pk=affected.pk).update(content=affected.content | {"traces": 1, "affected": 1})
    assert list_cases("reading", by=bank.auditor).rows == []
    with pytest.raises(NotHere):
        read_case(case.pk, by=bank.auditor)
    assert set(read_case(case.pk, by=bank.supervisor).numbers) == {file.number}
    assert read_board(affected.pk, by=bank.auditor).listed == []
    assert len(read_board(affected.pk, by=bank.supervisor).listed) == 1


@pytest.mark.req("J04", "L01")
def test_the_register_of_destruction_has_no_gap_where_a_line_is_hidden(bank) -> None:
    with _governed_writes("custody:destruction:shred"):
        for number in range(60):
            DestroyedFile.objects.create(
                customer_id=700_000 + number, order="D26-000001", case_number=1, at=timezone.now(), kind="person",
                secrecy=2 if number == 55 else 0, unit=bank.west, opened_at=timezone.now(),
            )  # fmt: skip
    first = destroyed(by=bank.auditor)
    assert (len(first.lines), first.next) == (50, 50)
    assert len(destroyed(skip=50, by=bank.auditor).lines) == 9


@pytest.mark.req("K04", "J04")
def test_a_task_of_a_leak_tells_nobody_of_a_file_that_is_not_to_be_known(bank) -> None:
    secret, plain = top_secret(bank, manager=bank.rm03), bank.file(manager=bank.rm03)
    case = leak.acknowledge(leak.tell_leak(by=bank.agent01).pk, by=bank.supervisor)
    leak_tracing.assign(
        case.pk,
        tasks=["contact"],
        owner=bank.rm01,
        customers=[secret.number, plain.number],
        by=bank.supervisor,
    )
    assert [one.number for one in my_tasks(by=bank.rm01)] == [plain.number]
    assert LeakTask.objects.get(customer_id=secret.pk).owner == bank.supervisor

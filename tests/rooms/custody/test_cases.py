"""What every procedure shares: state table, ties, four eyes, standing in, clocks, registers, papers."""

import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji import vault
from zhiji.access import people
from zhiji.access.actors import StandingIn
from zhiji.access.house import shred_key
from zhiji.access.refusals import NotHere, Refused
from zhiji.access.standing_in import end_stand_in, my_stand_ins, name_stand_in
from zhiji.custody.actions import papers, reading
from zhiji.custody.actions.telling import read_notices
from zhiji.custody.looks.cases import list_cases, notices, read_case, waiting
from zhiji.custody.looks.papers import open_paper
from zhiji.custody.models import Case, Signature
from zhiji.custody.problems import Invalid
from zhiji.customers.looks.opening import open_file
from zhiji.staff.models import Staff

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of a letter"


@pytest.fixture
def asked(bank):
    """rm01 of the west asks to read a file of the east; (bank, file, case)."""
    file = bank.file(manager=bank.rm03)
    case = reading.ask(
        customers=[file.number],
        compartments=["contact"],
        wanted="service",
        reason="客户委托代办",
        days=2,
        uses=3,
        by=bank.rm01,
    )
    return bank, file, case


def signed_by(bank, case):
    reading.sign_for_unit(case.pk, by=bank.rm02)
    return reading.examine(case.pk, reason_sufficient=True, papers_complete=True, by=bank.officer)


@pytest.mark.req("H02", "H03", "H04", "H07")
def test_a_request_walks_from_hand_to_hand_and_ends_in_a_grant(asked):
    bank, file, case = asked
    assert open_file(file.number, by=bank.rm01, purpose="service").permit.level("contact") == "hidden"
    assert [row.number for row in waiting(by=bank.rm02).rows] == [case.pk]
    signed_by(bank, case)
    view = open_file(file.number, by=bank.rm01, purpose="service")
    assert view.permit.level("contact") == "clear"
    shown = read_case(case.pk, by=bank.rm01)
    assert (shown.row.state, shown.grant, shown.numbers) == (
        "granted",
        view.permit.decision.grant,
        [file.number],
    )
    assert [one.verb for one in shown.signatures] == ["ask", "sign", "examine"]
    assert all(len(one.digest) == 64 for one in shown.signatures)


@pytest.mark.req("H03")
def test_only_the_head_of_the_unit_signs_for_it(asked):
    bank, _file, case = asked
    for other in (bank.rm03, bank.manager, bank.officer):
        with pytest.raises(Refused) as refused:
            reading.sign_for_unit(case.pk, by=other)
        assert refused.value.decision.code == "not_yours"


def test_a_step_out_of_turn_is_told_and_changes_nothing(asked):
    bank, _file, case = asked
    with pytest.raises(Invalid) as invalid:
        reading.examine(case.pk, reason_sufficient=True, papers_complete=True, by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["state"]
    assert Case.objects.get().state == "asked" and Signature.objects.count() == 1


@pytest.mark.req("I03")
def test_a_change_of_role_or_a_second_account_gives_nobody_a_second_pair_of_eyes(asked):
    bank, file, _case = asked
    case = reading.ask(
        customers=[file.number],
        compartments=["contact"],
        wanted="service",
        reason="核对客户来信",
        days=1,
        uses=1,
        by=bank.officer,
    )
    head = bank.gm  # head of the officer's unit
    reading.sign_for_unit(case.pk, by=head)
    with pytest.raises(Refused) as refused:
        reading.examine(case.pk, reason_sufficient=True, papers_complete=True, by=bank.officer)
    assert refused.value.decision.code == "four_eyes"
    people.enrol(
        "officer9",
        staff_number="900009",
        name="冯守拙",
        role="officer",
        unit=bank.head,
        person=bank.officer.staff_number,
        **HOUSE,
    )
    twin = Staff.objects.get(username="officer9")
    with pytest.raises(Refused) as refused:
        reading.examine(case.pk, reason_sufficient=True, papers_complete=True, by=twin)
    assert refused.value.decision.code == "four_eyes"


def test_who_stands_in_signs_for_the_absent_one_and_both_are_one_pair_of_eyes(asked):
    bank, file, case = asked
    name_stand_in(bank.rm03, ends_at=timezone.now() + timedelta(days=3), by=bank.rm02)
    standing = my_stand_ins(by=bank.rm03)[0]
    reading.sign_for_unit(case.pk, by=StandingIn(bank.rm03, bank.rm02))
    made = Signature.objects.filter(verb="sign").get()
    assert (made.hand_id, made.for_whom_id, made.for_person) == (
        bank.rm03.pk,
        bank.rm02.pk,
        bank.rm02.person_key,
    )
    own = reading.ask(
        customers=[file.number],
        compartments=["contact"],
        wanted="service",
        reason="本人客户的委托",
        days=1,
        uses=1,
        by=bank.rm01,
    )
    name_stand_in(bank.rm01, ends_at=timezone.now() + timedelta(days=3), by=bank.rm02)
    with pytest.raises(Refused) as refused:
        reading.sign_for_unit(own.pk, by=StandingIn(bank.rm01, bank.rm02))
    assert refused.value.decision.code == "four_eyes"
    end_stand_in(standing.pk, by=bank.rm02)
    assert my_stand_ins(by=bank.rm03) == []


@pytest.mark.req("J04")
def test_a_top_secret_file_cannot_be_asked_for_by_who_may_not_know_of_it(bank):
    file = bank.file(manager=bank.rm03, secrecy=2)
    with pytest.raises(NotHere):
        reading.ask(
            customers=[file.number],
            compartments=["contact"],
            wanted="service",
            reason="有人提到他",
            days=1,
            uses=1,
            by=bank.rm01,
        )
    assert not Case.objects.exists()


def test_a_case_is_read_by_those_concerned_only(asked):
    bank, _file, case = asked
    for reader in (bank.rm01, bank.rm02, bank.auditor, bank.supervisor):
        assert read_case(case.pk, by=reader).row.number == case.pk
    with pytest.raises(NotHere):
        read_case(case.pk, by=bank.rm03)
    assert list_cases("reading", by=bank.rm03).rows == []
    assert len(list_cases("reading", by=bank.auditor).rows) == 1


def test_the_clock_of_a_state_runs_out_and_shows(asked):
    bank, _file, case = asked
    later = timezone.now() + timedelta(days=2)
    assert [row.overdue for row in waiting(by=bank.rm02, at=later).rows] == [True]
    assert [row.number for row in list_cases(overdue=True, by=bank.supervisor, at=later).rows] == [case.pk]


def test_who_must_act_is_told(asked):
    bank, _file, case = asked
    assert [one.what for one in notices(by=bank.rm02)] == ["your_step"]
    signed_by(bank, case)
    assert [one.what for one in notices(unread_only=True, by=bank.rm01)] == ["granted"]
    browser = Browser(bank.rm01, "service")
    assert "1 notice" in browser.text("/custody/notices/bell/")
    assert "is granted" in browser.text("/custody/notices/")
    browser.post("/custody/notices/read/", {})
    assert notices(unread_only=True, by=bank.rm01) == []
    assert read_notices(by=bank.rm01) == 0


def test_signatures_cannot_be_changed_even_by_an_act_of_the_database(asked):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'custody:reading:sign', true)")
        cursor.execute("UPDATE custody_signature SET person = 'x'")


@pytest.mark.req("K05")
def test_a_paper_is_sealed_with_the_case_and_gone_with_its_key(asked, settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path
    bank, _file, case = asked
    made = papers.add_paper(case.pk, io.BytesIO(PNG), kind="letter", title="单位介绍信", by=bank.rm01)
    assert b"letter" not in papers.path_of(made.pk).read_bytes()
    opened = open_paper(case.pk, made.pk, by=bank.rm02)
    assert (opened.title, b"".join(opened.chunks)) == ("单位介绍信", PNG)
    with pytest.raises(NotHere):
        open_paper(case.pk, made.pk, by=bank.rm03)
    shred_key(-case.pk, order="D26-000001", **HOUSE)
    with pytest.raises(vault.Shredded):
        open_paper(case.pk, made.pk, by=bank.rm02)


def test_the_pages_of_a_case(asked):
    bank, file, case = asked
    browser = Browser(bank.rm02, "service")
    assert "R" in browser.text("/custody/") and "waits for the unit head" in browser.text("/custody/reading/")
    page = browser.text(f"/custody/reading/{case.pk}/")
    assert file.number in page and "客户委托代办" in page
    assert browser.post(f"/custody/reading/{case.pk}/sign/", {"words": ""}).status_code == 302
    officer = Browser(bank.officer, "upkeep")
    answer = officer.post(f"/custody/reading/{case.pk}/examine/", {"reason_sufficient": "1"})
    assert answer.status_code == 422 and "Both must hold" in answer.content.decode()
    assert (
        officer.post(
            f"/custody/reading/{case.pk}/examine/", {"reason_sufficient": "1", "papers_complete": "1"}
        ).status_code
        == 302
    )
    assert "reading.csv" in officer.get("/custody/reading/?format=csv")["Content-Disposition"]
    assert Case.objects.get().state == "granted"
    asker = Browser(bank.rm01, "service")
    answer = asker.post("/custody/reading/new/", {"customers": "1234", "reason": ""})
    assert answer.status_code == 422 and "no customer numbers" in answer.content.decode()


@pytest.mark.req("H04", "H06")
def test_a_classified_file_goes_on_to_the_manager_and_each_may_refuse_with_a_reason(bank):
    file = bank.file(manager=bank.rm03, secrecy=1)
    case = reading.ask(
        customers=[file.number],
        compartments=["contact"],
        wanted="service",
        reason="客户委托代办",
        days=1,
        uses=1,
        by=bank.rm01,
    )
    assert signed_by(bank, case).state == "with_manager"
    with pytest.raises(Invalid) as invalid:
        reading.refuse(case.pk, words="", by=bank.manager)
    assert [one.field for one in invalid.value.problems] == ["words"]
    assert reading.approve(case.pk, by=bank.manager).state == "granted"
    other = reading.ask(
        customers=[file.number],
        compartments=["contact"],
        wanted="service",
        reason="客户委托代办",
        days=1,
        uses=1,
        by=bank.rm01,
    )
    assert reading.withdraw(other.pk, by=bank.rm01).state == "withdrawn"

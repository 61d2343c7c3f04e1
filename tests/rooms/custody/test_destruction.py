"""Destruction (Art. 25): proposed, appraised, signed twice, carried out, certified; a hold wins at any moment."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from plugins.destroyed_bank import CLOCK, MONTH, PNG, appraised, approved, closed
from plugins.small_bank import HOUSE

from zhiji import vault
from zhiji.access import people
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody import remains
from zhiji.custody.actions import destroying, destruction, hold
from zhiji.custody.actions.destruction import propose
from zhiji.custody.looks.destruction import destruction_of
from zhiji.custody.looks.keeping import destroyed, keeping_of
from zhiji.custody.models import DestroyedFile, DestructionItem
from zhiji.custody.problems import Invalid
from zhiji.customers.actions import evidence
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File, PublicName, Token
from zhiji.customers.scans import path_of
from zhiji.staff.models import Staff

pytestmark = pytest.mark.usefixtures("own_home")


@pytest.mark.req("L01")
def test_art_25_the_clock_proposes_once_a_month_what_has_expired_by_custodian(bank):
    mine, hers = closed(bank), closed(bank, custodian=bank.officer2)
    running, young = bank.file(), closed(bank, year=2020)
    made = propose(at=MONTH, **CLOCK)
    assert [(case.owner_id, list(case.files.values_list("customer_id", flat=True))) for case in made] == [
        (bank.officer.pk, [mine.pk]), (bank.officer2.pk, [hers.pk]),
    ]  # fmt: skip
    assert propose(at=MONTH + timedelta(days=3), **CLOCK) == []
    assert propose(at=datetime(2027, 1, 1, 2, tzinfo=UTC), **CLOCK) == []  # they stand in a proposal already
    assert not DestructionItem.objects.filter(customer_id__in=[running.pk, young.pk]).exists()


@pytest.mark.req("L01")
def test_art_25_both_conditions_must_hold(bank):
    file = closed(bank)
    (case,) = propose(at=MONTH, **CLOCK)
    given = {
        "customers": [file.number],
        "judgement": "destroy",
        "review_on": None,
        "words": "没有价值了",
        "by": bank.officer,
        "at": MONTH,
    }
    with pytest.raises(Invalid) as invalid:
        destruction.appraise(case.pk, value_lost=False, **given)
    assert [one.rule for one in invalid.value.problems] == ["both"]
    with pytest.raises(Invalid):  # the period is asked again: on this day it had not run out
        destruction.appraise(case.pk, value_lost=True, **(given | {"at": datetime(2015, 1, 1, tzinfo=UTC)}))
    with pytest.raises(Invalid) as invalid:
        destruction.hand_on(case.pk, by=bank.officer, at=MONTH)
    assert [one.rule for one in invalid.value.problems] == ["unjudged"]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'custody:destruction:appraise', true)")
        cursor.execute("UPDATE custody_destructionitem SET judgement = 'destroy'")


@pytest.mark.req("L01")
def test_a_file_found_of_value_is_kept_and_comes_back_on_its_day(bank):
    file = closed(bank)
    case = appraised(bank, [file], kept=[file])
    assert case.state == "kept"
    assert keeping_of(file.number, by=bank.officer, at=MONTH).code == "review"
    assert propose(at=datetime(2027, 1, 1, 2, tzinfo=UTC), **CLOCK) == []
    assert len(propose(at=datetime(2028, 1, 1, 2, tzinfo=UTC), **CLOCK)) == 1


@pytest.mark.req("L01", "I03")
def test_art_25_two_people_sign_and_none_of_them_appraised(bank):
    file = closed(bank)
    case = appraised(bank, [file])
    with pytest.raises(Refused):
        destruction.approve(case.pk, by=bank.supervisor)
    people.enrol(
        "supervisor9",
        staff_number="900019",
        name="冯守拙",
        role="supervisor",
        unit=bank.head,
        person=bank.officer.staff_number,
        **HOUSE,
    )
    with pytest.raises(Refused) as refused:  # the officer who appraised, under a second account
        destruction.sign_as_supervisor(case.pk, by=Staff.objects.get(username="supervisor9"))
    assert refused.value.decision.code == "four_eyes"
    destruction.sign_as_supervisor(case.pk, by=bank.supervisor)
    people.enrol(
        "manager9",
        staff_number="900029",
        name="卫敏",
        role="manager",
        unit=bank.head,
        person=bank.supervisor.staff_number,
        **HOUSE,
    )
    with pytest.raises(Refused) as refused:
        destruction.approve(case.pk, by=Staff.objects.get(username="manager9"))
    assert refused.value.decision.code == "four_eyes"
    with pytest.raises(Invalid):
        destroying.execute(case.pk, by=bank.officer)
    assert destruction.approve(case.pk, by=bank.manager).state == "approved"


@pytest.mark.req("L01")
def test_a_refused_destruction_spares_the_files_for_a_year(bank):
    file = closed(bank)
    case = appraised(bank, [file])
    assert (
        destruction.refuse(case.pk, words="诉讼风险未排除", by=bank.supervisor, at=MONTH).state == "refused"
    )
    assert propose(at=datetime(2027, 11, 1, 2, tzinfo=UTC), **CLOCK) == []
    assert len(propose(at=datetime(2027, 12, 1, 2, tzinfo=UTC), **CLOCK)) == 1


@pytest.mark.req("L01", "N05")
def test_art_25_nothing_is_left_of_a_destroyed_file_but_its_tombstone(bank, journal):
    firm = closed(bank, kind="organisation")
    stays = bank.file()
    scan = evidence.add(
        firm.number, io.BytesIO(PNG), kind="licence", title="营业执照", by=bank.rm01, purpose="onboarding"
    )
    assert path_of(scan.pk).exists() and PublicName.objects.filter(customer_id=firm.pk).exists()
    case = approved(bank, [firm])
    case = destroying.execute(case.pk, by=bank.officer, at=MONTH)
    assert case.state == "destroyed"
    assert not path_of(scan.pk).exists()
    for table in remains.EMPTIED:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE customer_id = %s", [firm.pk])
            assert cursor.fetchone() == (0,), table
    with pytest.raises(vault.Shredded):
        vault.data_key(firm.pk)
    with pytest.raises(NotHere):
        open_file(firm.number, by=bank.rm01, purpose="service")
    view = keeping_of(firm.number, by=bank.supervisor)
    assert (view.code, view.order) == ("destroyed", f"D26-{case.pk:06d}")
    assert [line.number for line in destroyed(by=bank.auditor).lines] == [firm.number]
    entry = journal("custody:destruction:shred")[0]
    assert entry.customer == firm.pk and '"outcome":"destroyed"' in entry.facts
    assert journal("vault:key:shred")[0].customer == firm.pk
    assert File.objects.filter(pk=stays.pk).exists() and Token.objects.filter(customer_id=stays.pk).exists()
    with pytest.raises(Invalid):  # nothing can be held any more
        hold.place(
            customers=[firm.number], ground="dispute", reference="", reason="客户起诉本行", by=bank.supervisor
        )


@pytest.mark.req("L04")
def test_a_hold_placed_between_approval_and_execution_wins(bank):
    one, two = closed(bank), closed(bank)
    case = approved(bank, [one, two])
    hold.place(
        customers=[one.number],
        ground="authority",
        reference="",
        reason="法院来函要求保全",
        by=bank.compliance,
    )
    case = destroying.execute(case.pk, by=bank.officer, at=MONTH)
    outcomes = {item.number: item.outcome for item in destruction_of(case.pk, by=bank.supervisor).items}
    assert outcomes == {one.number: "held", two.number: "destroyed"}
    assert open_file(one.number, by=bank.rm01, purpose="service").fields["name"].text
    assert case.state == "destroyed" and DestroyedFile.objects.count() == 1


@pytest.mark.req("L04")
def test_when_every_file_is_held_nothing_is_destroyed_and_the_case_says_so(bank):
    file = closed(bank)
    case = approved(bank, [file])
    held = hold.place(
        customers=[file.number], ground="dispute", reference="", reason="客户起诉本行", by=bank.compliance
    )
    assert destroying.execute(case.pk, by=bank.officer, at=MONTH).state == "kept"
    hold.release(held.pk, words="客户已经撤诉", by=bank.supervisor)
    assert (
        len(propose(at=datetime(2027, 1, 1, 2, tzinfo=UTC), **CLOCK)) == 1
    )  # proposed again, all steps anew


@pytest.mark.req("L01", "J04")
def test_a_destroyed_top_secret_file_stays_hidden(bank):
    file = closed(bank, secrecy=2, custodian=bank.officer2)
    (case,) = propose(at=MONTH, **CLOCK)
    assert case.owner_id == bank.officer2.pk
    given = {"judgement": "destroy", "value_lost": True, "review_on": None, "words": "已无价值", "at": MONTH}
    with pytest.raises(Refused):
        destruction.appraise(case.pk, customers=[file.number], by=bank.officer, **given)
    destruction.appraise(case.pk, customers=[file.number], by=bank.officer2, **given)
    destruction.hand_on(case.pk, by=bank.officer2)
    destruction.sign_as_supervisor(case.pk, by=bank.supervisor)
    destruction.approve(case.pk, by=bank.manager)
    destroying.execute(case.pk, by=bank.officer2, at=MONTH)
    for stranger in (bank.rm02, bank.agent01):
        with pytest.raises(NotHere):
            keeping_of(file.number, by=stranger)
    assert [one.number for one in destroyed(by=bank.officer).lines] == []

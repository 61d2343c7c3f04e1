"""Inspections and repairs (Art. 14-15; F08, F09, N11): planned by itself, walked, signed by two, certified."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.shelved_bank import a_cabinet, kept, lent_paper
from plugins.small_bank import HOUSE

from zhiji.access.people import make_token
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions import inspecting_by_clock as by_clock
from zhiji.custody.actions import inspection as acts
from zhiji.custody.actions import repair
from zhiji.custody.looks.cases import list_cases, notices, waiting
from zhiji.custody.looks.inspection import certificate, sheet
from zhiji.custody.models import Case, Check, Plan, Volume
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.inspection import ANSWERS, period_of, sampled
from zhiji.journal import Filters, page
from zhiji.journal.looks import entry


@pytest.fixture
def planned(bank):
    """(bank, inspection of the officer's holding, its three volumes)."""
    a_cabinet(bank)
    volumes = [kept(bank, bank.file()) for _ in range(3)]
    kept(bank, bank.file(custodian=bank.officer2))
    by_clock.tick(timezone.now())
    case = Case.objects.get(kind="inspection", owner=bank.officer)
    return bank, case, volumes


def walked(bank, case, answers):
    acts.begin_inspection(case.pk, by=bank.officer)
    for line, answer in zip(sheet(case.pk, by=bank.officer).rows, answers, strict=True):
        acts.check_volume(case.pk, volume=line.volume, answer=answer, by=bank.officer)


@pytest.mark.req("F08", "N11")
def test_the_clock_plans_each_holding_once_each_half_year(bank):
    """Art. 14: every half-year the whole inventory; one inspection for each custodian, however often the clock runs."""
    bank.file(custodian=bank.officer)
    bank.file(custodian=bank.officer2)
    now = timezone.now()
    for _minute in range(3):
        by_clock.tick(now)
    assert sorted(Plan.objects.values_list("custodian__username", flat=True)) == ["officer", "officer2"]
    assert [one.what for one in notices(by=bank.officer)] == ["your_step"]
    by_clock.tick(now + timedelta(days=184))
    assert Plan.objects.count() == 4
    assert Case.objects.filter(kind="inspection").latest("pk").due_at == now + timedelta(days=184 + 30)
    plan = Plan.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('zhiji.act', 'custody:inspection:plan', true)")
            cursor.execute(
                "INSERT INTO custody_plan (custodian_id, period, case_id) VALUES (%s, %s, %s)",
                [plan.custodian_id, plan.period, Case.objects.exclude(pk=plan.case_id).first().pk],
            )
    with pytest.raises(Invalid):
        acts.plan_inspection(custodian=bank.officer, reason="等不及", by=bank.supervisor, at=now)


@pytest.mark.parametrize(
    ("day", "months", "period"),
    [
        ((2026, 1, 1), 6, "2026-1"),
        ((2026, 6, 30), 6, "2026-1"),
        ((2026, 7, 1), 6, "2026-2"),
        ((2026, 12, 31), 3, "2026-4"),
    ],
)
def test_periods_begin_on_their_day(day, months, period):
    from datetime import date

    assert period_of(date(*day), months) == period


@pytest.mark.req("F08")
def test_the_sheet_holds_the_whole_inventory_of_the_custodian(planned):
    """Art. 14: a whole inspection; what is on loan is counted, not sought."""
    bank, case, volumes = planned
    from zhiji.customers.models import File

    lent_paper(bank, File.objects.get(pk=volumes[2].customer_id))
    with pytest.raises(Refused):
        acts.begin_inspection(case.pk, by=bank.officer2)
    case = acts.begin_inspection(case.pk, by=bank.officer)
    assert (case.content["volumes"], case.content["out"], case.content["percent"]) == (2, 1, 100)
    view = sheet(case.pk, by=bank.officer)
    assert [row.code for row in view.rows] == ["A1-01-01", "A1-01-02"] and view.current.code == "A1-01-01"
    assert sheet(case.pk, by=bank.supervisor).writable is False
    with pytest.raises(NotHere):
        sheet(case.pk, by=bank.officer2)


def test_a_share_is_drawn_the_same_way_each_time_and_not_by_choice():
    everything = list(range(1000))
    drawn = sampled(everything, 20, "7:2026-2")
    assert drawn == sampled(everything, 20, "7:2026-2") != sampled(everything, 20, "8:2026-2")
    assert 150 < len(drawn) < 250 and sampled(everything, 100, "x") == everything


@pytest.mark.req("F08", "F09", "N11")
def test_an_inspection_is_signed_by_two_and_its_defects_are_repaired(planned):
    """Art. 14-15: checked, recorded, signed by inspector and supervisor; what is faded is mended by a named owner in time."""
    bank, case, volumes = planned
    walked(bank, case, ["in_place", "faded", "missing"])
    with pytest.raises(Refused):
        acts.finish_inspection(case.pk, by=bank.officer2)
    assert acts.finish_inspection(case.pk, by=bank.officer).state == "checked"
    repairs = Case.objects.filter(kind="repair").order_by("pk")
    assert [(one.content["defect"], one.owner) for one in repairs] == [
        ("faded", bank.officer),
        ("missing", bank.officer),
    ]
    assert all(one.due_at - one.raised_at == timedelta(days=14) for one in repairs)
    assert Volume.objects.get(pk=volumes[2].pk).state == "missing"
    with pytest.raises(Refused):
        acts.accept_inspection(case.pk, by=bank.officer)
    with pytest.raises(NotHere):
        certificate(case.pk, by=bank.supervisor)
    assert acts.accept_inspection(case.pk, by=bank.supervisor).state == "closed"
    found = certificate(case.pk, by=bank.auditor)
    assert (found.volumes, found.found["in_place"], found.found["faded"], found.repairs_open) == (3, 1, 1, 2)
    line = entry(found.entry)
    assert (line.phrase, line.facts["case"], line.actor) == (
        "custody:inspection:accept",
        case.pk,
        bank.supervisor.pk,
    )
    repair.mend_defect(repairs[0].pk, words="已重新打印并附原件", by=bank.officer)
    repair.send_repair_back(repairs[0].pk, words="复印件缺页", by=bank.supervisor)
    repair.mend_defect(repairs[0].pk, words="已补上缺页", by=bank.officer)
    repair.close_repair(repairs[0].pk, by=bank.supervisor)
    assert certificate(case.pk, by=bank.supervisor).repairs_closed == 1


@pytest.mark.req("F08")
def test_a_twin_account_or_another_role_is_no_second_signature(planned):
    """Art. 14: the supervisor who is the inspector under another name does not sign for the supervisor."""
    from zhiji.access import people
    from zhiji.staff.models import Staff

    bank, case, _volumes = planned
    walked(bank, case, ["in_place"] * 3)
    acts.finish_inspection(case.pk, by=bank.officer)
    people.enrol(
        "chief9", staff_number="900009", name="冯守拙", role="supervisor", unit=bank.head, person=bank.officer.staff_number, **HOUSE
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        acts.accept_inspection(case.pk, by=Staff.objects.get(username="chief9"))
    assert refused.value.decision.code == "four_eyes"


def test_an_unfinished_sheet_is_not_signed_and_a_sent_back_one_is_walked_on(planned):
    bank, case, _volumes = planned
    acts.begin_inspection(case.pk, by=bank.officer)
    line = sheet(case.pk, by=bank.officer).current
    with pytest.raises(Invalid) as invalid:
        acts.finish_inspection(case.pk, by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["left"]
    for wrong in (
        {"answer": "fine"},
        {"answer": "misplaced", "seen_at": "there"},
        {"answer": "damp", "note": "湿" * 201},
    ):
        with pytest.raises(Invalid):
            acts.check_volume(case.pk, volume=line.volume, **wrong, by=bank.officer)
    with pytest.raises(NotHere):
        acts.check_volume(case.pk, volume=10**9, answer="damp", by=bank.officer)
    for row in sheet(case.pk, by=bank.officer).rows:
        acts.check_volume(case.pk, volume=row.volume, answer="misplaced", seen_at="a1-2-3", by=bank.officer)
    assert {one.seen_at for one in Check.objects.all()} == {"A1-02-03"}
    acts.finish_inspection(case.pk, by=bank.officer)
    acts.send_inspection_back(case.pk, words="第二层未看", by=bank.supervisor)
    acts.check_volume(case.pk, volume=line.volume, answer="damp", by=bank.officer)
    acts.finish_inspection(case.pk, by=bank.officer)
    assert Case.objects.filter(kind="repair").count() == 3  # none twice


@pytest.mark.req("F09", "N11")
def test_overdue_inspections_and_repairs_are_told_once(planned):
    """Art. 14-15: promptly; who owns it and the supervisor are told when its day has passed."""
    bank, case, _volumes = planned
    late = case.due_at + timedelta(minutes=1)
    for _minute in range(2):
        by_clock.tick(late)
    mine = [one for one in notices(by=bank.officer) if one.what == "overdue" and one.case_id == case.pk]
    assert len(mine) == 1 and len([one for one in notices(by=bank.supervisor) if one.case_id == case.pk]) == 1
    assert case.pk in [
        row.number for row in list_cases("inspection", overdue=True, by=bank.supervisor, at=late).rows
    ]
    assert len(page(Filters(phrase="custody:inspection:remind")).lines) == 1
    with pytest.raises(Refused):
        by_clock.remind_of_overdue(by=bank.officer)


def test_who_left_is_inspected_by_an_officer_nearby(bank):
    """Art. 14 knows no gap: the holding of a custodian who left is planned for another officer."""
    from zhiji.custody.models import Plan
    from zhiji.staff.models import Staff

    bank.file(custodian=bank.officer)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'staff:person:leave', true)")
        Staff.objects.filter(pk=bank.officer.pk).update(is_active=False)
        cursor.execute("SELECT set_config('zhiji.act', '', true)")
    by_clock.tick(timezone.now())
    assert Plan.objects.get().case.owner == bank.officer2


@pytest.mark.req("F08")
def test_the_sheet_on_a_phone(planned):
    bank, case, _volumes = planned
    browser = Browser(bank.officer, "review")
    assert browser.post(f"/custody/inspection/{case.pk}/begin/", {}).status_code == 302
    path = f"/custody/inspection/{case.pk}/sheet/"
    text = browser.text(path)
    assert "A1-01-01" in text and all(f'value="{answer}"' in text for answer in ANSWERS)
    volume = sheet(case.pk, by=bank.officer).current.volume
    answer = browser.post(
        path, {"volume": volume, "answer": "misplaced", "seen_at": "left", "note": "夹在两册之间"}
    )
    assert (
        answer.status_code == 422
        and "夹在两册之间" in answer.content.decode()
        and "A1-01-01" in answer.content.decode()
    )
    answer = browser.post(path, {"volume": volume, "answer": "damp", "note": "边角发潮"}, follow=True)
    text = answer.content.decode()
    assert (
        "1 of 3 looked at" in text
        and 'class="volume-code">A1-01-02' in text
        and f'data-kept="check-{case.pk}-{volume}"' in text
    )
    assert "边角发潮" in browser.text(f"{path}?volume={volume}")
    for row in sheet(case.pk, by=bank.officer).rows[1:]:
        browser.post(path, {"volume": row.volume, "answer": "in_place"})
    assert "All volumes are looked at" in browser.text(path)
    browser.post(f"/custody/inspection/{case.pk}/finish/", {})
    chief = Browser(bank.supervisor, "review")
    assert case.pk in [row.number for row in waiting(by=bank.supervisor).rows]
    chief.post(f"/custody/inspection/{case.pk}/accept/", {})
    text = chief.text(f"/custody/inspection/{case.pk}/certificate/")
    assert "journal entry" in text and "Repairs open" in text
    assert browser.post(path, {"volume": volume, "answer": "in_place"}).status_code == 403


def test_the_api_of_an_inspection(planned):
    bank, case, volumes = planned
    client, usual = Browser(bank.officer), {"content_type": "application/json"}
    header = {"Authorization": "Bearer " + make_token(bank.officer, **HOUSE)}
    answer = client.post(f"/api/v1/cases/{case.pk}/begin", {"values": {}}, headers=header, **usual)
    assert answer.json()["state"] == "under_way"
    path = f"/api/v1/inspections/{case.pk}/sheet"
    assert client.get(path, headers=header).json()["of"] == 3
    answer = client.post(f"{path}/{volumes[0].pk}", {"answer": "in_place"}, headers=header, **usual)
    assert answer.status_code == 200 and client.get(path, headers=header).json()["done"] == 1

"""Sending and carrying, Art. 23.2: designated couriers, a chain of hand-overs signed on both sides, seal and safety measures."""

from datetime import timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji.access import people
from zhiji.access.refusals import Refused
from zhiji.custody import secrecy_clock
from zhiji.custody.actions import carrying
from zhiji.custody.actions import late as late_cases
from zhiji.custody.looks.cases import list_cases, notices, read_case
from zhiji.custody.looks.couriers import list_couriers
from zhiji.custody.models import Case
from zhiji.custody.problems import Invalid
from zhiji.staff.models import Staff


def parcel(bank, receiver=None, **more):
    given = {
        "customers": [bank.file().number], "measures": ["sealed_envelope", "locked_case"], "seal_number": "F-2291",
        "destination": "城东支行档案室", "receiver": receiver, "arrival": timezone.now() + timedelta(hours=4), "reason": "分行调阅原件",
    }  # fmt: skip
    return carrying.ask(**(given | more), by=bank.officer)


@pytest.fixture
def carried(bank):
    carrying.name_courier("rm02", by=bank.supervisor)
    return bank


@pytest.mark.req("J06")
def test_art_23_2_only_the_supervisor_names_couriers_and_only_they_carry(bank):
    for other in (bank.manager, bank.officer, bank.gm):
        with pytest.raises(Refused):
            carrying.name_courier("rm02", by=other)
    case = parcel(bank, bank.rm03)
    with pytest.raises(Invalid) as invalid:
        carrying.give(case.pk, to=bank.rm02, by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["courier"]
    named = carrying.name_courier("rm02", by=bank.supervisor)
    assert carrying.name_courier("rm02", by=bank.supervisor) == named
    carrying.give(case.pk, to=bank.rm02, by=bank.officer)
    carrying.end_courier(named.pk, by=bank.supervisor)
    assert [one.ended_at is None for one in list_couriers(by=bank.rm01)] == [False]


@pytest.mark.req("J06")
def test_art_23_2_each_hand_over_is_signed_by_giver_and_receiver(carried):
    bank, case = carried, parcel(carried, carried.rm03)
    with pytest.raises(Refused):
        carrying.give(case.pk, to=bank.rm02, by=bank.rm03)
    carrying.give(case.pk, to=bank.rm02, by=bank.officer)
    for other in (bank.officer, bank.rm03):
        with pytest.raises(Refused):
            carrying.take(case.pk, by=other)
    carrying.take(case.pk, by=bank.rm02)
    with pytest.raises(Refused):
        carrying.arrive(case.pk, seal_whole=True, by=bank.rm02)
    carrying.give(case.pk, to=bank.rm03, by=bank.rm02)
    carrying.take(case.pk, by=bank.rm03)
    carrying.arrive(case.pk, seal_whole=True, by=bank.rm03)
    view = read_case(case.pk, by=bank.supervisor)
    assert [one.verb for one in view.signatures] == ["ask", "give", "take", "give", "take", "arrive"]
    assert [one.hand for one in view.signatures][1:3] == [bank.officer.display_name, bank.rm02.display_name]
    assert view.row.state == "arrived" and view.private["seal_number"] == "F-2291"


@pytest.mark.req("J06", "I03")
def test_art_23_2_a_second_account_does_not_make_a_second_person(carried):
    bank, case = carried, parcel(carried)
    people.enrol(
        "twin8",
        staff_number="900008",
        name="冯守拙",
        role="rm",
        unit=bank.west,
        person=bank.officer.staff_number,
        **HOUSE,
    )
    carrying.name_courier("twin8", by=bank.supervisor)
    with pytest.raises(Invalid) as invalid:
        carrying.give(case.pk, to=Staff.objects.get(username="twin8"), by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["self"]


def test_not_received_goes_back_and_an_outsiders_parcel_arrives_with_the_courier(carried):
    bank, case = carried, parcel(carried)
    carrying.give(case.pk, to=bank.rm02, by=bank.officer)
    carrying.decline(case.pk, words="没有收到", by=bank.rm02)
    assert Case.objects.get(pk=case.pk).owner_id == bank.officer.pk
    with pytest.raises(Refused):
        carrying.arrive(case.pk, seal_whole=True, by=bank.officer)
    carrying.give(case.pk, to=bank.rm02, by=bank.officer)
    carrying.take(case.pk, by=bank.rm02)
    with pytest.raises(Refused):
        carrying.cancel(case.pk, words="不送了", by=bank.officer)
    with pytest.raises(Invalid):
        carrying.arrive(case.pk, seal_whole=False, by=bank.rm02)
    carrying.arrive(case.pk, seal_whole=False, words="封条裂开", by=bank.rm02)
    assert Case.objects.get(pk=case.pk).state == "broken"
    assert "seal_broken" in [one.what for one in notices(by=bank.supervisor)]
    other = parcel(bank)
    carrying.cancel(other.pk, words="改为邮寄副本", by=bank.officer)


def test_safety_measures_and_a_near_arrival_are_needed(bank):
    for more, field in (({"measures": ["locked_case"]}, "measures"), ({"arrival": timezone.now() + timedelta(days=8)}, "arrival"),
                        ({"arrival": timezone.now() - timedelta(minutes=1)}, "arrival")):  # fmt: skip
        with pytest.raises(Invalid) as invalid:
            parcel(bank, **more)
        assert [one.field for one in invalid.value.problems] == [field]


@pytest.mark.req("J06")
def test_a_late_parcel_is_overdue_whoever_holds_it_and_told_once(carried):
    bank, case = carried, parcel(carried)
    carrying.give(case.pk, to=bank.rm02, by=bank.officer)
    carrying.take(case.pk, by=bank.rm02)
    late = timezone.now() + timedelta(hours=5)
    assert [row.owner for row in list_cases("courier", overdue=True, by=bank.supervisor, at=late).rows] == [
        bank.rm02.display_name
    ]
    secrecy_clock.tick(late)
    secrecy_clock.tick(late)
    assert [one.what for one in notices(by=bank.rm02)].count("overdue") == 1
    with pytest.raises(Refused):
        late_cases.tell_late(by=bank.supervisor)


def test_the_pages_name_a_courier_and_carry(bank):
    browser = Browser(bank.supervisor, "review")
    assert browser.post("/custody/couriers/", {"username": "nobody"}).status_code == 422
    browser.post("/custody/couriers/", {"username": "rm02"})
    assert bank.rm02.display_name in browser.text("/custody/couriers/")
    officer = Browser(bank.officer, "upkeep")
    sent = officer.post("/custody/courier/new/", {
        "customers": bank.file().number, "reason": "分行调阅", "destination": "城东支行", "receiver": "", "seal_number": "F-1007",
        "arrival": (timezone.localtime() + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"), "measures": ["locked_case", "direct_way"],
    })  # fmt: skip
    assert sent.status_code == 302
    case = Case.objects.get()
    officer.post(f"/custody/courier/{case.pk}/give/", {"to": str(bank.rm02.pk)})
    assert "F-1007" in Browser(bank.rm02, "service").text(f"/custody/courier/{case.pk}/take/")
    named = list_couriers(by=bank.supervisor)[0]
    browser.post(f"/custody/couriers/{named.pk}/end/")
    assert "ended" in browser.text("/custody/couriers/")

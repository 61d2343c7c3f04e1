"""Moving, leaving and handing over, Art. 19.1: whoever goes reaches nothing more and keeps nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from plugins.departures import WHY, handover_of, offer_to
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji.access import leaving, people
from zhiji.access.actors import Job
from zhiji.access.models import Grant
from zhiji.access.people import Unfit, bearer, make_token
from zhiji.access.refusals import Refused
from zhiji.access.standing_in import absentees, name_head, name_stand_in
from zhiji.custody.actions import handover as acts
from zhiji.custody.actions import reading
from zhiji.custody.handover_clock import tick
from zhiji.custody.looks.cases import read_case, waiting
from zhiji.custody.looks.handover import list_people, read_handover
from zhiji.custody.models import Case, HandoverItem
from zhiji.custody.problems import Invalid
from zhiji.customers.looks.ledger import readers
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File
from zhiji.staff.models import Staff, Unit


@pytest.mark.req("F15", "AD24")
def test_a_departed_colleague_is_refused_in_the_same_instant(bank):
    """Art. 19.1: live session, live token, live grant, standing in: the very next request is refused."""
    file, other = bank.file(), bank.file(manager=bank.rm03)
    browser = Browser(bank.rm01, "service")
    assert browser.get(f"/customers/{file.number}/").status_code == 200
    token = make_token(bank.rm01, **HOUSE)
    asks = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    api = Client()
    assert api.get("/api/v1/cases", **asks).status_code == 200
    name_stand_in(bank.rm01, ends_at=timezone.now() + timedelta(days=2), by=bank.rm02)
    case = reading.ask(
        customers=[other.number],
        compartments=["contact"],
        wanted="service",
        reason="客户委托",
        days=2,
        uses=9,
        by=bank.rm01,
    )
    reading.sign_for_unit(case.pk, by=bank.rm02)
    reading.examine(case.pk, reason_sufficient=True, papers_complete=True, by=bank.officer)
    leaving.leave(bank.rm01, reason=WHY, by=bank.manager)
    assert browser.get(f"/customers/{file.number}/").status_code == 302
    assert "login" in browser.get("/").url
    assert api.get("/api/v1/cases", **asks).status_code == 401 and bearer(token, timezone.now()) is None
    assert not Grant.objects.filter(staff=bank.rm01, revoked_at=None).exists()
    assert absentees(Staff.objects.get(pk=bank.rm01.pk)) == []


@pytest.mark.req("F15")
def test_who_moves_loses_the_old_post_in_the_same_instant(bank):
    """Art. 19.1: a relationship manager who changes branch manages nothing of the old one any more."""
    file = bank.file()
    browser = Browser(bank.rm01, "service")
    token = make_token(bank.rm01, **HOUSE)
    assert open_file(file.number, by=bank.rm01, purpose="service").permit.level("contact") == "clear"
    leaving.move(bank.rm01, role="rm", unit=bank.east, reason="岗位轮换", by=bank.manager)
    assert browser.get("/").status_code == 302 and bearer(token, timezone.now()) is None
    moved = Staff.objects.select_related("unit").get(pk=bank.rm01.pk)
    assert (
        moved.is_active
        and open_file(file.number, by=moved, purpose="service").permit.level("contact") == "hidden"
    )
    assert File.objects.get(pk=file.pk).manager_id == bank.supervisor.pk


@pytest.mark.req("F15", "AD24")
def test_nobody_lets_oneself_go_and_only_the_general_manager_moves_who_holds_power(bank):
    """Art. 19.1: not oneself, not one's second account; the auditor is not the manager's to remove."""
    people.enrol(
        "rm90",
        staff_number="990090",
        name="蒋和",
        role="rm",
        unit=bank.west,
        person=bank.manager.person_key,
        **HOUSE,
    )
    for one in (bank.manager, Staff.objects.get(username="rm90"), bank.auditor, bank.supervisor, bank.gm):
        with pytest.raises(Refused):
            leaving.leave(one, reason=WHY, by=bank.manager)
    with pytest.raises(Refused):
        leaving.move(bank.rm01, role="supervisor", unit=bank.head, reason="提拔任用", by=bank.manager)
    for by in (bank.officer, bank.admin, bank.rm02):
        with pytest.raises(Refused):
            leaving.leave(bank.rm01, reason=WHY, by=by)
    assert not Staff.objects.filter(is_active=False).exists()
    leaving.leave(bank.auditor, reason=WHY, by=bank.gm)
    with pytest.raises(Unfit):
        leaving.leave(bank.auditor, reason=WHY, by=bank.gm)
    with pytest.raises(Unfit):
        leaving.leave(bank.rm01, reason="", by=bank.gm)


@pytest.fixture
def gone(bank):
    """rm02, head of the west, leaves: two files managed, one deputised, one owned request, a key."""
    bank.managed = [bank.file(manager=bank.rm02), bank.file("organisation", manager=bank.rm02)]
    bank.deputised = bank.file(deputy=bank.rm02)
    bank.asked = reading.ask(
        customers=[bank.deputised.number],
        compartments=["wealth"],
        wanted="service",
        reason="客户委托代办",
        days=1,
        uses=1,
        by=bank.rm02,
    )
    leaving.leave(bank.rm02, reason=WHY, keys="二号保险柜钥匙\n", by=bank.manager)
    bank.case = handover_of(bank.rm02)
    return bank


@pytest.mark.req("F15", "F11")
def test_everything_in_the_hand_stands_in_the_list_and_somebody_answers_for_it(gone):
    """Art. 19.1: files, duties, requests, keys and the head's chair are all in the list; the supervisor answers meanwhile."""
    view = read_handover(gone.case.pk, by=gone.manager)
    assert {(str(one.label), one.all, one.nobody) for one in view.sums} == {
        ("File managed", 2, 2),
        ("File deputised", 1, 1),
        ("Own request still open", 1, 1),
        ("Unit without a head", 1, 1),
        ("Key or cabinet", 1, 1),
    }
    assert view.interim == gone.supervisor.display_name and view.left
    assert {File.objects.get(pk=one.pk).manager_id for one in gone.managed} == {gone.supervisor.pk}
    assert File.objects.get(pk=gone.deputised.pk).deputy_id is None
    assert Unit.objects.get(pk=gone.west.pk).head_id is None
    assert gone.case.owner_id == gone.supervisor.pk and gone.case.due_at


@pytest.mark.req("F15")
def test_one_choice_for_all_an_exception_and_the_list_empties(gone):
    """Art. 19.1: offered, taken over by the successor's own hand, settled; closed only when nothing is left."""
    bank = gone
    acts.assign(bank.case.pk, group="managed", successor=bank.rm01, by=bank.manager)
    acts.assign(
        bank.case.pk,
        group="managed",
        successor=bank.rm03,
        customers=[bank.managed[1].number],
        by=bank.manager,
    )
    first, exception = Case.objects.filter(kind="takeover").order_by("pk")
    assert [row.number for row in waiting(by=bank.rm01).rows] == [first.pk]
    acts.take(first.pk, by=bank.rm01)
    assert File.objects.get(pk=bank.managed[0].pk).manager_id == bank.rm01.pk
    assert File.objects.get(pk=bank.managed[1].pk).manager_id == bank.supervisor.pk
    acts.decline(exception.pk, words="名下客户已满", by=bank.rm03)
    assert {one.successor for one in read_handover(bank.case.pk, by=bank.manager).gaps} == {""}
    acts.assign(bank.case.pk, group="managed:organisation", successor=bank.rm01, by=bank.manager)
    acts.take(offer_to(bank.rm01).pk, by=bank.rm01)
    acts.assign(bank.case.pk, group="deputised", successor=bank.rm03, by=bank.manager)
    acts.recall(offer_to(bank.rm03).pk, words="改由他人", by=bank.manager)
    acts.assign(bank.case.pk, group="deputised", successor=bank.rm03, by=bank.manager)
    acts.take(offer_to(bank.rm03).pk, by=bank.rm03)
    assert File.objects.get(pk=bank.deputised.pk).deputy_id == bank.rm03.pk
    key = HandoverItem.objects.get(case=bank.case, what="key")
    acts.settle(bank.case.pk, item=key.pk, words="钥匙已收回", by=bank.supervisor)
    request = HandoverItem.objects.get(case=bank.case, what="request")
    acts.settle(bank.case.pk, item=request.pk, words="申请作废", by=bank.supervisor)
    assert Case.objects.get(pk=bank.case.pk).state == "begun"
    name_head(bank.west, bank.rm01, **HOUSE)
    tick(timezone.now())
    tick(timezone.now())
    assert Case.objects.get(pk=bank.case.pk).state == "done"
    assert read_handover(bank.case.pk, by=bank.manager).gaps == []
    assert acts.sweep(bank.case.pk, by=Job("clock")) is False


@pytest.mark.req("F15")
def test_nobody_takes_over_from_oneself_nor_names_oneself(gone):
    """Art. 19.1: four eyes, seen through accounts; a duty goes only to a role that may hold it."""
    bank = gone
    people.enrol(
        "rm91",
        staff_number="990091",
        name="何知远",
        role="rm",
        unit=bank.east,
        person=bank.rm02.person_key,
        **HOUSE,
    )
    people.enrol(
        "rm92",
        staff_number="990092",
        name="蒋和",
        role="rm",
        unit=bank.east,
        person=bank.manager.person_key,
        **HOUSE,
    )
    for name in ("rm91", "rm92"):
        with pytest.raises(Invalid):
            acts.assign(
                bank.case.pk, group="managed", successor=Staff.objects.get(username=name), by=bank.manager
            )
    with pytest.raises(Invalid):
        acts.assign(bank.case.pk, group="managed", successor=bank.officer, by=bank.manager)
    with pytest.raises(Refused):
        acts.assign(bank.case.pk, group="managed", successor=bank.rm01, by=bank.rm01)
    acts.assign(bank.case.pk, group="managed", successor=bank.rm01, by=bank.manager)
    with pytest.raises(Refused) as refused:
        acts.take(offer_to(bank.rm01).pk, by=bank.rm03)
    assert refused.value.decision.code == "not_yours"
    item = HandoverItem.objects.filter(case=bank.case, what="managed").first()
    with pytest.raises(Invalid):
        acts.settle(bank.case.pk, item=item.pk, words="不再需要", by=bank.supervisor)


@pytest.mark.req("J04")
def test_a_top_secret_file_goes_only_by_its_number(bank):
    """Art. 22: no group carries it along, and no count of the successor's case tells of it."""
    plain, secret = bank.file(), bank.file(secrecy=2)
    leaving.leave(bank.rm01, reason=WHY, by=bank.manager)
    case = handover_of(bank.rm01)
    acts.assign(case.pk, group="managed", successor=bank.rm02, by=bank.manager)
    view = read_case(offer_to(bank.rm02).pk, by=bank.rm02)
    assert (view.numbers, view.unnamed, view.row.files) == ([plain.number], 0, 1)
    acts.take(offer_to(bank.rm02).pk, by=bank.rm02)
    assert File.objects.get(pk=secret.pk).manager_id == bank.supervisor.pk
    acts.assign(case.pk, group="managed", successor=bank.rm03, customers=[secret.number], by=bank.manager)
    acts.take(offer_to(bank.rm03).pk, by=bank.rm03)
    assert File.objects.get(pk=secret.pk).manager_id == bank.rm03.pk
    with pytest.raises(Refused):
        read_handover(case.pk, by=bank.auditor)


@pytest.mark.req("F15")
def test_the_name_of_a_departed_colleague_stays_readable(gone):
    """Art. 19.1: the past keeps its names: signatures, readers of a file, who is no longer there."""
    bank = gone
    assert read_case(bank.asked.pk, by=bank.supervisor).row.raised_by == bank.rm02.display_name
    file = bank.file(manager=bank.rm03)
    open_file(file.number, by=bank.rm03, purpose="service")
    leaving.leave(bank.rm03, reason=WHY, by=bank.manager)
    found = readers(file.number, by=bank.supervisor, purpose="review")
    assert bank.rm03.display_name in str(found)
    assert bank.rm03.pk not in [one.id for one in list_people(by=bank.manager)]

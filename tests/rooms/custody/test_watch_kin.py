"""Own and relatives' files (K07): registered by two, sealed, seen by the watch, and told to whom it is about."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji import norms
from zhiji.access.people import enrol
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody import leak_clock
from zhiji.custody.actions import kin
from zhiji.custody.looks.cases import list_cases, read_case
from zhiji.custody.looks.watch import read_alert, read_watch_policy
from zhiji.custody.models import Case, Notice
from zhiji.custody.problems import Invalid
from zhiji.custody.watch.kin import _ended
from zhiji.custody.watch.signals import Day, hits, ranked
from zhiji.customers.actions.tying import link
from zhiji.customers.looks.opening import open_file
from zhiji.staff.models import Staff

RULE = norms.on(timezone.localdate()).incident


def registered(bank, whom, own=(), relatives=(), by=None):
    """A registration of ``whom``, declared by the colleague and confirmed by the supervisor."""
    numbers = {"own": [one.number for one in own], "relatives": [one.number for one in relatives]}
    case = kin.declare_kin(**numbers, reason="入职申报", by=by or whom, whom=None if by is None else whom)
    return kin.confirm_kin(case.pk, by=bank.supervisor)


def weighed():
    return leak_clock.weigh(timezone.localdate(), **HOUSE)


@pytest.mark.req("K07", "N13")
def test_the_watch_sees_looks_at_the_own_file_and_at_those_of_relatives_with_the_reason(bank):
    """Own file, spouse by the tie on it, a registered aunt; and a tie that ends
    some day; a neighbour's file and an ended tie are nothing of it."""
    own, spouse, aunt, neighbour, former, ward = (bank.file(manager=bank.rm03) for _ in range(6))
    ahead = (timezone.localdate() + timedelta(days=400)).isoformat()
    for other, role, more in (
        (spouse, "spouse", {}),
        (former, "spouse", {"until": "2015-01-01"}),
        (ward, "child", {"until": ahead}),
        (neighbour, "other", {}),
    ):
        link(
            own.number,
            {"role": role, "customer": other.number} | more,
            source="customer_stated",
            by=bank.rm03,
            purpose="upkeep",
        )
    registered(bank, bank.rm01, [own], [aunt])
    for file in (own, spouse, aunt, neighbour, former, ward):
        open_file(file.number, by=bank.rm01, purpose="service")
    open_file(own.number, by=bank.rm03, purpose="service")
    weighed()
    case = Case.objects.get(kind="alert")
    assert case.content["staff"] == bank.rm01.pk
    counts = {one["id"]: one["count"] for one in case.content["signals"]}
    assert (counts["own"], counts["relatives"]) == (1, 3)
    view = read_alert(case.pk, by=bank.supervisor)
    assert {"One's own file", "Files of relatives"} <= {one.name for one in view.reasons}
    assert set(view.numbers[:4]) == {own.number, spouse.number, aunt.number, ward.number}
    assert "own file as spouse, parent, child" in Browser(bank.supervisor).text(f"/custody/alert/{case.pk}/")


@pytest.mark.parametrize(
    ("until", "days", "seen"), [(0, 0, True), (0, 1, False), (-1, 0, False), (1, 0, True)]
)
def test_a_tie_holds_to_the_end_of_its_last_day(until, days, seen):
    on = timezone.localdate()
    tie = {"until": (on + timedelta(days=until)).isoformat()}
    assert _ended(tie, on + timedelta(days=days)) is not seen and not _ended({}, on)


@pytest.mark.req("K07")
@pytest.mark.parametrize("confirmed", [False, True])
def test_nothing_is_seen_before_it_is_confirmed_nor_after_it_has_ended(bank, confirmed):
    own = bank.file(manager=bank.rm01)
    open_file(own.number, by=bank.rm01, purpose="service")
    case = kin.declare_kin(own=[own.number], reason="入职申报", by=bank.rm01)
    with pytest.raises(Refused):
        kin.confirm_kin(case.pk, by=bank.rm01)
    if confirmed:
        kin.confirm_kin(case.pk, by=bank.manager)
        with pytest.raises(Refused):
            kin.end_kin(case.pk, words="不想登记了", by=bank.rm01)
        kin.end_kin(case.pk, words="本人已销户", by=bank.gm)
    assert weighed().colleagues == 1 and not Case.objects.filter(kind="alert").exists()


@pytest.mark.req("K07")
def test_both_accounts_of_one_person_are_watched_for_the_own_file(bank):
    enrol(
        "twin",
        staff_number="299999",
        name="林若溪",
        role="agent",
        unit=bank.head,
        person=bank.rm01.staff_number,
        **HOUSE,
    )
    own = bank.file(manager=bank.rm03)
    registered(bank, bank.rm01, [own])
    twin = Staff.objects.get_by_natural_key("twin")
    open_file(own.number, by=twin, purpose="service")
    weighed()
    assert Case.objects.get(kind="alert").content["staff"] == twin.pk


@pytest.mark.req("K07")
def test_others_are_registered_by_who_supervises_and_confirmed_by_another_who_it_is_not_about(bank):
    file = bank.file()
    with pytest.raises(Refused):
        kin.declare_kin(own=[file.number], reason="听说是他", whom=bank.rm02, by=bank.rm01)
    for numbers in ({}, {"own": [file.number, bank.file().number]}):
        with pytest.raises(Invalid):
            kin.declare_kin(**numbers, reason="入职申报", by=bank.rm01)
    with pytest.raises(NotHere):
        kin.declare_kin(own=["0000-0000-0000"], reason="入职申报", by=bank.rm01)
    case = kin.declare_kin(own=[file.number], reason="人事登记", whom=bank.manager, by=bank.supervisor)
    for nobody in (bank.manager, bank.supervisor):
        with pytest.raises(Refused):
            kin.confirm_kin(case.pk, by=nobody)
    kin.confirm_kin(case.pk, by=bank.gm)
    assert Notice.objects.get(staff=bank.manager, what="kin").case_id is None
    for nobody in (bank.manager, bank.rm01, bank.auditor, bank.officer):
        with pytest.raises(NotHere):
            read_case(case.pk, by=nobody)
    assert not list_cases("kin", by=bank.manager).rows


@pytest.mark.req("K07", "N13")
def test_a_colleague_reads_what_is_registered_as_the_own_and_declares_more_from_there(bank):
    own, aunt = bank.file(manager=bank.rm03), bank.file(manager=bank.rm03)
    registered(bank, bank.rm01, [own], [aunt])
    told = read_watch_policy(by=bank.rm01)
    assert (told.own, told.relatives) == ([own.number], 1)
    page = Browser(bank.rm01)
    text = page.text("/custody/watch/")
    assert own.number in text and aunt.number not in text and "/custody/kin/new/" in text
    assert "/custody/kin/new/" not in Browser(bank.analyst).text("/custody/watch/")
    sent = page.post("/custody/kin/new/", {"relatives": aunt.number, "reason": "配偶的母亲"})
    assert sent.status_code == 302
    assert Case.objects.filter(kind="kin", state="asked").count() == 1


@pytest.mark.req("K07", "N05")
def test_no_clear_column_and_no_entry_says_whose_file_is_whose(bank, journal):
    own = bank.file(manager=bank.rm03)
    case = registered(bank, bank.rm01, [own])
    with connection.cursor() as cursor:
        cursor.execute("SELECT content::text || reason FROM custody_case WHERE id = %s", [case.pk])
        clear = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM custody_casefile WHERE case_id = %s", [case.pk])
        assert cursor.fetchone()[0] == 0
    assert own.number not in clear and f'"{own.customer_id}"' not in clear
    for phrase in ("custody:kin:ask", "custody:kin:confirm"):
        [entry] = journal(phrase)
        assert entry.customer is None and entry.subjects == [] and own.number not in entry.facts


@pytest.mark.req("K07")
def test_a_look_at_the_own_file_stays_within_the_budget_of_a_day(bank):
    many = [Day(n, "rm", 200, off_hours=60, outside=60) for n in range(RULE.alerts_per_day)]
    near = Day(999, "rm", 2, own=1)
    assert [hit.signal for hit in hits(near, RULE)] == ["own"]
    top = ranked([near, *many], RULE)
    assert len(top) > RULE.alerts_per_day and top[-1][0] is near
    assert ranked([near, Day(1, "rm", 30)], RULE)[0][0] is near


@pytest.mark.req("K07")
def test_a_registration_is_refused_with_the_reason_or_overdue_when_nobody_confirms(bank):
    wrong = kin.declare_kin(own=[bank.file().number], reason="入职申报", by=bank.rm01)
    assert kin.refuse_kin(wrong.pk, words="并非本人档案", by=bank.supervisor).state == "refused"
    case = kin.declare_kin(own=[bank.file().number], reason="入职申报", by=bank.rm01)
    assert case.due_at - case.raised_at == timedelta(hours=72)
    later = case.due_at + timedelta(minutes=1)
    assert [row.overdue for row in list_cases("kin", by=bank.supervisor, at=later).rows] == [True, False]

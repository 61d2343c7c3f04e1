"""Requests of the authorities (AB01-AB04): two checks, the minimal reply, and that nobody who
serves the customer learns of it."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji import norms, vault
from zhiji.access import people
from zhiji.access.house import shred_key
from zhiji.access.refusals import NotHere, PurposeNeeded, Refused
from zhiji.custody.actions import authority, papers
from zhiji.custody.looks.authority import read_reply, register_lines
from zhiji.custody.looks.cases import list_cases, notices, read_case, waiting
from zhiji.custody.models import Case, Disclosure
from zhiji.custody.problems import Invalid
from zhiji.customers.looks.ledger import readers
from zhiji.staff.models import Staff

TODAY = date(2026, 11, 22)
PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of a card"


@pytest.fixture
def office(bank, settings, tmp_path):
    """The small bank with a second compliance officer."""
    settings.ZHIJI_HOME = tmp_path
    people.enrol(
        "compliance2", staff_number="200001", name="褚明", role="compliance", unit=bank.head, **HOUSE
    )
    bank.compliance2 = Staff.objects.get(username="compliance2")
    return bank


def asked(bank, file=None, **more):
    given = {
        "body": "police", "body_name": "某市公安局经侦支队", "level": "city", "power": "query", "letter": "经侦调证字〔2026〕118号",
        "officer_1": "段鹏程", "card_1": "033101", "officer_2": "池映月", "card_2": "033102", "reason": "合同诈骗案调查",
        "customers": [file.number] if file else [], "fields": ["name", "phones"],
    }  # fmt: skip
    return authority.ask(**(given | more), by=bank.compliance, purpose="inquiry")


def with_papers(bank, case, cards=2, letters=1):
    for kind, count in (("work_card", cards), ("warrant", letters)):
        for _each in range(count):
            papers.add_paper(case.pk, io.BytesIO(PNG), kind=kind, title="证件影印件", by=bank.compliance)
    return case


def confirmed(bank, file, hand=None, **more):
    case = with_papers(bank, asked(bank, file, **more))
    authority.check(case.pk, genuine=True, confirmer=bank.supervisor, by=bank.compliance)
    return authority.confirm(case.pk, hand=hand, by=bank.supervisor)


# -- requests --------------------------------------------------------------------------------------------------------


@pytest.mark.req("AB01", "AB03")
@pytest.mark.parametrize("wanted", ["query", "freeze", "deduct"])
def test_a_bank_supervisor_may_not_query_freeze_or_deduct_a_depositor_commercial_bank_law_29(office, wanted):
    file = office.file()
    case = asked(office, file, body="bank_supervisor", power=wanted)
    view = read_case(case.pk, by=office.auditor)
    assert (view.row.state, view.content["barred"]) == ("barred", "supervisor")
    assert (
        "商业银行法 29, 30" in view.content["articles"][0]
        and "银行业监督管理法" in view.content["articles"][1]
    )
    assert "29, 30" in view.signatures[-1].words
    with pytest.raises(Invalid):
        authority.check(case.pk, genuine=True, confirmer=office.supervisor, by=office.compliance)
    assert not Disclosure.objects.exists()


@pytest.mark.req("AB01")
def test_an_inspection_of_the_bank_is_registered_and_gives_out_nothing(office):
    case = with_papers(office, asked(office, body="bank_supervisor", power="inspect", fields=[]))
    authority.check(case.pk, genuine=True, confirmer=office.compliance2, by=office.compliance)
    assert authority.confirm(case.pk, by=office.compliance2).state == "inspection"
    assert not Disclosure.objects.exists()


@pytest.mark.req("AB02")
@pytest.mark.parametrize(
    "given, why",
    [({"body": "audit", "power": "freeze"}, "power"), ({"body": "police", "power": "deduct"}, "power"),
     ({"body": "market_regulator"}, "power"), ({"level": "township"}, "level")],
)  # fmt: skip
def test_what_the_law_gives_no_power_for_is_registered_and_refused_with_the_article(office, given, why):
    case = asked(office, office.file(), **given)
    assert (case.state, case.content["barred"]) == ("barred", why) and all(case.content["articles"])


@pytest.mark.req("AB04")
def test_a_query_walks_through_two_checks_to_a_reply_with_only_what_was_asked(office):
    file = office.file(values={"occasions": None})
    case = asked(office, file, fields=["name", "phones", "habits"])
    with pytest.raises(Invalid) as invalid:
        authority.check(case.pk, genuine=True, confirmer=office.supervisor, by=office.compliance)
    assert {one.rule for one in invalid.value.problems} == {"work_card", "warrant"}
    with_papers(office, case)
    with pytest.raises(Refused) as refused:
        authority.check(case.pk, genuine=True, confirmer=office.supervisor, by=office.compliance2)
    assert refused.value.decision.code == "not_yours"
    authority.check(case.pk, genuine=True, confirmer=office.supervisor, by=office.compliance)
    assert [row.number for row in waiting(by=office.supervisor).rows] == [case.pk]
    assert authority.confirm(case.pk, by=office.supervisor).state == "confirmed"
    with pytest.raises(PurposeNeeded):
        authority.reply(case.pk, copies=1, handed="officers", by=office.compliance, purpose="due_diligence")
    done = authority.reply(case.pk, copies=2, handed="officers", by=office.compliance, purpose="inquiry")
    assert (done.state, done.content["given"], done.content["copies"]) == ("answered", ["name", "phones"], 2)
    shown = read_reply(case.pk, by=office.compliance, purpose="inquiry")
    lines = shown.files[0].lines
    assert len(lines) == 2 and lines[0][1] == "沈怀瑾"
    assert [str(one) for one in shown.not_given] == ["Habits"] and shown.receipt
    with pytest.raises(Refused):
        read_reply(case.pk, by=office.auditor, purpose="audit")


@pytest.mark.req("AB04")
def test_the_two_checks_are_two_people(office):
    case = with_papers(office, asked(office, office.file()))
    authority.check(case.pk, genuine=True, confirmer=office.compliance, by=office.compliance)
    with pytest.raises(Refused) as refused:
        authority.confirm(case.pk, by=office.compliance)
    assert refused.value.decision.code == "four_eyes"


@pytest.mark.req("AB04")
def test_two_officers_with_two_cards_a_scope_and_a_whole_identity_are_asked_for(office):
    for given, rule in (({"card_2": "033101"}, "two"), ({"fields": []}, "required"), ({"person_name": "沈怀瑾"}, "both"),
                        ({"period_from": date(2026, 2, 1), "period_to": date(2026, 1, 1)}, "range")):  # fmt: skip
        with pytest.raises(Invalid) as invalid:
            asked(office, office.file(), **given)
        assert [one.rule for one in invalid.value.problems] == [rule]
    assert not Case.objects.exists()


@pytest.mark.req("AB04")
def test_a_person_is_found_by_name_and_paper_together_and_nobody_found_is_an_answer(office):
    number = office.paper_number(1)
    file = office.file()
    both = asked(office, person_name="沈怀瑾", person_paper=number)
    assert read_case(both.pk, by=office.compliance).numbers == [file.number]
    other = with_papers(office, asked(office, person_name="陆清和", person_paper=number))
    assert read_case(other.pk, by=office.compliance).numbers == []
    authority.check(other.pk, genuine=True, confirmer=office.supervisor, by=office.compliance)
    authority.confirm(other.pk, by=office.supervisor)
    authority.reply(other.pk, copies=1, handed="post", by=office.compliance, purpose="inquiry")
    assert read_reply(other.pk, by=office.compliance, purpose="inquiry").files == []


@pytest.mark.req("J04")
def test_a_top_secret_file_is_not_found_by_who_may_not_know_of_it(office):
    number = office.paper_number(1)
    file = office.file(secrecy=2)
    for case in (asked(office, file), asked(office, person_name="沈怀瑾", person_paper=number)):
        assert case.state == "registered" and not case.files.exists()


@pytest.mark.req("AB02", "AB04")
def test_a_freeze_becomes_a_task_with_its_clock_and_only_then_a_reply(office):
    file = office.file()
    case = with_papers(office, asked(office, file, body="court", power="freeze", fields=[]))
    authority.check(case.pk, genuine=True, confirmer=office.supervisor, by=office.compliance)
    with pytest.raises(Invalid):
        authority.confirm(case.pk, by=office.supervisor)
    made = authority.confirm(case.pk, hand=office.officer, by=office.supervisor)
    hours = norms.on(timezone.localdate()).authorities.act_hours
    assert made.state == "ordered" and made.due_at - timezone.now() < timedelta(hours=hours)
    assert [one.what for one in notices(by=office.officer)] == ["your_step"]
    late = timezone.now() + timedelta(hours=hours + 1)
    assert [row.overdue for row in waiting(by=office.officer, at=late).rows] == [True]
    with pytest.raises(Refused):
        authority.carry(case.pk, words="核心系统已冻结，编号 F118", by=office.officer2)
    authority.carry(case.pk, words="核心系统已冻结，编号 F118", by=office.officer)
    authority.reply(case.pk, copies=1, handed="officers", by=office.compliance, purpose="inquiry")
    assert read_reply(case.pk, by=office.compliance, purpose="inquiry").done == "核心系统已冻结，编号 F118"


@pytest.mark.req("AB04", "H09")
def test_nobody_who_serves_the_customer_learns_of_it(office, journal):
    file = office.file()
    case = confirmed(office, file)
    authority.reply(case.pk, copies=1, handed="officers", by=office.compliance, purpose="inquiry")
    read_reply(case.pk, by=office.compliance, purpose="inquiry")
    read_case(case.pk, by=office.compliance, purpose="due_diligence")
    mine = [one for one in journal(limit=200) if file.customer_id in (one.customer, *one.subjects)]
    told = {one.phrase for one in mine if one.phrase.startswith("custody:")}
    assert {"custody:authority:ask", "custody:authority:reply", "custody:case:read"} <= told
    assert {one.purpose for one in mine if one.phrase.startswith("custody:")} == {"inquiry"}
    for reader, purpose in (
        (office.rm01, "service"),
        (office.manager, "review"),
        (office.supervisor, "review"),
    ):
        ledger = readers(file.number, by=reader, purpose=purpose)
        assert not [line for line in ledger.lines if line.phrase.startswith("custody:")] and ledger.reserved
    assert [
        line
        for line in readers(file.number, by=office.auditor, purpose="audit").lines
        if line.phrase.startswith("custody:")
    ]
    for stranger in (office.rm01, office.manager, office.gm, office.officer):
        with pytest.raises(NotHere):
            read_case(case.pk, by=stranger)
        assert list_cases("authority", by=stranger).rows == [] and notices(by=stranger) == []
    for known in (office.compliance2, office.auditor, office.supervisor):
        assert read_case(case.pk, by=known).row.number == case.pk


@pytest.mark.req("AB04")
def test_names_cards_and_letters_are_sealed_and_the_register_names_them_to_compliance_and_audit(office):
    case = asked(office, office.file())
    with connection.cursor() as cursor:
        cursor.execute("SELECT content::text || reason, private FROM custody_case")
        clear, sealed = cursor.fetchone()
    for told in ("段鹏程", "118号", "033101"):
        assert told not in clear and told.encode() not in bytes(sealed)
    line = register_lines(by=office.auditor)[0]
    assert (line.letter, line.officers) == ("经侦调证字〔2026〕118号", ["段鹏程 (033101)", "池映月 (033102)"])
    with pytest.raises(Refused):
        register_lines(by=office.supervisor)
    authority.withdraw(case.pk, words="办案机关来函撤回", by=office.compliance)
    assert str(register_lines(by=office.compliance)[0].row.state_label) == "withdrawn"


def test_the_copy_of_a_reply_goes_with_the_customers_key(office):
    file = office.file()
    case = confirmed(office, file)
    authority.reply(case.pk, copies=1, handed="officers", by=office.compliance, purpose="inquiry")
    made = Disclosure.objects.get()
    assert made.fields == ["name", "phones"] and len(made.digest) == 64
    shred_key(file.customer_id, order="D26-000009", **HOUSE)
    assert read_reply(case.pk, by=office.compliance, purpose="inquiry").files[0].gone
    with pytest.raises(vault.Shredded):
        vault.data_key(file.customer_id, for_sealing=True)


def test_a_request_can_be_refused_with_its_reason(office):
    case = asked(office, office.file())
    assert authority.refuse(case.pk, words="证件与来函不符", by=office.compliance).state == "refused"


# -- pages -----------------------------------------------------------------------------------------------------------


def test_the_pages_of_a_request(office):
    file = office.file()
    browser = Browser(office.compliance, "inquiry")
    assert "unverified" in browser.text("/custody/authorities/?day=2026-01-01")
    assert browser.get("/custody/authorities/?day=never").status_code == 200
    typed = {
        "body": "bank_supervisor", "body_name": "某监管分局", "level": "city", "power": "query", "letter": "监管函1号", "officer_1": "甲",
        "card_1": "1", "officer_2": "乙", "card_2": "2", "customers": file.number, "fields": ["name"], "reason": "了解存款人情况",
    }  # fmt: skip
    answer = browser.post("/custody/authority/new/", typed)
    assert answer.status_code == 302
    page = browser.text(answer["Location"])
    assert "The law refuses this request" in page and "商业银行法 29, 30" in page and "监管函1号" in page
    case = confirmed(office, file)
    answer = browser.post(f"/custody/authority/{case.pk}/reply/", {"copies": "1", "handed": "officers"})
    assert answer.status_code == 302
    assert "沈怀瑾" in browser.text(f"/custody/authority/{case.pk}/reply/print/")
    rows = browser.text("/custody/authority/register.csv")
    assert "监管函1号" in rows and "段鹏程 (033101)" in rows
    other = Browser(office.rm01, "service")
    assert other.get(f"/custody/authority/{case.pk}/").status_code == 404
    assert other.get("/custody/authority/register.csv").status_code == 403
    assert f"/custody/authority/{case.pk}/" not in other.text("/custody/authority/")

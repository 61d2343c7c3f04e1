"""An authority's request that concerns a top-secret file (Art. 22; norm ``house.secret-enquiry``): it reaches the designated
custodian and nobody else, and compliance cannot tell it from a request about nobody."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji.access import people, registers
from zhiji.access.refusals import NotHere, PurposeNeeded, Refused
from zhiji.access.standing_in import name_stand_in
from zhiji.custody.actions import authority, enquiry, papers
from zhiji.custody.looks.authority import read_reply, read_secret_reply
from zhiji.custody.looks.cases import list_cases, notices, read_case, waiting
from zhiji.custody.looks.papers import open_paper
from zhiji.custody.models import Case, Disclosure, RequestSearch
from zhiji.custody.problems import Invalid
from zhiji.customers.actions.keeping import classify
from zhiji.customers.looks.ledger import readers
from zhiji.customers.models import File
from zhiji.customers.rules import number_of
from zhiji.staff.models import Staff

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of a letter"
OPEN = {"purpose": "secret_inquiry"}


@pytest.fixture
def office(bank, settings, tmp_path):
    """The small bank with a second compliance officer, an ordinary file and a top-secret one kept by ``officer2``."""
    settings.ZHIJI_HOME = tmp_path
    people.enrol(
        "compliance2", staff_number="200001", name="褚明", role="compliance", unit=bank.head, **HOUSE
    )
    bank.compliance2 = Staff.objects.get(username="compliance2")
    bank.paper = bank.paper_number(1)
    bank.secret = bank.file()
    classify(
        bank.secret.number, secrecy=2, custodian=bank.officer2, reason="重要人士", by=bank.supervisor, purpose="review"
    )  # fmt: skip
    bank.secret = File.objects.get(pk=bank.secret.pk)
    return bank


def asked(bank, **more):
    given = {
        "body": "court", "body_name": "某市中级人民法院", "level": "city", "power": "query", "letter": "（2026）执协118号",
        "officer_1": "段鹏程", "card_1": "033101", "officer_2": "池映月", "card_2": "033102", "reason": "执行案件",
        "fields": ["name", "phones"],
    }  # fmt: skip
    case = authority.ask(**(given | more), by=bank.compliance, purpose="inquiry")
    for kind, count in (("work_card", 2), ("warrant", 1)):
        for _each in range(count):
            papers.add_paper(case.pk, io.BytesIO(PNG), kind=kind, title="证件影印件", by=bank.compliance)
    return case


def holds(bank, case):
    """Compliance finds twice that the papers hold."""
    authority.check(case.pk, genuine=True, confirmer=bank.compliance2, by=bank.compliance)
    return authority.confirm(case.pk, by=bank.compliance2)


def passed(bank, **more):
    """The enquiry that came of a request for the secret file by name and paper."""
    named = {"person_name": "沈怀瑾", "person_paper": bank.paper}
    request = asked(bank, **named | more)
    enquiry.tick(timezone.now())
    return request, Case.objects.get(kind="enquiry")


def shape(case):
    """All that a request says of what was found, in columns, facts and papers."""
    case.refresh_from_db()
    return case.state, case.content, case.files.count(), case.owner_id, case.signatures.count()


@pytest.mark.req("J04", "AB04")
@pytest.mark.parametrize("by_number", [False, True])
def test_compliance_gets_the_answer_of_an_unknown_number(office, journal, by_number):
    """Art. 22: the same case, register and journal, whether there is such a file or none."""

    def request(number, paper):
        if by_number:
            return asked(office, customers=[number])
        return asked(office, person_name="沈怀瑾", person_paper=paper)

    secret = request(office.secret.number, office.paper)
    nobody = request(number_of(987654), office.paper_number(77))
    enquiry.tick(timezone.now())
    assert shape(secret) == shape(nobody) and secret.files.count() == 0
    for reader in (office.compliance, office.compliance2, office.auditor):
        assert [row.kind for row in list_cases(by=reader).rows] == ["authority", "authority"]
        first, second = (read_case(one.pk, by=reader) for one in (secret, nobody))
        assert (first.numbers, first.unnamed, len(first.papers)) == (second.numbers, second.unnamed, 3)
        assert list_cases("enquiry", by=reader).rows == [] and not notices(by=reader)
        seen = registers.list_entries(by=reader).lines
        assert not [line for line in seen if "enquiry" in line.phrase]
    entries = journal("custody:enquiry:pass")
    assert len(entries) == 2 and {one.purpose for one in entries} == {"secret_inquiry"}
    assert RequestSearch.objects.count() == 2 and Case.objects.filter(kind="enquiry").count() == 1
    enquiry.tick(timezone.now())
    assert Case.objects.filter(kind="enquiry").count() == 1


@pytest.mark.req("J04")
def test_the_enquiry_reaches_the_designated_custodian_and_nobody_else(office):
    """Art. 22: one notice, one desk; who may know of the file, but was not asked, learns nothing of the enquiry."""
    _request, case = passed(office)
    assert (case.owner, case.raised_by) == (office.officer2, None)
    assert [one.what for one in notices(by=office.officer2)] == ["your_step"]
    assert [row.number for row in waiting(by=office.officer2).rows] == [case.pk]
    view = read_case(case.pk, by=office.officer2)
    assert view.private["letter"] == "（2026）执协118号" and view.numbers == [office.secret.number]
    everybody = [one for one in Staff.objects.select_related("unit") if one.pk != office.officer2.pk]
    for other in everybody:
        with pytest.raises(NotHere):
            read_case(case.pk, by=other)
        assert not [row for row in list_cases(by=other).rows if row.kind == "enquiry"]
        assert not [row for row in waiting(by=other).rows if row.kind == "enquiry"]
    with pytest.raises(Refused):
        enquiry.prepare(case.pk, confirmer=office.supervisor, by=office.officer)


@pytest.mark.req("J04")
def test_who_stands_in_for_the_custodian_learns_nothing(office):
    """Art. 22: a stand-in's own eyes count, and they may not know of the file."""
    _request, case = passed(office)
    name_stand_in(office.officer, ends_at=timezone.now() + timedelta(days=2), by=office.officer2)
    assert waiting(by=office.officer).rows == []
    with pytest.raises(NotHere):
        read_case(case.pk, by=office.officer)


@pytest.mark.req("AB04", "J04")
def test_the_custodian_answers_with_a_second_person_who_may_know(office):
    """Art. 22: prepared by the custodian, confirmed by another, with what was asked and no more."""
    request, case = passed(office)
    with pytest.raises(Invalid) as invalid:
        enquiry.prepare(case.pk, confirmer=office.compliance, by=office.officer2)
    assert [one.field for one in invalid.value.problems] == ["confirmer"]
    enquiry.prepare(case.pk, confirmer=office.supervisor, words="已核对", by=office.officer2)
    assert [row.number for row in waiting(by=office.supervisor).rows] == [case.pk]
    with pytest.raises(Refused):
        enquiry.confirm(case.pk, by=office.manager)
    with pytest.raises(Invalid) as invalid:  # compliance has not found the papers to hold
        enquiry.confirm(case.pk, by=office.supervisor)
    assert [one.rule for one in invalid.value.problems] == ["request"]
    holds(office, request)
    enquiry.confirm(case.pk, by=office.supervisor)
    with pytest.raises(PurposeNeeded):
        enquiry.reply(case.pk, copies=1, handed="officers", by=office.officer2)
    with pytest.raises(Refused):
        enquiry.reply(case.pk, copies=1, handed="officers", by=office.supervisor, **OPEN)
    answered = enquiry.reply(case.pk, copies=2, handed="officers", by=office.officer2, **OPEN)
    assert answered.state == "answered" and answered.content["given"] == ["name", "phones"]
    assert Disclosure.objects.get().customer_id == office.secret.pk
    reply = read_secret_reply(case.pk, by=office.officer2, **OPEN)
    assert reply.files[0].number == office.secret.number and len(reply.files[0].lines) == 2
    for other in (office.officer, office.supervisor):
        with pytest.raises(Refused):
            read_secret_reply(case.pk, by=other, **OPEN)
    authority.reply(request.pk, copies=1, handed="officers", by=office.compliance, purpose="inquiry")
    assert read_reply(request.pk, by=office.compliance, purpose="inquiry").files == []


@pytest.mark.req("J04")
def test_the_ledger_of_the_file_names_the_answer_to_its_keepers_only(office):
    request, case = passed(office)
    enquiry.prepare(case.pk, confirmer=office.supervisor, by=office.officer2)
    holds(office, request)
    enquiry.confirm(case.pk, by=office.supervisor)
    enquiry.reply(case.pk, copies=1, handed="officers", by=office.officer2, **OPEN)
    told = [line.phrase for line in readers(office.secret.number, by=office.officer2, purpose="review").lines]
    served = [line.phrase for line in readers(office.secret.number, by=office.rm01, purpose="service").lines]
    assert "custody:enquiry:reply" in told and not [one for one in served if "enquiry" in one]


@pytest.mark.req("AB04")
def test_a_freeze_is_carried_out_and_a_request_that_ended_is_refused_by_the_second_person(office):
    request, case = passed(office, power="freeze", fields=[])
    enquiry.prepare(case.pk, confirmer=office.gm, by=office.officer2)
    authority.check(request.pk, genuine=True, confirmer=office.compliance2, by=office.compliance)
    authority.confirm(request.pk, hand=office.agent01, by=office.compliance2)
    assert enquiry.confirm(case.pk, by=office.gm).state == "ordered"
    assert enquiry.carry(case.pk, words="已于当日冻结", by=office.officer2).state == "confirmed"
    other, again = asked(office, person_name="沈怀瑾", person_paper=office.paper), None
    enquiry.tick(timezone.now())
    again = Case.objects.filter(kind="enquiry").latest("pk")
    authority.withdraw(other.pk, words="法院撤回", by=office.compliance)
    enquiry.prepare(again.pk, confirmer=office.gm, by=office.officer2)
    with pytest.raises(Invalid):
        enquiry.confirm(again.pk, by=office.gm)
    with pytest.raises(Refused):
        enquiry.refuse(again.pk, words="已撤回", by=office.officer2)
    assert enquiry.refuse(again.pk, words="法院已撤回", by=office.gm).state == "refused"


@pytest.mark.req("J04", "AB04")
def test_pages_and_papers_of_an_enquiry(office):
    request, case = passed(office)
    browser = Browser(office.officer2, "secret_inquiry")
    page = browser.text(f"/custody/enquiry/{case.pk}/")
    assert "nobody else were told" in page and "某市中级人民法院" in page and "Legal document" in page
    paper = request.papers.filter(kind="warrant").get()
    assert b"".join(open_paper(request.pk, paper.pk, by=office.officer2).chunks) == PNG
    assert browser.get(f"/custody/authority/{request.pk}/").status_code == 404
    with pytest.raises(NotHere):
        open_paper(request.pk, paper.pk, by=office.officer)
    typed = {"confirmer": str(office.supervisor.pk), "words": ""}
    assert browser.post(f"/custody/enquiry/{case.pk}/prepare/", typed).status_code == 302
    holds(office, request)
    enquiry.confirm(case.pk, by=office.supervisor)
    typed = {"copies": "1", "handed": "officers", "words": ""}
    assert browser.post(f"/custody/enquiry/{case.pk}/reply/", typed).status_code == 302
    assert "Print the reply" in browser.text(f"/custody/enquiry/{case.pk}/")
    assert office.secret.number in browser.text(f"/custody/enquiry/{case.pk}/reply/print/")
    assert browser.get(f"/custody/enquiry/{case.pk}/reply/pdf/").content.startswith(b"%PDF")
    for other in (office.compliance, office.supervisor, office.officer):
        answer = Browser(other, "secret_inquiry").get(f"/custody/enquiry/{case.pk}/reply/print/")
        assert answer.status_code in (403, 404) and office.secret.number not in answer.content.decode()


@pytest.mark.req("J03", "J04")
def test_the_next_cases_number_is_as_far_off_whatever_was_found(office):
    """Compliance sees the numbers of its own requests: a gap after one would say that the person has a secret file."""

    def gap(**named):
        before = asked(office, **named)
        enquiry.tick(timezone.now())
        return asked(office, person_name="无此人", person_paper="110101199003074514").pk - before.pk

    found = gap(person_name="沈怀瑾", person_paper=office.paper)
    enquiry.tick(timezone.now())
    assert Case.objects.filter(kind="enquiry").count() == 1
    assert gap(person_name="无此人", person_paper="110101199003074514") == found

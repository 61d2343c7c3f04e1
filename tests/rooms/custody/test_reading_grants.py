"""What a reading ends in: the grant, its ends, what was never used, the ways in, standing in (Art. 17-18)."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.reading_cases import OUTSIDER, PNG, ask, granted, levels
from plugins.small_bank import HOUSE

from zhiji.access import grants, people
from zhiji.access.breaking import revoke
from zhiji.access.gateway import _governed_writes
from zhiji.access.models import Grant
from zhiji.access.refusals import Refused
from zhiji.custody import clock
from zhiji.custody.actions import papers, reading
from zhiji.custody.looks.cases import list_cases, read_case, waiting
from zhiji.custody.looks.uses import readings_used
from zhiji.custody.models import Case
from zhiji.custody.problems import Invalid
from zhiji.customers.looks.explaining import why
from zhiji.customers.looks.ledger import readers
from zhiji.customers.rules import number_of
from zhiji.journal import looks as journal_looks
from zhiji.staff.models import Staff

pytestmark = pytest.mark.usefixtures("papers_apart")

# -- the grant ---------------------------------------------------------------------------------------------------------


@pytest.mark.req("H07", "H09")
def test_it_opens_at_once_every_look_cites_it_and_the_last_use_is_the_last(bank, file):
    case = granted(bank, file, uses=2)
    for _ in range(2):
        assert levels(bank, file) == {"contact", "work"}
        entry = journal_looks.readers(file.customer_id).lines[0]
        assert entry.grant == case.grant_id and entry.facts["opened"] == {
            str(case.grant_id): ["contact", "work"]
        }
    assert levels(bank, file) == set()
    assert journal_looks.readers(file.customer_id).lines[0].grant is None


@pytest.mark.req("H07")
def test_it_ends_by_itself_and_the_house_closes_the_request(bank, file):
    case = granted(bank, file)
    over = Case.objects.get(pk=case.pk).grant.ends_at
    assert levels(bank, file, at=over - timedelta(seconds=1)) == {"contact", "work"}
    assert levels(bank, file, at=over) == set()
    clock.tick(over - timedelta(seconds=1))
    assert Case.objects.get(pk=case.pk).state == "granted"
    assert clock.tick(over) == []
    closed = Case.objects.get(pk=case.pk)
    assert closed.state == "ended" and closed.closed_at == over
    clock.tick(over + timedelta(minutes=1))
    assert closed.signatures.filter(verb="expire").count() == 1


@pytest.mark.req("H07")
def test_the_reader_gives_it_back_and_the_examiner_may_stop_it(bank, file):
    case, other = granted(bank, file), granted(bank, file, compartments=["wealth"])
    assert levels(bank, file) == {"contact", "work", "wealth"}
    assert reading.give_back(case.pk, by=bank.rm01).state == "ended"
    assert levels(bank, file) == {"wealth"}, "ending one leaves the other as it was"
    with pytest.raises(Refused):
        reading.give_back(other.pk, by=bank.rm02)
    with pytest.raises(Invalid):
        reading.stop(other.pk, words="", by=bank.officer)
    reading.stop(other.pk, words="代办已取消", by=bank.officer)
    assert levels(bank, file) == set()


@pytest.mark.req("H07")
@pytest.mark.parametrize("change", ["role", "unit", "leaves"])
def test_it_ends_at_once_when_its_holder_changes_post_or_leaves(bank, file, change):
    case = granted(bank, file)
    values = {"role": {"role": "agent"}, "unit": {"unit": bank.east}, "leaves": {"is_active": False}}[change]
    with _governed_writes("test"):
        Staff.objects.filter(pk=bank.rm01.pk).update(**values)
        Staff.objects.filter(pk=bank.rm01.pk).update(role="rm", unit=bank.west, is_active=True)
    assert levels(bank, file) == set(), "and does not come back with the post"
    clock.tick(timezone.now())
    assert Case.objects.get(pk=case.pk).state == "ended"


def test_a_running_reading_waits_for_nobody(bank, file):
    case = granted(bank, file)
    for one in (bank.rm01, bank.officer, bank.supervisor, bank.manager):
        assert [row.number for row in waiting(by=one).rows] == []
    assert [row.number for row in list_cases("reading", by=bank.supervisor).rows] == [case.pk]


def test_a_second_grant_that_adds_nothing_is_not_used(bank, file):
    first, second = granted(bank, file, uses=1), granted(bank, file, uses=5)
    levels(bank, file)
    used = {case.pk: Grant.objects.get(pk=case.grant_id).uses for case in (first, second)}
    assert used == {first.pk: 1, second.pk: 0}
    assert levels(bank, file) == {"contact", "work"}
    assert Grant.objects.get(pk=second.grant_id).uses == 1


def test_two_grants_that_both_open_something_are_both_counted_and_cited(bank, file):
    first, second = (
        granted(bank, file, compartments=["contact"], uses=1),
        granted(bank, file, compartments=["wealth"]),
    )
    assert levels(bank, file) == {"contact", "wealth"}
    assert levels(bank, file) == {"wealth"}, "the first had one look"
    told = journal_looks.under_grants([bank.rm01.pk], Grant.objects.get(pk=first.grant_id).starts_at)
    assert told[1].facts["opened"] == {str(first.grant_id): ["contact"], str(second.grant_id): ["wealth"]}


def test_a_look_whose_grant_ended_meanwhile_is_refused_and_journalled(bank, file, monkeypatch):
    case = granted(bank, file, uses=1)
    before = grants.write_using

    def slow(*args):
        revoke(case.grant_id, reason="撤销", by=bank.supervisor)
        return before(*args)

    monkeypatch.setattr(grants, "write_using", slow)
    with pytest.raises(Refused):
        levels(bank, file)
    last = journal_looks.readers(file.customer_id).lines[0]
    assert (last.outcome, last.grant) == ("refused", None)


def test_who_has_looked_is_shown_without_spending_a_look(bank, file):
    case = granted(bank, file, uses=1)
    readers(file.number, by=bank.rm01, purpose="service")
    readers(file.number, by=bank.rm01, purpose="service")
    assert Grant.objects.get(pk=case.grant_id).uses == 0
    assert levels(bank, file) == {"contact", "work"} and levels(bank, file) == set()


# -- what was granted and never used -----------------------------------------------------------------------------------


@pytest.mark.req("H09")
def test_what_was_granted_and_never_opened_shows_afterwards(bank, file):
    """Art. 17: the register says who read beside whom, what was used and what never."""
    case = ask(bank, file, **OUTSIDER)
    papers.add_paper(case.pk, io.BytesIO(PNG), kind="letter", title="单位介绍信", by=bank.rm01)
    reading.sign_for_unit(case.pk, by=bank.rm02)
    reading.examine(case.pk, reason_sufficient=True, papers_complete=True, by=bank.officer)
    (row,) = readings_used(by=bank.auditor).rows
    assert (row.beside, row.use.used, row.use.last) == ("顾南乔 · 城东税务所", 0, None)
    assert set(row.use.unopened) == {"contact", "work"} and row.use.files_unopened == 1
    why(file.number, by=bank.rm01, purpose="service")
    (row,) = readings_used(by=bank.auditor).rows
    assert row.use.used == 1 and set(row.use.unopened) == {"contact", "work"}, "an explanation opens nothing"
    levels(bank, file)
    assert readings_used(by=bank.auditor).rows == []
    (row,) = readings_used(every=True, by=bank.supervisor).rows
    assert row.use.used == 2 and row.use.last is not None and row.use.unopened == ()
    assert read_case(case.pk, by=bank.rm01).use == row.use
    with pytest.raises(Refused):
        readings_used(by=bank.rm01)


# -- ways in -----------------------------------------------------------------------------------------------------------


@pytest.mark.req("H01")
def test_a_refusal_and_a_file_offer_to_ask_and_the_form_is_filled_in(bank, file):
    """Art. 17: nobody browses without permission; the way to ask for it is one click away."""
    browser = Browser(bank.rm01, "service")
    way = f"/custody/reading/new/?customers={file.number}"
    assert way in browser.text(f"/customers/{file.number}/")
    assert way in browser.text(f"/customers/{file.number}/why/")
    assert file.number in browser.text(way)
    classified = bank.file(manager=bank.rm03, secrecy=1)
    assert f"customers={classified.number}" in browser.text(f"/customers/{classified.number}/", status=403)


@pytest.mark.req("J04")
def test_no_way_in_betrays_a_top_secret_file(bank):
    hidden = bank.file(manager=bank.rm03, secrecy=2)
    browser = Browser(bank.rm01, "service")
    told = browser.text(f"/customers/{hidden.number}/", status=404)
    assert "/custody/reading/new/" not in told
    answer = browser.post("/custody/reading/new/", {
        "customers": hidden.number, "compartments": "contact", "wanted": "service", "reason": "客户委托代办", "days": "2",
        "uses": "3", "reader": "colleague",
    })  # fmt: skip
    unknown = browser.post("/custody/reading/new/", {
        "customers": number_of(10**9), "compartments": "contact", "wanted": "service", "reason": "客户委托代办", "days": "2",
        "uses": "3", "reader": "colleague",
    })  # fmt: skip
    assert answer.status_code == unknown.status_code == 404


def test_my_grants_lead_back_to_the_request(bank, file):
    case = granted(bank, file)
    text = Browser(bank.rm01, "service").text("/grants/")
    assert f"/custody/reading/{case.pk}/" in text


@pytest.mark.req("M07")
@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ("查阅", "谁来查阅")), ("zh-hant", ("查閱", "誰來查閱")), ("en", ("Reading", "Who reads"))],
)
def test_the_pages_of_a_reading_speak_three_languages(bank, file, language, words):
    case = granted(bank, file)
    for colleague, paths in (
        (bank.rm01, ["/custody/reading/new/", f"/custody/reading/{case.pk}/", "/grants/"]),
        (
            bank.supervisor,
            ["/custody/reading/", "/custody/reading/unused/", f"/custody/reading/{case.pk}/stop/"],
        ),
    ):
        browser = Browser(colleague, "service")
        browser.cookies["django_language"] = language
        texts = [browser.text(path) for path in paths]
        assert all(words[0] in text for text in texts), [
            path for path, text in zip(paths, texts, strict=True) if words[0] not in text
        ]
        if colleague is bank.rm01:
            assert words[1] in texts[0]


# -- standing in -------------------------------------------------------------------------------------------------------


def test_a_stand_in_is_named_and_ended_on_its_page(bank, file):
    browser = Browser(bank.rm02, "service")
    until = (timezone.localdate() + timedelta(days=5)).isoformat()
    assert browser.post("/custody/standing-in/", {"stand_in": "", "until": ""}).status_code == 422
    answer = browser.post("/custody/standing-in/", {"stand_in": str(bank.rm02.pk), "until": until})
    assert answer.status_code == 422 and "another" in answer.content.decode()
    answer = browser.post("/custody/standing-in/", {"stand_in": str(bank.rm03.pk), "until": "2199-01-01"})
    assert answer.status_code == 422 and "three months" in answer.content.decode()
    assert (
        browser.post("/custody/standing-in/", {"stand_in": str(bank.rm03.pk), "until": until}).status_code
        == 302
    )
    case = ask(bank, file)
    other = Browser(bank.rm03, "service")
    assert "You sign for" in other.text("/custody/standing-in/")
    form = other.text(f"/custody/reading/{case.pk}/sign/")
    assert f'name="for" value="{bank.rm02.pk}"' in form
    sent = other.post(f"/custody/reading/{case.pk}/sign/", {"for": str(bank.rm02.pk), "words": ""})
    assert sent.status_code == 302 and Case.objects.get(pk=case.pk).state == "signed"
    naming = bank.rm02.stand_ins.get()
    other.post(f"/custody/standing-in/{naming.pk}/end/")
    naming.refresh_from_db()
    assert naming.ended_at is None, "only who named it ends it"
    browser.post(f"/custody/standing-in/{naming.pk}/end/")
    naming.refresh_from_db()
    assert naming.ended_at is not None


def test_nobody_raises_a_request_for_an_absent_colleague(bank, file):
    browser = Browser(bank.rm02, "service")
    until = (timezone.localdate() + timedelta(days=5)).isoformat()
    browser.post("/custody/standing-in/", {"stand_in": str(bank.analyst.pk), "until": until})
    answer = Browser(bank.analyst).post("/custody/reading/new/", {
        "customers": file.number, "compartments": "contact", "wanted": "service", "reason": "客户委托代办", "days": "2",
        "uses": "3", "reader": "colleague", "for": str(bank.rm02.pk),
    })  # fmt: skip
    assert answer.status_code == 403 and not Case.objects.exists()


def test_a_twin_account_of_a_twin_account_is_still_the_same_person(bank):
    for name, number, person in (
        ("twin1", "900001", bank.officer.staff_number),
        ("twin2", "900002", "900001"),
    ):
        people.enrol(
            name, staff_number=number, name="冯守拙", role="officer", unit=bank.head, person=person, **HOUSE
        )
    assert Staff.objects.get(username="twin2").person_key == bank.officer.person_key

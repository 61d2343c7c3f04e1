"""Copying and excerpting, Art. 23.1: approved by the general manager or the supervisor, made once, traced by its mark."""

from datetime import timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji.access.refusals import NotHere, Refused
from zhiji.custody import secrecy_clock
from zhiji.custody.actions import copying
from zhiji.custody.looks.cases import read_case
from zhiji.custody.looks.copies import list_copies, trace
from zhiji.custody.models import Case, Copy
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.marks import codes_in, dots, woven
from zhiji.customers.actions.keeping import classify
from zhiji.customers.looks.card import card


def asked(bank, file, by=None, fields=("name", "phones"), **more):
    return copying.ask(
        customers=[file.number], fields=list(fields), wanted="service", for_whom="法律顾问何以宁", reason="诉讼需要附件",
        by=by or bank.rm01, **more,
    )  # fmt: skip


@pytest.mark.req("J05")
@pytest.mark.parametrize("approver", ["gm", "supervisor"])
def test_art_23_1_a_copy_is_made_once_of_what_was_approved(bank, journal, approver):
    file = bank.file()
    case = asked(bank, file)
    with pytest.raises(Invalid):
        copying.make(case.pk, by=bank.rm01, purpose="service")
    copying.approve(case.pk, by=getattr(bank, approver))
    sheet = copying.make(case.pk, by=bank.rm01, purpose="service")
    assert [one.field.id for one in sheet.lines] == ["name", "phones"]
    assert sheet.lines[0].text == "沈怀瑾" and sheet.for_whom == "法律顾问何以宁"
    entry = journal("custody:copy:make")[0]
    assert entry.customer == file.customer_id and sheet.code in str(entry.facts)
    with pytest.raises(Invalid):
        copying.make(case.pk, by=bank.rm01, purpose="service")
    assert Copy.objects.count() == 1


@pytest.mark.req("J05")
def test_art_23_1_nobody_else_approves_or_makes_it(bank):
    case = asked(bank, bank.file())
    for other in (bank.manager, bank.officer, bank.rm02):
        with pytest.raises(Refused):
            copying.approve(case.pk, by=other)
    own = asked(bank, bank.file(manager=bank.rm01), by=bank.manager)
    with pytest.raises(Refused):
        copying.approve(own.pk, by=bank.manager)
    copying.approve(case.pk, by=bank.gm)
    with pytest.raises(Refused):
        copying.make(case.pk, by=bank.officer, purpose="service")
    assert not Copy.objects.exists()


def test_a_copy_is_made_for_the_purpose_it_was_approved_for(bank):
    case = asked(bank, bank.file())
    copying.approve(case.pk, by=bank.gm)
    with pytest.raises(Invalid) as invalid:
        copying.make(case.pk, by=bank.rm01, purpose="visit")
    assert [one.rule for one in invalid.value.problems] == ["purpose"]


def test_who_may_not_read_a_file_cannot_ask_to_copy_it(bank):
    secret = bank.file(manager=bank.rm03, secrecy=1)
    with pytest.raises(Invalid) as invalid:
        asked(bank, secret)
    assert [one.rule for one in invalid.value.problems] == ["reading"]
    top = bank.file(manager=bank.rm03, secrecy=2)
    with pytest.raises(NotHere):
        asked(bank, top)


@pytest.mark.req("J05")
def test_art_23_1_the_card_of_a_classified_file_is_not_printed_without_a_copy(bank, journal):
    file = bank.file()
    assert card(file.number, by=bank.rm01, purpose="service").number == file.number
    classify(
        file.number, secrecy=1, custodian=bank.officer, reason="名人", by=bank.supervisor, purpose="review"
    )
    with pytest.raises(Refused) as refused:
        card(file.number, by=bank.rm01, purpose="service")
    assert refused.value.decision.code == "copy_needed"
    assert journal("customers:file:card")[0].outcome == "refused"
    assert (
        "card"
        not in Browser(bank.rm01, "service")
        .text(f"/customers/{file.number}/")
        .split("<main")[1]
        .split('href="/customers/')[0]
    )
    case = asked(bank, file)
    copying.approve(case.pk, by=bank.supervisor)
    assert copying.make(case.pk, by=bank.rm01, purpose="service").secrecy == 1


def test_an_unused_approval_lapses(bank):
    case = asked(bank, bank.file())
    copying.approve(case.pk, by=bank.gm)
    later = timezone.now() + timedelta(days=4)
    secrecy_clock.tick(later)
    secrecy_clock.tick(later)
    assert Case.objects.get(pk=case.pk).state == "lapsed"
    with pytest.raises(Invalid):
        copying.lapse(case.pk, by=bank.supervisor)


def test_refused_and_withdrawn(bank):
    file = bank.file()
    one, two = asked(bank, file), asked(bank, file)
    copying.refuse(one.pk, words="查阅即可", by=bank.gm)
    copying.withdraw(two.pk, by=bank.rm01)
    assert set(Case.objects.values_list("state", flat=True)) == {"refused", "withdrawn"}


# -- the mark --------------------------------------------------------------------------------------------------------


def test_a_code_is_woven_drawn_and_read_back():
    code = "01ABZ9XK7M"
    assert codes_in("电话 " + woven("139…", code) + " 抄录") == [code]
    assert codes_in("01ab z9-xk7m") == [code]
    assert codes_in("沈怀瑾 13800000001") == []
    place = {(column, row) for column, row in dots(code)}
    assert len(place) == sum(bin("0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(one)).count("1") for one in code)


@pytest.mark.req("J05")
def test_a_found_copy_leads_back_to_who_made_it(bank):
    case = asked(bank, bank.file())
    copying.approve(case.pk, by=bank.gm)
    sheet = copying.make(case.pk, by=bank.rm01, purpose="service")
    pasted = "在网上看到：" + woven(sheet.lines[1].text, sheet.code)
    [line] = trace(pasted, by=bank.auditor)
    assert (line.case, line.made_by) == (case.pk, bank.rm01.display_name)
    assert trace("ZZZZZZZZZZ", by=bank.auditor) == []
    assert [one.case for one in list_copies(by=bank.supervisor)] == [case.pk]
    with pytest.raises(Refused):
        trace(sheet.code, by=bank.rm02)


@pytest.mark.req("J04")
def test_a_copy_of_a_top_secret_file_is_traced_only_by_who_may_know_of_it(bank):
    file = bank.file(secrecy=2)
    case = asked(bank, file)
    copying.approve(case.pk, by=bank.gm)
    sheet = copying.make(case.pk, by=bank.rm01, purpose="service")
    assert len(trace(sheet.code, by=bank.gm)) == 1
    assert trace(sheet.code, by=bank.auditor) == [] == list_copies(by=bank.auditor)


def test_the_pages_make_the_copy_once(bank):
    file = bank.file()
    case = asked(bank, file)
    copying.approve(case.pk, by=bank.gm)
    browser = Browser(bank.rm01, "service")
    page = browser.text(f"/custody/copy/{case.pk}/make/")
    assert "shown once" in page
    answer = browser.post(f"/custody/copy/{case.pk}/make/")
    text = answer.content.decode()
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    code = Copy.objects.get().code
    assert woven("沈怀瑾", code) in text and "copy-mark" in text and code not in text
    assert browser.post(f"/custody/copy/{case.pk}/make/").status_code == 422
    assert read_case(case.pk, by=bank.rm01).row.state == "made"
    found = Browser(bank.supervisor, "review")
    assert bank.rm01.display_name in found.post("/custody/copies/", {"text": code.lower()}).content.decode()
    assert "No copy carries this" in found.post("/custody/copies/", {"text": "nothing"}).content.decode()

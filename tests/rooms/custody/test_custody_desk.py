"""The institution's pages as people use them all day: what is shown to whom, what is offered first, what a form begins with."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser, inputs_of
from plugins.shelved_bank import a_cabinet, kept, lent_paper

from zhiji import fields
from zhiji.access import policy
from zhiji.custody.actions import copying, lending, loan, reading
from zhiji.custody.flows import FLOWS, THEMES, registers_of
from zhiji.custody.looks.cases import read_case, waiting
from zhiji.custody.looks.own_loans import own_loans
from zhiji.custody.models import Case, Loan
from zhiji.custody.reports.catalogue import catalogue, columns_in_words
from zhiji.custody.rules.excerpt import USUAL
from zhiji.custody.steps import STEPS
from zhiji.custody.steps.ticks import Group, Tick, spread
from zhiji.customers.actions.keeping import classify
from zhiji.desk import field_words
from zhiji.fields.masks import MASKS
from zhiji.staff.rules import ROLES


def kinds_of(role):
    return {flow.kind for _theme, flows in registers_of(role) for flow in flows}


# -- what is shown to whom -------------------------------------------------------------------------------------------


def test_every_procedure_stands_in_one_theme():
    listed = [kind for _theme, kinds in THEMES for kind in kinds]
    assert len(listed) == len(set(listed)) and set(listed) <= set(FLOWS)
    assert set().union(*(kinds_of(role) for role in ROLES)) == set(FLOWS)


@pytest.mark.req("J04")
def test_the_desk_names_only_registers_the_reader_has_to_do_with(bank):
    """A role that neither reads, raises nor signs a procedure is not told of its register."""
    assert kinds_of("rm") >= {"reading", "loan", "copy", "provision", "leak"}
    assert not kinds_of("rm") & {
        "decoy",
        "alert",
        "drill",
        "authority",
        "power",
        "inspection",
        "hold",
        "destruction",
    }
    assert kinds_of("supervisor") >= {"decoy", "alert", "authority"} and "decoy" not in kinds_of("auditor")
    assert "authority" in kinds_of("compliance") and "loan" not in kinds_of("admin")
    page = Browser(bank.rm01).text("/custody/")
    shown = set(re.findall(r'href="/custody/(\w+)/"', page.split("<main")[1])) & set(FLOWS)
    assert shown == kinds_of("rm") and "Reading and lending" in page
    assert "/custody/copies/" not in page and "/custody/copies/" in Browser(bank.supervisor).text("/custody/")


def test_a_link_to_a_file_stands_only_where_it_opens(bank):
    """A case's files are named to those who handle it; a number leads on only for who may open the file."""
    file = bank.file(manager=bank.rm03)
    case = reading.ask(
        customers=[file.number], compartments=["contact"], wanted="service", reason="客户委托代办", reader="colleague",
        days=2, uses=3, by=bank.rm01,
    )  # fmt: skip
    link = f'href="/customers/{file.number}/"'
    assert link in Browser(bank.rm01, "service").text(f"/custody/reading/{case.pk}/")
    classify(
        file.number, secrecy=1, custodian=bank.officer, reason="名人", by=bank.supervisor, purpose="review"
    )
    assert read_case(case.pk, by=bank.rm01).opening == frozenset()
    page = Browser(bank.rm01, "service").text(f"/custody/reading/{case.pk}/")
    assert link not in page and file.number in page and "does not open to you" in page
    assert read_case(case.pk, by=bank.supervisor).opening == {file.number}


# -- what is offered first -------------------------------------------------------------------------------------------


def test_only_what_destroys_is_red_and_a_no_is_a_plain_button():
    grave = {(flow.kind, move.verb) for flow in FLOWS.values() for move in flow.moves if move.grave}
    assert grave == {("destruction", "execute")}
    tones = {step.tone for step in STEPS.values() if step.verb in ("refuse", "withdraw", "decline")}
    assert tones == {""} and STEPS["reading", "examine"].tone == "primary"


def test_the_step_that_leads_on_stands_first_and_nothing_waits_for_a_no(bank):
    file = bank.file(manager=bank.rm03)
    case = reading.ask(
        customers=[file.number], compartments=["contact"], wanted="service", reason="客户委托代办", reader="colleague",
        days=2, uses=3, by=bank.rm01,
    )  # fmt: skip
    offers = [(one.verb, one.tone) for one in read_case(case.pk, by=bank.rm02).offers]
    assert offers == [("sign", "primary"), ("decline", "")]
    assert [(one.verb, one.tone) for one in read_case(case.pk, by=bank.rm01).offers] == [("withdraw", "")]
    page = Browser(bank.rm02).text(f"/custody/reading/{case.pk}/decline/")
    assert re.search(r'<button class="button ">', page) and "button grave" not in page
    a_cabinet(bank)
    kept(bank, file)
    loan.ask_loan(
        customers=[file.number], medium="paper", items="贷款合同 1", wanted="service", reason="客户委托核对合同", days=1,
        by=bank.rm01,
    )  # fmt: skip
    assert waiting(by=bank.rm01).rows == [], "what one may withdraw waits for nobody"


# -- what a form begins with -----------------------------------------------------------------------------------------


@pytest.mark.req("J05")
def test_the_fields_of_a_copy_stand_in_groups_and_begin_with_what_the_purpose_needs(bank):
    """Art. 23.1: only what the purpose needs; the form works without a script."""
    page = Browser(bank.rm01, "service").text("/custody/copy/new/")
    groups = re.findall(r'<details class="ticks-group"( open)?>.*?</details>', page, re.S)
    assert len(groups) == len(fields.COMPARTMENTS)
    ticked = re.findall(r'name="fields" value="(\w+)" checked', page)
    assert ticked == list(USUAL["service"]) and inputs_of(page)["wanted"] == "service"
    bare = Browser(bank.rm01).text("/custody/copy/new/")
    assert "checked" not in bare.split('id="fields"')[1] and inputs_of(bare)["wanted"] == ""
    sole = inputs_of(Browser(bank.gm).text("/custody/copy/new/"))
    assert sole["wanted"] == "review", "the only purpose of a role is chosen already"
    assert 'value="audit"' not in Browser(bank.rm01).text("/custody/copy/new/").split("<main")[1]


@pytest.mark.req("J05")
def test_a_whole_group_is_ticked_by_one_box_without_a_script(bank):
    file = bank.file()
    typed = {
        "customers": file.number, "wanted": "service", "for_whom": "法律顾问何以宁", "reason": "诉讼需要附件",
        "fields": ["*contact", "name"],
    }  # fmt: skip
    browser = Browser(bank.rm01, "service")
    assert browser.post("/custody/copy/new/", typed).status_code == 302
    contact = [one.id for one in fields.register().for_kind("person") if one.compartment == "contact"]
    assert Case.objects.get().content["fields"] == ["name", *contact]
    answer = browser.post("/custody/copy/new/", typed | {"fields": ["*contact", "*nothing"]})
    text = answer.content.decode()
    assert (
        answer.status_code == 422 and 'value="*contact" checked' in text and 'value="phones" checked' in text
    )


def test_a_group_is_spread_once():
    groups = [Group("a", "A", [Tick("x", "X"), Tick("y", "Y")])]
    assert spread(groups, ["y", "*a", "x"]) == ["y", "x"]


def test_every_purpose_begins_with_fields_that_are_there():
    known = {one.id for one in fields.register().fields}
    assert set(USUAL) <= set(policy.purposes())
    assert all(set(ids) <= known and ids for ids in USUAL.values())


# -- the first page --------------------------------------------------------------------------------------------------


@pytest.mark.req("I05")
def test_ones_own_overdue_loan_is_the_first_card(bank):
    """Art. 20: the borrower meets it on the first page, above everything else, until it is back."""
    file = bank.file(manager=bank.rm03)
    a_cabinet(bank)
    kept(bank, file)
    case = lent_paper(bank, file, days=1, at=timezone.now() - timedelta(days=2))
    assert (
        [one.case for one in own_loans(overdue=True, by=bank.rm01)]
        == [case.pk]
        == [one.case for one in own_loans(by=bank.rm01)]
    )
    assert own_loans(by=bank.rm02) == []
    cards = re.findall(r"<section class=\"card\".*?</section>", Browser(bank.rm01, "service").text("/"), re.S)
    assert "Bring back today" in cards[0] and f"/custody/loan/{case.pk}/" in cards[0], cards[0]
    assert "Bring back today" not in Browser(bank.rm02, "service").text("/")
    lending.return_loan(case.pk, by=bank.officer)
    assert Loan.objects.get().returned_at and "Bring back today" not in Browser(bank.rm01).text("/")


# -- plain words -----------------------------------------------------------------------------------------------------


def test_fields_and_columns_are_told_in_words(bank):
    simple = {one.type for one in fields.register().fields if not one.parts}
    assert simple <= set(field_words.TYPES) and set(field_words.MASKS) >= MASKS
    page = Browser(bank.rm01).text("/house/fields/")
    assert "amount with its currency" in page and "the first three and last four digits" in page
    used = {column for report in catalogue().values() for column in report.lineage}
    assert used == set(columns_in_words())
    shown = Browser(bank.supervisor).text("/custody/reports/")
    assert "state of the file" in shown and "customers_file.state" in shown


def test_an_article_is_cited_as_the_readers_language_does(bank):
    browser = Browser(bank.rm01)
    assert "Art. 23.1" in browser.text("/custody/copy/")
    browser.cookies["django_language"] = "zh-hans"
    assert "第二十三条第一项" in browser.text("/custody/copy/")


def test_a_copy_is_asked_with_the_usual_fields_untouched(bank):
    file = bank.file()
    browser = Browser(bank.rm01, "service")
    page = browser.text(f"/custody/copy/new/?customers={file.number}")
    typed = inputs_of(page) | {"for_whom": "法律顾问何以宁", "reason": "诉讼需要附件", "fields": re.findall(
        r'name="fields" value="(\w+)" checked', page)}  # fmt: skip
    assert browser.post("/custody/copy/new/", typed).status_code == 302
    case = Case.objects.get()
    copying.approve(case.pk, by=bank.gm)
    assert [one.field.id for one in copying.make(case.pk, by=bank.rm01, purpose="service").lines] == [
        "name",
        "phones",
    ]

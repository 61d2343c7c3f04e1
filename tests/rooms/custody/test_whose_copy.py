"""Whose copy is this: from a mark, a number or a canary to the copy, from the copy to the person (Art. 12, 23.1; K07)."""

import csv
import io
import json

import pytest
from plugins.page_browser import Browser

from zhiji.access.refusals import Refused
from zhiji.custody.actions import copying, export
from zhiji.custody.actions import report as reports
from zhiji.custody.looks.copies import trace
from zhiji.custody.looks.reports import open_copy
from zhiji.custody.looks.watch import read_alert
from zhiji.custody.models import Case, Export
from zhiji.custody.reports.sheets import as_csv
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of


@pytest.fixture
def issued(bank):
    """A released report with two copies: the asker's, and another colleague's."""
    for _ in range(12):
        bank.file()
    case = reports.ask(report="branches", reason="季度经营分析会", by=bank.product)
    reports.compile_figures(case.pk, by=bank.officer)
    reports.review(case.pk, by=bank.supervisor)
    reports.agree(case.pk, by=bank.manager)
    reports.approve(case.pk, by=bank.gm)
    reports.issue(case.pk, recipient=bank.analyst, by=bank.officer)
    return Case.objects.get(pk=case.pk)


def exported(bank):
    """A list made of one file: its bytes and the number in it that is nobody's."""
    bank.file()
    case = export.ask(
        scope="portfolio", fields=["name", "phones"], wanted="service", form="csv", for_whom="零售业务部何经理", reason="节日走访安排",
        by=bank.rm01,
    )  # fmt: skip
    export.approve(case.pk, by=bank.supervisor)
    text = export.make(case.pk, by=bank.rm01, purpose="service").content.decode().lstrip("\ufeff")
    numbers = [line[0] for line in csv.reader(io.StringIO(text))][1:]
    [canary] = [one for one in numbers if not File.objects.filter(pk=customer_id_of(one)).exists()]
    return case, text, canary


@pytest.mark.req("G06", "J05", "K07")
def test_art_12_each_copy_of_a_report_leads_by_its_mark_or_number_to_the_colleague_who_has_it(
    bank, issued, journal
):
    for copy in issued.issued.all():
        view, held = open_copy(issued.pk, copy.number, by=copy.recipient)
        for text in (
            as_csv(view, held).decode(),
            f"网上看到 {copy.mark}",
            f"页脚写着 {view.printed}/{copy.number}。",
        ):
            [line] = trace(text, by=bank.officer)
            assert (line.kind, line.printed) == ("report", f"{view.printed}/{copy.number}")
            assert (line.holder, line.made_at) == (copy.recipient.display_name, copy.issued_at)
            facts = json.loads(journal("custody:copy:trace")[0].facts)
            assert facts["found"] == [["report", line.printed]]
    printed = f"{view.printed}/9"
    assert (
        trace(printed, by=bank.officer)
        == []
        == trace(printed.replace("S", "R", 1)[:-1] + "1", by=bank.officer)
    )
    alert = Case.objects.filter(kind="alert", content__staff=bank.analyst.pk).get()
    found = read_alert(alert.pk, by=bank.gm).found
    assert (found.maker, found.printed) == (bank.analyst.display_name, f"{view.printed}/2")


@pytest.mark.req("J05", "K07", "N02")
def test_art_23_1_a_list_leads_by_its_canary_alone_to_its_maker_and_for_whom_it_was_asked(bank, journal):
    """The number typed off a retyped list, without any hidden mark, is enough; other customers' numbers lead nowhere."""
    case, text, canary = exported(bank)
    other = bank.file()
    [line] = trace(f"{other.number}\n{canary}，某人", by=bank.supervisor)
    assert (line.case, line.made_by, line.for_whom, line.rows) == (
        case.pk,
        bank.rm01.display_name,
        "零售业务部何经理",
        1,
    )
    facts = journal("custody:copy:trace")[0].facts
    assert json.loads(facts)["found"] == [["export", line.printed]] and canary not in facts
    assert trace(other.number, by=bank.supervisor) == []
    alert = Case.objects.get(kind="alert")
    assert alert.content["trace"] == {"case": case.pk, "how": "canary", "by": bank.supervisor.pk}
    assert [one.case for one in trace(text, by=bank.supervisor)] == [case.pk], (
        "the same copy once, by whatever mark"
    )
    assert Export.objects.count() == 1


@pytest.mark.req("J05")
def test_for_whom_is_told_only_to_who_may_read_the_request(bank):
    """Officer and compliance ask whose it is; what was sealed with the request stays with its readers."""
    case = copying.ask(
        customers=[bank.file().number], fields=["name"], wanted="service", for_whom="法律顾问何以宁", reason="诉讼需要附件", by=bank.rm01,
    )  # fmt: skip
    copying.approve(case.pk, by=bank.gm)
    code = copying.make(case.pk, by=bank.rm01, purpose="service").code
    seen = {who.role: trace(code, by=who)[0] for who in (bank.officer, bank.compliance, bank.supervisor)}
    assert {one.made_by for one in seen.values()} == {bank.rm01.display_name}
    for line in seen.values():
        assert line.for_whom == ("法律顾问何以宁" if line.readable else "")
    assert seen["supervisor"].for_whom and not seen["compliance"].for_whom
    for who in (bank.rm02, bank.analyst, bank.admin):
        with pytest.raises(Refused):
            trace(code, by=who)


@pytest.mark.req("J05", "K07")
def test_the_page_answers_officer_and_compliance_who_have_no_register(bank, issued):
    for who in (bank.officer, bank.compliance):
        browser = Browser(who)
        empty = browser.text("/custody/copies/")
        assert "Whose copy is this?" in empty and "Nothing left yet" not in empty
        copy = issued.issued.get(number=2)
        text = browser.post("/custody/copies/", {"text": copy.mark}).content.decode()
        assert bank.analyst.display_name in text and "/2</" in text
        assert "No copy carries this" in browser.post("/custody/copies/", {"text": "0" * 16}).content.decode()
    assert Browser(bank.rm01).get("/custody/copies/").status_code == 403

"""Exports of lists: asked, approved by another, made once, every line with its mark (Art. 23.1; N02)."""

import io
from datetime import timedelta
from types import SimpleNamespace

import openpyxl
import pytest
from django.utils import timezone
from plugins.exported_lists import approved, home, lines_of, made  # noqa: F401
from plugins.page_browser import Browser

from zhiji.access.refusals import Refused
from zhiji.custody import secrecy_clock
from zhiji.custody.actions import export
from zhiji.custody.looks.copies import list_copies
from zhiji.custody.models import Case, Export
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.marks import codes_in
from zhiji.customers.actions.keeping import classify
from zhiji.customers.looks.opening import open_file

# -- making one ------------------------------------------------------------------------------------------------------


@pytest.mark.req("J05", "N02")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_art_23_1_an_export_is_made_once_of_what_was_approved_and_every_line_carries_its_mark(
    bank, journal, form
):
    files = [bank.file() for _ in range(3)]
    bank.file(manager=bank.rm03)
    case, one = made(bank, form=form)
    kept = Export.objects.get(case=case)
    if form == "csv":
        head, *rows = lines_of(one.content)
    else:
        head, *rows = [
            [cell or "" for cell in row]
            for row in openpyxl.load_workbook(io.BytesIO(one.content)).active.iter_rows(values_only=True)
        ]
    assert len(rows) == one.rows + 1 == 4 and kept.rows == 3
    assert {file.number for file in files} < {row[0] for row in rows}
    assert all(codes_in("".join(row)) == [kept.code] for row in [head, *rows])
    entry = journal("custody:export:make")[0]
    assert entry.subjects == sorted(file.customer_id for file in files) and kept.code in entry.facts
    with pytest.raises(Invalid):
        export.make(case.pk, by=bank.rm01, purpose="service")


@pytest.mark.req("J05")
def test_art_23_1_an_export_waits_for_another_and_is_made_by_who_asked_for_the_approved_purpose(bank):
    bank.file()
    asked = export.ask(
        scope="portfolio", fields=["name"], wanted="service", form="csv", for_whom="零售部", reason="节日走访安排",
        by=bank.rm01,
    )  # fmt: skip
    for nobody in (bank.rm01, bank.rm02, bank.officer):
        with pytest.raises(Refused):
            export.approve(asked.pk, by=nobody)
    export.approve(asked.pk, by=bank.manager)
    with pytest.raises(Refused):
        export.make(asked.pk, by=bank.rm02, purpose="service")
    with pytest.raises(Invalid):
        export.make(asked.pk, by=bank.rm01, purpose="visit")


@pytest.mark.req("J03", "J04")
def test_classified_files_and_masked_values_stay_out_of_an_export(bank):
    plain, other = bank.file(), bank.file()
    classify(
        other.number, secrecy=1, custodian=bank.officer, reason="名人", by=bank.supervisor, purpose="review"
    )
    bank.file(secrecy=2)
    _case, one = made(bank)
    assert one.rows == 1 and plain.number in {row[0] for row in lines_of(one.content)}
    wanted = {
        "fields": ["name", "income"],
        "form": "csv",
        "for_whom": "零售业务部",
        "reason": "补全缺漏的资料",
    }
    case = export.ask(scope="custody", wanted="upkeep", by=bank.officer, **wanted)
    export.approve(case.pk, by=bank.supervisor)
    kept = lines_of(export.make(case.pk, by=bank.officer, purpose="upkeep").content)
    shown = open_file(plain.number, by=bank.officer, purpose="upkeep").fields["income"]
    assert shown.level == "masked" and shown.text
    [line] = [row for row in kept if row[0] == plain.number]
    assert "沈怀瑾" in line[1] and line[2] == ""


def test_an_export_of_nothing_or_of_too_much_is_refused_with_the_way_out(bank, monkeypatch):
    for many, rule in ((0, "empty"), (3, "many")):
        for _ in range(many):
            bank.file()
        monkeypatch.setattr("zhiji.custody.actions.export.norms.on", lambda _day: _few())
        with pytest.raises(Invalid) as invalid:
            approved(bank)
        assert invalid.value.problems[0].rule == rule and invalid.value.problems[0].mend
        monkeypatch.undo()


def _few():

    return SimpleNamespace(secrecy=SimpleNamespace(export_rows=2))


def test_an_unused_export_lapses_and_one_is_refused_or_withdrawn(bank):
    bank.file()
    case = approved(bank)
    secrecy_clock.tick(timezone.now() + timedelta(days=4))
    assert Case.objects.get(pk=case.pk).state == "lapsed"
    one, two = (
        export.ask(scope="portfolio", fields=["name"], wanted="service", form="csv", for_whom="零售部", reason="节日走访安排", by=bank.rm01)
        for _ in range(2)
    )  # fmt: skip
    assert export.refuse(one.pk, words="在系统内查阅即可", by=bank.supervisor).state == "refused"
    assert export.withdraw(two.pk, by=bank.rm01).state == "withdrawn"


@pytest.mark.req("J05")
def test_the_pages_ask_for_and_hand_over_the_export_once(bank):
    file = bank.file()
    rm = Browser(bank.rm01, "service")
    assert "hidden marks that lead back" in rm.text("/custody/export/new/")
    sent = rm.post("/custody/export/new/", {
        "scope": "portfolio", "form": "csv", "wanted": "service", "for_whom": "零售业务部", "reason": "节日走访安排",
        "fields": ["name", "phones"],
    })  # fmt: skip
    assert sent.status_code == 302, sent.content.decode().partition('id="problems"')[2][:600]
    case = Case.objects.get(kind="export")
    Browser(bank.supervisor).post(f"/custody/export/{case.pk}/approve/", {})
    assert "one line belongs to no customer" in rm.text(f"/custody/export/{case.pk}/make/")
    given = rm.post(f"/custody/export/{case.pk}/make/", {})
    assert given.status_code == 200 and file.number in given.content.decode()
    assert "no-store" in given["Cache-Control"] and ".csv" in given["Content-Disposition"]
    assert rm.post(f"/custody/export/{case.pk}/make/", {}).status_code == 422
    [line] = list_copies(by=bank.supervisor)
    assert (line.kind, line.rows, list(line.customers)) == ("export", 1, [])
    assert line.printed in Browser(bank.supervisor).text("/custody/copies/")

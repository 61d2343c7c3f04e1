"""Exports of lists (Art. 23.1), and what left the house turning up again: an alert within a second (K07, N02)."""

import csv
import io
import time
from datetime import timedelta
from types import SimpleNamespace

import openpyxl
import pytest
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji.access.refusals import NotHere, Refused
from zhiji.custody import secrecy_clock
from zhiji.custody.actions import copying, export, providing
from zhiji.custody.looks.cases import list_cases, read_case
from zhiji.custody.looks.copies import fetch_pack, list_copies, trace
from zhiji.custody.looks.watch import read_alert
from zhiji.custody.models import Case, Export, Notice
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.marks import codes_in
from zhiji.custody.watch.decoys import sweep
from zhiji.customers.actions.keeping import classify
from zhiji.customers.looks.opening import open_file
from zhiji.customers.looks.searching import search
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of, number_of
from zhiji.ops.background import WATCH_SECONDS

FIELDS = ("name", "phones", "income")


@pytest.fixture(autouse=True)
def home(db, settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path
    sweep()  # from here on the journal is followed


def approved(bank, by=None, form="csv", fields=FIELDS):
    case = export.ask(
        scope="portfolio", fields=list(fields), wanted="service", form=form, for_whom="零售业务部", reason="节日走访安排",
        by=by or bank.rm01,
    )  # fmt: skip
    return export.approve(case.pk, by=bank.supervisor)


def made(bank, **more):
    case = approved(bank, **more)
    return case, export.make(case.pk, by=bank.rm01, purpose="service")


def lines_of(content):
    return list(csv.reader(io.StringIO(content.decode().lstrip("\ufeff"))))


def canary_of(bank, content):
    """The number in an export that no file has."""
    [number] = [
        line[0]
        for line in lines_of(content)[1:]
        if not File.objects.filter(pk=customer_id_of(line[0])).exists()
    ]
    return number


def alerts():
    """What the watch has raised, the journal being followed to its end."""
    sweep()
    return list(Case.objects.filter(kind="alert").order_by("pk"))


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


# -- turning up again ------------------------------------------------------------------------------------------------


def quick(call):
    """Run it within a second; answer the alert it set off."""
    before, began = {one.pk for one in alerts()}, time.perf_counter()
    call()
    fresh = [one for one in alerts() if one.pk not in before]
    assert time.perf_counter() - began + WATCH_SECONDS < 1
    return fresh[0] if fresh else None


@pytest.mark.req("K07", "N02")
@pytest.mark.parametrize("way", ["search", "open"])
def test_who_looks_for_the_canary_of_an_export_sets_off_an_alert_within_a_second(bank, way):
    """The list was sold; a clerk elsewhere looks for a customer on it. The alert names the export, its maker and its time."""
    bank.file()
    case, one = made(bank)
    number = canary_of(bank, one.content)

    def look():
        if way == "search":
            assert search(number, by=bank.agent01, purpose="service").hits == ()
        else:
            with pytest.raises(NotHere):
                open_file(number, by=bank.agent01, purpose="service")

    alert = quick(look)
    view = read_alert(alert.pk, by=bank.manager)
    assert (view.found.case, view.found.maker, view.found.made_at) == (
        case.pk, bank.rm01.display_name, Export.objects.get(case=case).made_at
    )  # fmt: skip
    assert view.found.by == bank.agent01.display_name and view.staff == bank.rm01.display_name
    told = Notice.objects.filter(case=alert).values_list("staff", flat=True)
    assert set(told) == {bank.supervisor.pk, bank.manager.pk}
    for nobody in (bank.rm01, bank.agent01):
        with pytest.raises(NotHere):
            read_case(alert.pk, by=nobody)
        assert not list_cases("alert", by=nobody).rows
    page = Browser(bank.supervisor).text(f"/custody/alert/{alert.pk}/")
    assert view.found.printed in page and "stands in this export only" in page and number not in page


@pytest.mark.req("K07")
def test_a_number_that_nobody_has_is_no_canary_and_looking_twice_is_one_alert(bank):
    bank.file()
    _case, one = made(bank)
    number = canary_of(bank, one.content)

    search(number_of(987654321), by=bank.agent01, purpose="service")
    assert alerts() == []
    search(number, by=bank.agent01, purpose="service")
    search(number, by=bank.agent01, purpose="service")
    assert len(alerts()) == 1
    search(number, by=bank.manager, purpose="review")
    assert len(alerts()) == 2
    with pytest.raises(NotHere):
        read_case(alerts()[1].pk, by=bank.manager)
    assert not Notice.objects.filter(staff=bank.manager, case=alerts()[1]).exists()


@pytest.mark.req("K07")
def test_no_file_ever_gets_the_number_of_a_canary_and_no_table_says_which_it_is(bank):
    bank.file()
    case, one = made(bank)
    number = canary_of(bank, one.content)
    assert bank.file().pk > customer_id_of(number)
    kept = Export.objects.get(case=case)
    assert str(customer_id_of(number)) not in (kept.canary, kept.code) and number not in str(case.content)


@pytest.mark.req("K07", "J05")
@pytest.mark.parametrize("what", ["copy", "export"])
def test_asking_whose_mark_it_is_sets_off_an_alert_about_its_maker(bank, what):
    file = bank.file()
    if what == "export":
        case, _one = made(bank)
        code = Export.objects.get(case=case).code
    else:
        case = copying.ask(
            customers=[file.number],
            fields=["name"],
            wanted="service",
            for_whom="法律顾问",
            reason="诉讼需要附件",
            by=bank.rm01,
        )
        copying.approve(case.pk, by=bank.gm)
        code = copying.make(case.pk, by=bank.rm01, purpose="service").code
    assert quick(lambda: trace("ZZZZZZZZZZ", by=bank.auditor)) is None
    alert = quick(lambda: trace(f"网上看到：{code}".rpartition("：")[2], by=bank.auditor))
    assert alert.content["trace"] == {"case": case.pk, "how": "code", "by": bank.auditor.pk}
    assert read_alert(alert.pk, by=bank.gm).found.maker == bank.rm01.display_name
    with pytest.raises(NotHere):
        read_case(alert.pk, by=bank.rm01)


@pytest.mark.req("K07", "J08")
def test_a_pack_fetched_after_its_end_or_by_another_than_its_maker_sets_off_an_alert(bank):
    file = bank.file()
    case = providing.ask(
        customers=[file.number], fields=["name"], wanted="service", recipient_kind="professional", recipient="法律顾问何以宁",
        reason="诉讼需要附件", days=3, return_days=14, by=bank.rm01,
    )  # fmt: skip
    providing.supervise(case.pk, by=bank.supervisor)
    providing.manage(case.pk, by=bank.manager)
    providing.pack(case.pk, by=bank.rm01, purpose="service")
    assert quick(lambda: fetch_pack(case.pk, by=bank.rm01)) is None
    other = quick(lambda: fetch_pack(case.pk, by=bank.manager))
    assert (other.content["trace"]["how"], other.content["staff"]) == ("other", bank.rm01.pk)

    def too_late():
        with pytest.raises(Refused):
            fetch_pack(case.pk, by=bank.rm01, at=timezone.now() + timedelta(days=4))

    late = quick(too_late)
    assert late.content["trace"] == {"case": case.pk, "how": "late", "by": bank.rm01.pk}


@pytest.mark.req("N02")
def test_an_alert_of_a_trace_that_cannot_be_raised_is_nothing_the_reader_notices(bank, monkeypatch, caplog):
    bank.file()
    _case, one = made(bank)
    number = canary_of(bank, one.content)

    def fail(**_):
        raise RuntimeError("no")

    monkeypatch.setattr("zhiji.custody.watch.traces.raise_alert", fail)
    assert search(number, by=bank.agent01, purpose="service").hits == ()
    sweep()
    assert "could not be raised" in caplog.text and number not in caplog.text

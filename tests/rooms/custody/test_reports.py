"""Statistics reports, Art. 9-13."""

import io
from dataclasses import replace

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji.access.people import enrol, make_token
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions import report as acts
from zhiji.custody.looks import reports as looks
from zhiji.custody.looks.cases import notices
from zhiji.custody.models import Case, ReportFigures
from zhiji.custody.problems import Invalid
from zhiji.custody.reports.catalogue import catalogue
from zhiji.customers.looks.opening import open_file
from zhiji.staff.models import Staff


@pytest.fixture
def files(bank):
    """Twelve persons in the west, six in the east, six organisations in the east; one top secret file in the west."""
    for _ in range(12):
        bank.file()
    for _ in range(6):
        bank.file(manager=bank.rm03)
        bank.file("organisation", manager=bank.rm03)
    bank.file(secrecy=2)
    return bank


def asked(bank, report="branches", by=None, **more):
    return acts.ask(report=report, reason="季度经营分析会", by=by or bank.product, **more)


def agreed(bank, case):
    acts.compile_figures(case.pk, by=bank.officer)
    acts.review(case.pk, by=bank.supervisor)
    return acts.agree(case.pk, by=bank.manager)


def released(bank, **more):
    case = asked(bank, **more)
    agreed(bank, case)
    return acts.approve(case.pk, by=bank.gm)


@pytest.mark.req("G01")
def test_the_catalogue_says_what_each_report_counts_and_out_of_what(bank):
    """Art. 9: information officers compile; every report names its columns, its statement and its second count."""
    lines = looks.read_catalogue(by=bank.rm01)
    assert {line.report.id for line in lines} >= {
        "customers",
        "branches",
        "completeness",
        "papers",
        "looks",
        "loans",
    }
    for line in lines:
        assert line.title and line.about and all("." in column for column in line.report.lineage)
    with pytest.raises(Refused):
        acts.compile_figures(asked(bank).pk, by=bank.rm01)


@pytest.mark.req("G02", "G03", "G07")
def test_nothing_is_released_without_the_manager_and_the_general_manager(files):
    """Art. 10, 13: asked for work's sake; supervisor and manager examine, the general manager approves; all apart."""
    bank = files
    with pytest.raises(Invalid):
        acts.ask(report="branches", reason="", by=bank.product)
    case = asked(bank)
    for early in (acts.review, acts.agree, acts.approve):
        with pytest.raises((Invalid, Refused)):
            early(
                case.pk,
                by={"review": bank.supervisor, "agree": bank.manager}.get(
                    early.phrase.split(":")[2], bank.gm
                ),
            )
    acts.compile_figures(case.pk, by=bank.officer)
    for state in ("compiled", "reviewed", "agreed"):
        assert Case.objects.get(pk=case.pk).state == state
        with pytest.raises(NotHere):
            looks.open_copy(case.pk, 1, by=bank.product)
        with pytest.raises(Invalid):
            acts.issue(case.pk, recipient=bank.analyst, by=bank.officer)
        if state == "compiled":
            with pytest.raises(Invalid):
                acts.approve(case.pk, by=bank.gm)
            acts.review(case.pk, by=bank.supervisor)
        elif state == "reviewed":
            with pytest.raises(Invalid):
                acts.approve(case.pk, by=bank.gm)
            acts.agree(case.pk, by=bank.manager)
    for other in (bank.manager, bank.supervisor, bank.officer, bank.product):
        with pytest.raises(Refused):
            acts.approve(case.pk, by=other)
    assert acts.approve(case.pk, by=bank.gm).state == "released"
    view, copy = looks.open_copy(case.pk, 1, by=bank.product)
    assert (copy.number, view.printed[0]) == (1, "S")


@pytest.mark.req("G02")
def test_a_change_of_role_or_a_second_account_approves_nothing_twice(files):
    """Art. 10: four hands of four people."""
    bank = files
    case = asked(bank)
    agreed(bank, case)
    enrol(
        "gm2",
        staff_number="990001",
        name="蒋和",
        role="gm",
        unit=bank.head,
        person=bank.manager.person_key,
        **HOUSE,
    )
    with pytest.raises(Refused) as refused:
        acts.approve(case.pk, by=Staff.objects.get(username="gm2"))
    assert refused.value.decision.code == "four_eyes"


@pytest.mark.req("G08")
def test_figures_are_frozen_with_sums_that_agree_and_a_fingerprint(files, monkeypatch):
    """Art. 13: correct figures; what came later does not move them, and nobody can alter them."""
    bank = files
    case = asked(bank)
    acts.compile_figures(case.pk, by=bank.officer)
    view = looks.read_figures(case.pk, by=bank.supervisor)
    assert sorted(sorted(line.cells) for line in view.lines) == [[0, 12, 12], [6, 6, 12]]
    assert view.totals.cells[-1] == 24 and view.agrees and len(view.digest) == 64
    for _ in range(5):
        bank.file()
    assert looks.read_figures(case.pk, by=bank.supervisor).digest == view.digest
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'custody:report:review', true)")
        cursor.execute("UPDATE custody_reportfigures SET digest = 'x'")
    other = asked(bank)
    true_check = catalogue()["branches"].check
    wrong = {**catalogue(), "branches": replace(catalogue()["branches"], check=f"SELECT ({true_check}) + 1")}
    monkeypatch.setattr(acts, "catalogue", lambda: wrong)
    with pytest.raises(Invalid) as invalid:
        acts.compile_figures(other.pk, by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["sums"]
    assert not ReportFigures.objects.filter(case=other).exists()


@pytest.mark.req("G01", "J04")
def test_every_report_counts_reconciles_and_betrays_no_top_secret_file(files):
    """Art. 9, 22: the figures with a top secret file are the figures without it."""
    bank = files
    for name in catalogue():
        before = _cells(bank, name)
        bank.file(secrecy=2)
        # Each request of this test is a case of its own, which the report on turnaround counts.
        assert _cells(bank, name) == before or name == "turnaround", name


def _cells(bank, name):
    case = asked(bank, name)
    acts.compile_figures(case.pk, by=bank.officer)
    view = looks.read_figures(case.pk, by=bank.supervisor)
    return [line.cells for line in (*view.lines, view.totals)]


def test_looks_at_a_top_secret_file_are_counted_nowhere(bank):
    """Art. 22: neither the looks at it nor the loans of it."""
    secret, plain = bank.file(secrecy=2), bank.file()
    for _ in range(6):
        open_file(plain.number, by=bank.rm01, purpose="service")
    before = _cells(bank, "looks")
    assert before[-1][-1] == 6
    for _ in range(6):
        open_file(secret.number, by=bank.rm01, purpose="service")
    assert _cells(bank, "looks") == before


@pytest.mark.req("C01")
def test_papers_are_counted_by_their_earliest_day_and_no_day_is_kept(bank):
    for day in ["2020-01-01"] * 5 + ["2090-01-01"] * 6:
        paper = {
            "type": "resident_id",
            "number": bank.paper_number(1),
            "valid_from": "2010-05-01",
            "valid_to": day,
        }
        bank.file(values={"papers": [paper]})
    case = asked(bank, "papers")
    acts.compile_figures(case.pk, by=bank.officer)
    view = looks.read_figures(case.pk, by=bank.supervisor)
    assert dict(zip([code for code, _ in view.columns], view.lines[0].cells, strict=False)) == {
        "expired": 5,
        "soon": 0,
        "later": 6,
        "none": 0,
    }
    assert "2020-01-01" not in str(ReportFigures.objects.get(case=case).grid)


@pytest.mark.req("G08")
def test_a_figure_so_small_that_it_points_at_a_person_is_left_out(bank):
    for _ in range(8):
        bank.file()
    for _ in range(2):
        bank.file(manager=bank.rm03)
    assert _cells(bank, "branches") == [(None, None), (None, None), (10, 10)]


@pytest.mark.req("G04")
def test_a_single_figure_is_changed_by_the_general_manager_and_filed_without_a_second_round(files):
    """Art. 11: one approval, a record of old, new and reason, filed by the department; the full path is not walked again."""
    bank = files
    case = released(bank)
    place = f"{bank.west.pk}/person"
    for other in (bank.manager, bank.supervisor, bank.officer):
        with pytest.raises(Refused):
            acts.change(case.pk, place=place, figure=13, words="漏计一户", by=other)
    with pytest.raises(Invalid):
        acts.change(case.pk, place=place, figure=3, words="漏计一户", by=bank.gm)
    with pytest.raises(Invalid):
        acts.change(case.pk, place=place, figure=13, words="", by=bank.gm)
    assert acts.change(case.pk, place=place, figure=13, words="漏计一户", by=bank.gm).state == "changed"
    with pytest.raises(NotHere):
        looks.open_copy(case.pk, 1, by=bank.product)
    assert acts.file_change(case.pk, by=bank.officer).state == "released"
    view, _copy = looks.open_copy(case.pk, 1, by=bank.product)
    made = view.changes[0]
    assert (made.old, made.new, made.reason, view.revision, view.totals.cells[-1]) == (
        12,
        13,
        "漏计一户",
        1,
        25,
    )
    assert len({one.digest for one in ReportFigures.objects.filter(case=case)}) == 2
    assert [one.verb for one in case.signatures.all()].count("agree") == 1
    assert "report_change" in [one.what for one in notices(by=bank.product)]


@pytest.mark.req("G06")
def test_copies_are_numbered_marked_registered_and_open_to_their_recipient_alone(files, journal):
    """Art. 12: printed, kept and issued in one way; who got which copy is on record."""
    bank = files
    case = released(bank)
    acts.issue(case.pk, recipient=bank.analyst, by=bank.officer)
    with pytest.raises(Invalid):
        acts.issue(case.pk, recipient=bank.analyst, by=bank.officer)
    assert [one.recipient for one in looks.list_copies(case.pk, by=bank.auditor)] == [
        bank.product.display_name,
        bank.analyst.display_name,
    ]
    with pytest.raises(NotHere):
        looks.open_copy(case.pk, 2, by=bank.product)
    browser = Browser(bank.analyst)
    page = browser.text(f"/custody/report/{case.pk}/copies/2/")
    mark = case.issued.get(number=2).mark
    assert mark in page and "/2" in page and "data-prints" in page
    sheet = browser.get(f"/custody/report/{case.pk}/copies/2/?format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    assert book.properties.keywords == mark and "/2" in book.active.oddHeader.center.text
    text = browser.get(f"/custody/report/{case.pk}/copies/2/?format=csv").content.decode()
    assert mark in text and "24" in text and case.issued.get(number=1).mark not in text
    assert [one.opened for one in looks.list_copies(case.pk, by=bank.auditor)] == [0, 3]
    acts.close(case.pk, words="本季度已用完", by=bank.manager)
    assert browser.get(f"/custody/report/{case.pk}/copies/2/").status_code == 404


@pytest.mark.req("G05")
def test_a_report_nobody_uses_is_retired_and_asked_for_no_more(files):
    """Art. 12: reports follow need; use is counted from the journal."""
    bank = files
    case = released(bank)
    looks.open_copy(case.pk, 1, by=bank.product)
    lines = {line.report.id: line for line in looks.read_catalogue(by=bank.manager)}
    assert (lines["branches"].asked, lines["branches"].opened, lines["branches"].unused) == (1, 1, False)
    assert lines["loans"].unused
    assert [copy.number for copy, _title in looks.my_copies(by=bank.product)] == [1]
    with pytest.raises(Refused):
        acts.retire("loans", reason="无人使用", by=bank.officer)
    browser = Browser(bank.manager)
    assert "unused" in browser.text("/custody/reports/")
    assert (
        browser.post("/custody/reports/loans/retire/", {"reason": "无人使用", "in_use": "0"}).status_code
        == 302
    )
    with pytest.raises(Invalid):
        asked(bank, "loans")
    browser.post("/custody/reports/loans/retire/", {"reason": "恢复使用", "in_use": "1"})
    assert acts.withdraw(asked(bank, "loans").pk, by=bank.product).state == "withdrawn"


def test_whoever_examines_may_refuse_with_a_reason(files):
    """Art. 10, 13: back to the asker, with the reason."""
    case = asked(files)
    acts.compile_figures(case.pk, by=files.officer)
    assert acts.refuse(case.pk, words="用途不明确", by=files.supervisor).state == "refused"
    for role in (files.supervisor, files.manager, files.gm):
        with pytest.raises(Refused):
            asked(files, by=role)


def test_figures_on_the_page_and_through_the_api(files):
    bank = files
    case = released(bank)
    page = Browser(bank.supervisor).text(f"/custody/report/{case.pk}/figures/")
    assert "independent count" in page and "customers_file.unit_id" in page
    assert "Figures and copies" in Browser(bank.supervisor).text(f"/custody/report/{case.pk}/")
    token = make_token(bank.product, **HOUSE)
    client = Browser(bank.product)
    client.logout()
    asks = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    assert client.get(f"/api/v1/reports/{case.pk}/figures", **asks).status_code == 403
    assert client.get(f"/api/v1/reports/{case.pk}/copies/1", **asks).json()["cells"][-1][-1] == 24
    assert len(client.get("/api/v1/reports", **asks).json()) == len(catalogue())

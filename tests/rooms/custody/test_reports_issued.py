"""Statistics reports once released: a single figure changed, copies issued, opened and counted; retired or refused (Art. 9-13)."""

# ruff: noqa: F811 (fixtures are asked for by their names)

import io

import openpyxl
import pytest
from plugins.page_browser import Browser
from plugins.reported import asked, cells_of, files, released  # noqa: F401
from plugins.small_bank import HOUSE

from zhiji.access.people import make_token
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions import report as acts
from zhiji.custody.looks import reports as looks
from zhiji.custody.looks.cases import notices
from zhiji.custody.models import ReportFigures
from zhiji.custody.problems import Invalid
from zhiji.custody.reports.catalogue import catalogue


@pytest.mark.req("G08")
def test_a_figure_so_small_that_it_points_at_a_person_is_left_out(bank):
    for _ in range(8):
        bank.file()
    for _ in range(2):
        bank.file(manager=bank.rm03)
    assert cells_of(bank, "branches") == [(None, None), (None, None), (10, 10)]


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

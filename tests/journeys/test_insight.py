"""In a real browser: the manager's view of one customer, the analyst's groups without a name, compliance's sealed dossier."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from plugins.small_bank import HOUSE
from plugins.small_feed import DAY, usual, write_feed
from plugins.standing_rows import ON, put_night, row
from plugins.walked_bank import At, WalkedBank, Walker

from zhiji.custody.models import Case
from zhiji.customers.models import File
from zhiji.holdings.actions.loading import load
from zhiji.insight.diligence.actions.ratings import make_rating
from zhiji.insight.models import Alert, SavedView
from zhiji.insight.night.running import run

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WAYS = [("zh-hans", 1440), ("en", 390)]
"""Both languages and both widths; what is clicked is found by what it does, not by its words."""
YUAN = 100


def fed(bank: WalkedBank, folder: Path, name: str) -> File:
    """A customer of rm01 with accounts, a loan, a card, three movements, one of them large; the night reckoned."""
    file = bank.file(values={"name": name})
    tables = usual(file.number)
    tables["transactions"][0] |= {"amount": "800000.00", "balance": "801000.00"}
    tables["transactions"][1] |= {"balance": "799799.50"}
    tables["transactions"][2] |= {"balance": "797799.50"}
    assert load(write_feed(folder / "feed", tables), **HOUSE).ok
    run()
    return file


def chosen(walker: Walker, purpose: str) -> None:
    """A purpose, chosen where the first page asks for one."""
    walker.desk.press(f"main button[value={purpose}]")


def taken(walker: Walker, selector: str) -> bytes:
    """What a click brings as a file."""
    with walker.page.expect_download() as waiting:
        walker.page.click(selector)
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.req("A27", "B01", "B10", "L03", "T01")
@pytest.mark.parametrize(("language", "width"), WAYS)
def test_a_manager_goes_from_the_morning_to_a_settled_alert(
    at: At, bank: WalkedBank, tmp_path: Path, language: str, width: int
) -> None:
    file = fed(bank, tmp_path, "沈嘉禾")
    rm, name = at("rm01", language, width), f"{language}-light-{width}"
    chosen(rm, "service")
    rm.desk.check(f"manager-home-{name}")
    rm.desk.press(f"main .card a[href='/customers/{file.number}/'] >> nth=0")
    rm.desk.check(f"manager-file-{name}")
    rm.desk.press(f"main .tabs a[href='/customers/{file.number}/holdings/']")
    assert "6217000000000001" in rm.text() and "797,799.50" in rm.text()
    rm.desk.check(f"manager-holdings-{name}")
    rm.desk.press(f"main .tabs a[href='/customers/{file.number}/standing/']")
    rm.desk.check(f"manager-standing-{name}")
    rm.desk.press(f"main .tabs a[href='/customers/{file.number}/holdings/']")
    rm.desk.press(f"main a.button[href='/customers/{file.number}/holdings/statement/']")
    assert "南湖织造有限公司" in rm.text()
    rm.desk.check(f"manager-statement-{name}")
    rm.desk.press("main td.act a >> nth=0")
    assert "T1" in rm.text() and "工资" in rm.text()
    rm.desk.check(f"manager-replay-{name}")

    rm.desk.open("/alerts/")
    assert "沈嘉禾" in rm.text()
    rm.desk.check(f"manager-alerts-{name}")
    large = rm.page.locator("main tbody tr", has=rm.page.locator("input[name=kind][value=movement]"))
    large.locator("button[popovertarget]").first.click()
    rm.page.wait_for_selector("[popover]:popover-open")
    rm.desk.check(f"manager-settle-{name}")
    rm.page.keyboard.press("Escape")
    assert not rm.page.query_selector("[popover]:popover-open")
    large.locator("button[popovertarget]").first.click()
    rm.desk.press("[popover]:popover-open button[value=contacted]")
    alert = Alert.objects.get(kind="movement")
    assert (alert.state, alert.outcome, alert.settled_by) == ("done", "contacted", bank.rm01.pk)
    assert not rm.page.query_selector("main input[name=kind][value=movement]")
    rm.desk.check(f"manager-settled-{name}")


@pytest.mark.req("Z02", "N14", "H08", "R17")
@pytest.mark.parametrize(("language", "width"), WAYS)
def test_an_analyst_asks_of_groups_and_never_meets_a_name(
    at: At, bank: WalkedBank, language: str, width: int
) -> None:
    """Forty ordinary customers in the west, twelve better ones, three rich ones whom nobody may tell apart; a real file beside them."""
    west, east = bank.west.pk, bank.east.pk
    file = bank.file(values={"name": "沈嘉禾"})
    rows = [row(1_000 + n, west, aum=3_000 * YUAN) for n in range(40)]
    rows += [row(2_000 + n, west, tier=1, aum=60_000 * YUAN) for n in range(12)]
    rows += [row(3_000 + n, east, tier=1, aum=60_000 * YUAN) for n in range(20)]
    rows += [row(4_000 + n, west, tier=4, aum=7_777_777 * YUAN) for n in range(3)]
    put_night(rows)
    analyst, name = at("analyst", language, width), f"{language}-light-{width}"
    seen: list[str] = []

    def look(picture: str) -> None:
        analyst.desk.check(f"{picture}-{name}")
        seen.append(analyst.page.content())

    look("analyst-home")
    analyst.desk.press("main .card footer a[href='/insight/explorer/'] >> nth=0")
    for box, value in {"rows": "unit", "columns": "tier", "measure": "aum", "aggregate": "sum"}.items():
        analyst.page.select_option(f"#{box}", value)
    analyst.desk.press("main form.question button.primary")
    left_out = analyst.page.locator("main .explorer td abbr.few")
    assert left_out.count() >= 2, "the three rich ones, and a cell by which they could be reckoned"
    assert analyst.page.query_selector("main .bars svg")
    look("analyst-table")
    first = analyst.page.inner_text("main .explorer table thead th:first-child")
    analyst.desk.press("main form.question .acts a >> nth=0")
    assert analyst.page.inner_text("main .explorer table thead th:first-child") != first
    look("analyst-pivot")
    analyst.desk.press("main .explorer tbody td a >> nth=0")
    assert "only_" in analyst.page.url and analyst.page.query_selector("main .chips .chip")
    look("analyst-deeper")
    analyst.page.go_back()
    asked = analyst.page.url
    analyst.page.fill("#keep_name", "分支行×层级" if language == "zh-hans" else "Branches by tier")
    analyst.desk.press("main form.keep button.button")
    kept = SavedView.objects.get()
    assert kept.name in analyst.text() and kept.owner_id == bank.analyst.pk
    look("analyst-kept")

    analyst.page.goto(asked)
    files = {
        form: taken(analyst, f"main a[href^='/insight/explorer/file/{form}/']")
        for form in ("xlsx", "svg", "png", "pdf")
    }
    assert files["png"].startswith(b"\x89PNG") and files["pdf"].startswith(b"%PDF-")
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active
    seen += [
        files["svg"].decode(),
        str([[cell.value for cell in line] for line in book.iter_rows()] if book else ""),
    ]
    assert all(bank.analyst.staff_number in text and ON.isoformat() in text for text in seen[-2:])
    for text in seen:
        assert "沈嘉禾" not in text and file.number not in text
        assert not any(hidden in text for hidden in ("7,777,777", "23,333,331", "7777777", "23333331"))
    assert analyst.desk.open(f"/customers/{file.number}/") in (403, 404)


@pytest.mark.req("C14", "C16", "L06")
@pytest.mark.parametrize(("language", "width"), WAYS)
def test_compliance_explains_asks_for_evidence_and_seals_a_dossier_nobody_else_sees(
    at: At, bank: WalkedBank, tmp_path: Path, language: str, width: int
) -> None:
    file = fed(bank, tmp_path, "沈嘉禾")
    make_rating(file.number, by=bank.compliance, purpose="due_diligence")
    at_work: Any = at("compliance", language, width)
    name = f"{language}-light-{width}"
    chosen(at_work, "due_diligence")
    at_work.desk.open(f"/customers/{file.number}/")
    at_work.desk.press(f"main .tabs a[href='/customers/{file.number}/diligence/']")
    assert at_work.page.locator("main .card ul.lines strong").count() >= 5, "five factors, each explained"
    at_work.desk.check(f"compliance-rating-{name}")
    at_work.desk.press("main a[href^='/custody/evidence/new/']")
    assert at_work.page.input_value("[name=customers]") == file.number
    at_work.send(
        reason="请客户提供八十万元来源的合同" if language == "zh-hans" else "The contract behind 800,000"
    )
    evidence = Case.objects.get(kind="evidence")
    at_work.desk.check(f"compliance-evidence-{name}")

    rm = at("rm01", language, width)
    rm.case(evidence)
    rm.step("supply", words="已取得购房合同复印件" if language == "zh-hans" else "A copy of the contract")
    at_work.desk.open(f"/custody/evidence/{evidence.pk}/")
    at_work.step("accept")
    evidence.refresh_from_db()
    assert evidence.state == "accepted"

    at_work.desk.open(f"/customers/{file.number}/holdings/")
    at_work.desk.press(f"main a.button[href='/customers/{file.number}/holdings/dossiers/']")
    at_work.desk.check(f"compliance-dossiers-empty-{name}")
    at_work.page.fill("[name=first]", date(DAY.year, 1, 1).isoformat())
    at_work.page.fill("[name=last]", DAY.isoformat())
    at_work.desk.press("main form.filters button.primary")
    at_work.desk.check(f"compliance-dossiers-{name}")
    link = "main td.act a.button"
    address = at_work.page.get_attribute(link, "href")
    pack = zipfile.ZipFile(io.BytesIO(taken(at_work, link)))
    assert {"dossier.json", "identity.json", "transactions.csv", "readers.json", "SHA256SUMS"} <= set(
        pack.namelist()
    )
    assert "南湖织造有限公司" in pack.read("transactions.csv").decode("utf-8-sig")

    rm.desk.open("/")
    chosen(rm, "due_diligence")
    for path in (address, f"/customers/{file.number}/holdings/dossiers/"):
        assert path and rm.page.request.get(rm.desk.address + path).status in (403, 404)
    rm.desk.open(f"/customers/{file.number}/holdings/")
    assert not rm.page.query_selector("main a[href*='dossiers']")
    rm.desk.open(f"/customers/{file.number}/diligence/")
    assert not rm.page.query_selector("main a[href*='suspicious']")
    rm.desk.check(f"manager-diligence-{name}")

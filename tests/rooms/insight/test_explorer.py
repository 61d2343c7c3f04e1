"""The explorer: what is reckoned, for whom, what is left out; the page, its files, its API, and kept questions."""

import io
import json
import re
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import Bank, journal  # noqa: F401
from plugins.standing_rows import ON, put_night, row

from zhiji.access.refusals import NotHere, Refused
from zhiji.customers.problems import Invalid
from zhiji.insight.actions.views import drop_view, save_view
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.explorer.question import Question, WrongQuestion
from zhiji.insight.explorer.sheets import Sheet, made
from zhiji.insight.looks.explorer import explore
from zhiji.insight.models import SavedView

EARLIER = date(2026, 10, 31)
YUAN = 100
KEY = 8_100_000_000_000_000_000
"""Opaque keys are large numbers: where one stood in a text it would be seen."""


@pytest.fixture
def reckoned(bank):
    """West: 40 basic and 12 gold customers, East: 20 basic, 3 gold and one top-secret one, and a night before."""
    west, east = bank.west.pk, bank.east.pk
    rows = [row(KEY + n, west, aum=1_000 * YUAN * (n + 1), products=n % 4, frequency=n) for n in range(40)]
    rows += [row(200 + n, west, tier=1, aum=60_000 * YUAN, layer="ordinary") for n in range(12)]
    rows += [
        row(300 + n, east, kind="organisation" if n % 2 else "person", aum=5_000 * YUAN) for n in range(20)
    ]
    rows += [row(400 + n, east, tier=1, short=1, aum=70_000 * YUAN) for n in range(3)]
    rows += [row(500, east, tier=4, aum=10**12, hidden=True)]
    put_night(rows, EARLIER)
    put_night(rows)
    return bank


def english(colleague):
    browser = Browser(colleague)
    browser.cookies["django_language"] = "en"
    return browser


def asking(colleague):
    return {"by": colleague, "channel": "test"}


def cells(found):
    return dict(found.table.cells)


@pytest.mark.req("Z02", "G11")
def test_the_head_office_sees_every_unit_and_small_cells_are_left_out_with_one_more(reckoned):
    west, east = str(reckoned.west.pk), str(reckoned.east.pk)
    found = explore({}, **asking(reckoned.analyst))
    assert (found.night, found.unit, [code for code, _ in found.columns]) == (ON, "总行", ["0", "1"])
    # 3 gold customers in the east are left out; so are the 12 of the west (or the total gives the 3) and both basic cells
    assert cells(found) == {
        (west, "0"): None, (west, "1"): None, (west, TOTAL): 50, (east, "0"): None, (east, "1"): None, (east, TOTAL): 25,
        (TOTAL, "0"): 60, (TOTAL, "1"): 15, (TOTAL, TOTAL): 75,
    }  # fmt: skip


@pytest.mark.req("Z02")
def test_a_branch_sees_its_own_subtree_and_a_department_its_branch(reckoned):
    reckoned.manager.unit = reckoned.west
    found = explore({"rows": "tier", "columns": ""}, **asking(reckoned.manager))
    assert (found.unit, found.total) == ("城西支行", 50)
    assert cells(found) == {("0", TOTAL): 40, ("1", TOTAL): 10, (TOTAL, TOTAL): 50}
    with pytest.raises(WrongQuestion, match="only_unit"):
        explore({"only_unit": str(reckoned.east.pk)}, **asking(reckoned.manager))


def test_figures_are_reckoned_by_hand_and_rounded(reckoned):
    for asked, total in (
        ({"aggregate": "count"}, 75),
        # 820,000 + 720,000 + 100,000 + 210,000 yuan; the largest customer has 70,000: to hundred thousands
        ({"measure": "aum", "aggregate": "sum"}, 1_900_000 * YUAN),
        # 24,666.67 a customer; 70,000 / 75 = 934: to thousands; the 38th of 75 has 18,000
        ({"measure": "aum", "aggregate": "average"}, 25_000 * YUAN),
        ({"measure": "aum", "aggregate": "median"}, 18_000 * YUAN),
        ({"measure": "frequency", "aggregate": "count"}, 40),
        ({"only_watch": "watched", "aggregate": "count"}, None),
        ({"only_kind": "organisation", "aggregate": "count"}, 10),
    ):
        found = explore({"rows": "kind", "columns": "", **asked}, **asking(reckoned.analyst))
        assert found.total == total, asked


@pytest.mark.req("J04")
def test_a_top_secret_file_is_in_no_figure(reckoned):
    found = explore(
        {"rows": "tier", "columns": "", "measure": "aum", "aggregate": "sum"}, **asking(reckoned.gm)
    )
    assert "4" not in dict(found.rows) and found.total < 10**10


def test_every_trait_answers_for_every_aggregate(reckoned):
    from zhiji.insight.explorer.dimensions import DIMENSIONS

    for name in DIMENSIONS:
        found = explore(
            {"rows": name, "columns": "", "measure": "aum", "aggregate": "median"}, **asking(reckoned.gm)
        )
        assert found.rows and all(label for _code, label in found.rows), name
        assert (TOTAL, TOTAL) in found.table.cells


@pytest.mark.req("Z02")
def test_going_deeper_keeps_the_cell_and_takes_the_next_trait():
    question = Question("unit", "tier", "aum", "sum")
    deeper = question.drilled("7", "1")
    assert deeper.filters == (("unit", "7"), ("tier", "1")) and (deeper.rows, deeper.columns) == (
        "layer",
        "grade",
    )
    assert question.drilled("7").filters == (("unit", "7"),) and question.drilled("7").rows == "tier"
    assert (question.pivoted().rows, question.pivoted().columns) == ("tier", "unit")
    steps = question
    while steps is not None:
        last, steps = steps, steps.drilled("x", "y")
    assert last.columns == "" or len(last.filters) >= 9


def test_the_journal_says_what_was_asked_and_who_may_not_is_refused(reckoned, journal):  # noqa: F811
    explore({"only_kind": "person"}, **asking(reckoned.product))
    entry = journal("insight:explorer:open")[0]
    assert (
        entry.outcome == "granted"
        and json.loads(entry.facts)["only_kind"] == "person"
        and entry.subjects == []
    )
    for colleague in (reckoned.rm01, reckoned.admin, reckoned.agent01, reckoned.auditor):
        with pytest.raises(Refused):
            explore({}, **asking(colleague))


WRONG = (
    {"rows": "manager"}, {"columns": "unit", "rows": "unit"}, {"measure": "name"}, {"aggregate": "sum"}, {"aggregate": "max", "measure": "aum"},
    {"only_tier": "1 OR 1=1"}, {"only_unit": "x"}, {"night": "2026-13-01"}, {"night": "2020-01-01"},
)  # fmt: skip


def test_what_is_none_of_the_traits_cannot_be_asked(reckoned):
    for wrong in WRONG:
        with pytest.raises(WrongQuestion):
            explore(wrong, **asking(reckoned.analyst))


@pytest.mark.req("Z02", "O01")
def test_the_page_speaks_three_languages_and_leads_deeper(reckoned):
    browser = english(reckoned.analyst)
    for language, words in {
        "zh-hans": ("多维分析", "大众"),
        "zh-hant": ("多維分析", "大眾"),
        "en": ("Explorer", "Basic"),
    }.items():
        browser.cookies["django_language"] = language
        text = browser.text("/insight/explorer/?rows=tier&columns=kind&measure=aum&aggregate=sum")
        assert all(word in text for word in words), language
    deeper = re.search(r'<td class="number[^>]*><a href="([^"]+)"', text)[1].replace("&amp;", "&")
    assert "only_tier=0" in deeper and browser.get("/insight/explorer/" + deeper).status_code == 200


def test_a_wrong_address_shows_the_usual_table_and_says_what_to_do(reckoned):
    text = english(reckoned.analyst).text("/insight/explorer/?aggregate=sum")
    assert "A sum, an average or a median needs a measure." in text and "···" in text


def test_before_the_first_night_the_page_says_so(bank):
    assert "No night reckoned yet" in english(bank.gm).text("/insight/explorer/")


@pytest.mark.req("N14")
def test_files_say_whose_copy_they_are(reckoned, journal):  # noqa: F811
    browser = english(reckoned.analyst)
    at = "?rows=unit&columns=tier&measure=aum&aggregate=sum"
    book = openpyxl.load_workbook(
        io.BytesIO(browser.get(reverse("explorer_file", args=["xlsx"]) + at).content)
    )
    text = str([[cell.value for cell in line] for line in book.active.iter_rows()])
    assert "···" in text and "Copy for" in text and reckoned.analyst.staff_number in text
    assert (
        reckoned.analyst.staff_number in book.properties.keywords
        and "Copy for" in book.active.oddFooter.center.text
    )
    csv = browser.get(reverse("explorer_file", args=["csv"]) + at).content.decode("utf-8-sig")
    assert "···" in csv and "Night of 2026-11-20" in csv
    forms = {json.loads(one.facts)["form"] for one in journal("insight:explorer:open")}
    assert forms >= {"xlsx", "csv"}
    assert browser.get(reverse("explorer_file", args=["exe"])).status_code == 404


@pytest.mark.req("H08")
def test_neither_page_nor_file_nor_api_holds_a_key_or_a_name(reckoned):
    browser = english(reckoned.analyst)
    texts = [browser.text("/insight/explorer/"), browser.get("/insight/explorer/file/csv/").content.decode()]
    texts.append(browser.get("/api/v1/insight/explorer?rows=unit").content.decode())
    for text in texts:
        assert not re.search(r'"manager"|"customer"', text) and str(KEY + 1) not in text


def test_the_api_gives_the_same_table(reckoned):
    answer = english(reckoned.analyst).get(
        "/api/v1/insight/explorer?rows=tier&measure=aum&aggregate=sum&only=kind:person"
    )
    body = answer.json()
    assert answer.status_code == 200 and body["least"] == 5 and body["unit"] == "money"
    same = explore(
        {"rows": "tier", "columns": "", "measure": "aum", "aggregate": "sum", "only_kind": "person"},
        **asking(reckoned.analyst),
    )
    assert {(one["row"], one["column"]): one["figure"] for one in body["cells"]} == cells(same)
    assert english(reckoned.analyst).get("/api/v1/insight/explorer?rows=manager").status_code == 422
    assert english(reckoned.rm01).get("/api/v1/insight/explorer").status_code == 403


@pytest.mark.req("Z02")
def test_a_kept_question_is_its_owners_and_its_units_when_shared(reckoned):
    browser = english(reckoned.analyst)
    asked = {
        "rows": "tier",
        "columns": "kind",
        "measure": "aum",
        "aggregate": "sum",
        "name": " 分层试看  一 ",
    }
    assert browser.post("/insight/explorer/keep/", asked).status_code == 302
    kept = SavedView.objects.get()
    assert (kept.name, kept.unit, kept.question["rows"]) == ("分层试看 一", None, "tier")
    assert "分层试看 一" in browser.text("/insight/explorer/") and "分层试看" not in english(
        reckoned.gm
    ).text("/insight/explorer/")
    browser.post("/insight/explorer/keep/", asked | {"shared": "on"})
    assert SavedView.objects.count() == 1 and "分层试看 一" in english(reckoned.gm).text("/insight/explorer/")
    with pytest.raises(NotHere):
        drop_view(kept.pk, **asking(reckoned.gm))
    assert (
        browser.post(f"/insight/views/{kept.pk}/drop/").status_code == 302 and not SavedView.objects.exists()
    )


def test_a_question_without_name_is_not_kept_and_a_hundred_are_enough(reckoned, monkeypatch):
    browser = english(reckoned.analyst)
    browser.post("/insight/explorer/keep/", {"rows": "tier", "name": "  "})
    assert not SavedView.objects.exists()
    monkeypatch.setattr("zhiji.insight.actions.views.MOST", 1)
    save_view("table", "a", {}, shared=False, **asking(reckoned.analyst))
    answer = browser.post("/insight/explorer/keep/", {"rows": "tier", "name": "b"}, follow=True)
    assert "Let go of one first" in answer.content.decode()
    with pytest.raises(ValueError, match="kind"):
        save_view("other", "b", {}, shared=False, **asking(reckoned.analyst))


@pytest.mark.req("J10")
@pytest.mark.parametrize(
    "name", ["11010519491231002X 的同类客户", "x" * 50 + " 11010519491231002X", "张伟 13812345678"]
)
def test_a_name_that_carries_an_identity_number_is_not_kept(reckoned, name):
    """A kept question may be shared with a unit: its name is asked as notes are (Art. 26.3)."""
    for shared in (True, False):
        with pytest.raises(Invalid, match="name: secret"):
            save_view("table", name, {}, shared=shared, **asking(reckoned.analyst))
    answer = english(reckoned.analyst).post(
        "/insight/explorer/keep/", {"rows": "tier", "name": name}, follow=True
    )
    told = answer.content.decode()
    assert not SavedView.objects.exists() and "Kept under that name" not in told and name not in told


@pytest.mark.req("N14")
def test_a_unit_named_like_a_formula_is_none_in_a_file():
    sheet = Sheet(
        "by unit", [], [["unit", "customers"], ["=HYPERLINK(1)", 7]], None, "Lin, 1", timezone.now()
    )
    book = openpyxl.load_workbook(io.BytesIO(made(sheet, "xlsx")))
    told = {cell.value: cell.data_type for line in book.active.iter_rows() for cell in line}
    assert told["'=HYPERLINK(1)"] == "s" and told[7] == "n"
    assert "\n'=HYPERLINK(1),7" in made(sheet, "csv").decode("utf-8-sig").replace("\r", "")

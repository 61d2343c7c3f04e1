"""Charts of groups: drawn for the page and for files, never with a figure that the table leaves out; each file says whose copy it is."""

import json
import re
import struct

import pytest
from django.urls import reverse
from plugins.page_browser import Browser
from plugins.small_bank import Bank, journal  # noqa: F401
from plugins.standing_rows import put_night, row

from zhiji.insight.explorer import charts
from zhiji.insight.explorer.charts import LINES_MOST, chart_of, on_page

YUAN = 100
NOTES = ["2026-11-20 夜间 · 城东支行及以下", "少于 5 位客户的格不显示"]
MARK = "林若溪 AN0001 2026-11-22 12:00"


def written(value):
    return f"{value:,.0f}"


@pytest.fixture
def drawn():
    lines = [("黑金", [9_000_000, None]), ("白金", [0, -120]), ('<b>"大众"</b>', [1_200, 7])]
    return chart_of("管理资产 · 合计", lines, ["自然人", "企业"], written)


def texts(svg):
    return re.findall(r">([^<]+)<", svg)


@pytest.mark.req("Z02")
def test_every_figure_that_shows_is_drawn_and_written_and_no_other(drawn):
    said = texts(on_page(drawn))
    assert {"9,000,000", "0", "-120", "1,200", "7", "黑金", "白金", "自然人", "企业"} <= set(said)
    bars = re.search(r'class="mark-rect[^"]*"[^>]*>(.*?)</g>', on_page(drawn))[1]
    assert bars.count("<path") == 5, "six places, one of them left out"


def test_on_a_page_the_style_sheet_gives_the_colours_and_the_chart_is_one_named_picture(drawn):
    svg = on_page(drawn)
    assert 'fill="var(--t0)"' in svg and 'fill="var(--t1)"' in svg and "#2a6553" not in svg
    assert svg.startswith('<svg role="img" aria-label="管理资产 · 合计"') and svg.count("aria-") == 1
    assert "<b>" not in svg and " style=" not in svg and "<script" not in svg
    assert not re.search(r'<svg[^>]* width="', svg), "it takes the width it finds"


def test_no_chart_where_nothing_shows_or_too_much_would():
    assert chart_of("x", [("a", [None]), ("b", [None])], [], written) is None
    assert chart_of("x", [(str(n), [n]) for n in range(LINES_MOST + 1)], [], written) is None


@pytest.mark.req("Z02", "N14")
def test_a_file_carries_title_notes_and_watermark_in_every_form(drawn):
    svg = charts.as_svg(drawn, NOTES, MARK)
    assert {"管理资产 · 合计", *NOTES, MARK} <= set(texts(svg)) and "var(--" not in svg
    picture = charts.as_png(drawn, NOTES, MARK)
    assert picture.startswith(b"\x89PNG") and struct.unpack(">I", picture[16:20]) == (2 * charts.WIDTH,)
    assert picture != charts.as_png(drawn, NOTES, "another's"), "the mark is among the pixels"
    assert charts.as_pdf(drawn, NOTES, MARK).startswith(b"%PDF-")


@pytest.fixture
def reckoned(db, settings, tmp_path):
    settings.ZHIJI_LAKE = tmp_path / "lake"
    bank = Bank()
    west = bank.west.pk
    put_night(
        [row(100 + n, west, aum=1_000 * YUAN * (n + 1)) for n in range(40)]
        + [row(200 + n, west, tier=1, aum=60_000 * YUAN) for n in range(12)]
        + [row(300 + n, west, tier=3, aum=777_700 * YUAN) for n in range(2)]
    )
    return bank


def reader(colleague):
    browser = Browser(colleague)
    browser.cookies["django_language"] = "en"
    return browser


@pytest.mark.req("Z02", "N14")
@pytest.mark.parametrize(
    ("name", "at", "phrase"),
    [("explorer_file", "?rows=tier&measure=aum&aggregate=sum", "insight:explorer:open"), ("board_file", "", "insight:board:read")],
)  # fmt: skip
def test_explorer_and_board_leave_as_files_that_are_recorded(reckoned, journal, name, at, phrase):  # noqa: F811
    browser = reader(reckoned.gm)
    answers = {
        form: browser.get(reverse(name, args=[form]) + at) for form in ("svg", "png", "pdf", "csv", "xlsx")
    }
    assert {form: answer.status_code for form, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert answers["png"].content.startswith(b"\x89PNG") and answers["pdf"].content.startswith(b"%PDF-")
    assert all("attachment" in one["Content-Disposition"] for one in answers.values())
    svg, table = answers["svg"].content.decode(), answers["csv"].content.decode()
    for text in (svg, table):
        assert "Night of 2026-11-20" in text and reckoned.gm.staff_number in text and "Copy for" in text
        assert "Gold" in text and "777,700" not in text and "1,555,400" not in text
    assert "fewer than 5" in svg and "Diamond" in svg, "the small tier is named, its figure left out"
    assert {json.loads(one.facts)["form"] for one in journal(phrase)} == set(answers)


def test_what_cannot_be_drawn_is_not_offered_and_says_so(reckoned):
    browser = reader(reckoned.analyst)
    at = "?rows=kind&only_tier=3"
    assert "explorer/file/pdf" not in browser.text("/insight/explorer/" + at)
    refused = browser.get(reverse("explorer_file", args=["pdf"]) + at, follow=True)
    assert "There is no such file of this table." in refused.content.decode()
    assert browser.get(reverse("explorer_file", args=["exe"])).status_code == 404

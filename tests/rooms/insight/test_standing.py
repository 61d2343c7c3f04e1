"""Where one customer stands: for whom, what is lacking, the quarter's grade; the board; one's portfolio beside the branch."""

from datetime import date

import pytest
from plugins.page_browser import Browser
from plugins.standing_rows import ON, put_night, row

from zhiji.access.refusals import Refused
from zhiji.holdings.looks.shown import lasting_key
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.looks.board import month_before, read_benchmark, read_board
from zhiji.insight.looks.standing import open_standing
from zhiji.insight.night.quarterly import quarter_end
from zhiji.insight.tiers import moved

YUAN = 100
QUARTER, MONTH = date(2026, 9, 30), date(2026, 10, 31)


@pytest.fixture
def stood(bank):
    """One file of rm01: gold and two months short; B at the quarter's end, D tonight."""
    bank.one = bank.file()
    key = lasting_key(bank.one.customer_id).opaque
    good = {"average_quarter": 60_000 * YUAN, "frequency": 52, "ticket": 2_500 * YUAN, "products": 1}
    put_night([row(key, bank.west.pk, manager=bank.rm01.pk, tier=1, **good)], QUARTER)
    tonight = {
        "average_month": 48_000 * YUAN,
        "average_quarter": 1,
        "aum": 47_000 * YUAN,
        "products": 1,
        "frequency": 30,
        "money": 1,
    }
    put_night([row(key, bank.west.pk, manager=bank.rm01.pk, tier=1, short=2, layer="ordinary", **tonight)])
    return bank


def asking(colleague, purpose="service"):
    return {"by": colleague, "purpose": purpose, "channel": "test"}


def english(colleague, purpose="service"):
    browser = Browser(colleague, purpose)
    browser.cookies["django_language"] = "en"
    return browser


@pytest.mark.req("E12", "E10", "E06")
def test_the_manager_sees_tier_watch_what_lacks_and_the_quarters_grade(stood):
    seen = open_standing(stood.one.number, **asking(stood.rm01))
    assert (seen.night, seen.tiers[seen.tier], seen.short, seen.down_after) == (ON, "gold", 2, 3)
    assert (seen.keep, seen.rise, seen.next_tier) == (2_000 * YUAN, 452_000 * YUAN, "wealth")
    assert (seen.layer, seen.relation) == ("ordinary", "transactional")
    assert (seen.graded.day, seen.graded.provisional, seen.graded.grade.letter, seen.graded.grade.score) == (
        QUARTER,
        False,
        "B",
        5250,
    )
    assert seen.measures["aum"] == 47_000 * YUAN and seen.measures["recency"] is None


def test_without_the_quarters_night_the_newest_stands_in_and_says_so(bank):
    file = bank.file()
    put_night([row(lasting_key(file.customer_id).opaque, bank.west.pk)])
    seen = open_standing(file.number, **asking(bank.rm01))
    assert (seen.graded.day, seen.graded.provisional, seen.graded.grade.letter) == (ON, True, "D")
    later = bank.file()
    assert open_standing(later.number, **asking(bank.rm01)).measures is None


@pytest.mark.req("H08")
def test_means_are_masked_or_refused_where_the_policy_says_so(stood):
    seen = open_standing(stood.one.number, **asking(stood.officer, "review"))
    assert (seen.level, seen.measures, seen.tiers, seen.graded) == ("masked", None, (), None)
    text = english(stood.officer, "review").text(f"/customers/{stood.one.number}/standing/")
    assert "●●●" in text and "Gold" not in text and "47,000" not in text
    for colleague in (stood.rm03, stood.analyst, stood.gm):
        with pytest.raises(Refused):
            open_standing(stood.one.number, **asking(colleague))


@pytest.mark.req("E12", "O01")
def test_the_tab_says_it_in_three_languages(stood):
    browser = english(stood.rm01)
    text = browser.text(f"/customers/{stood.one.number}/standing/")
    for words in (
        "Gold",
        "Watched: 2 months",
        "2,000.00",
        "Urban B",
        "52.5 of 100",
        "Wealth",
        "What would lift this customer",
    ):
        assert words in text, words
    assert "/standing/" in browser.text(f"/customers/{stood.one.number}/")
    for language, words in (("zh-hans", "客户等级"), ("zh-hant", "客戶等級")):
        browser.cookies["django_language"] = language
        assert words in browser.text(f"/customers/{stood.one.number}/standing/"), language


def test_the_api_gives_the_same_standing(stood):
    body = english(stood.rm01).get(f"/api/v1/customers/{stood.one.number}/standing?purpose=service").json()
    assert (body["tier"], body["keep"], body["grade"], body["graded_on"]) == (
        "gold",
        200_000,
        "B",
        "2026-09-30",
    )
    assert body["lift"] and body["measures"]["aum"] == 4_700_000


def test_the_quarter_that_counts():
    for day, ended in (
        (ON, QUARTER),
        (QUARTER, QUARTER),
        (date(2026, 9, 29), date(2026, 6, 30)),
        (date(2026, 1, 5), date(2025, 12, 31)),
    ):
        assert quarter_end(day) == ended
    assert month_before(ON, [QUARTER, MONTH, date(2026, 11, 19)]) == MONTH and month_before(ON, [ON]) is None


@pytest.fixture
def board(bank):
    """A month ago 70 customers; since then 8 rose, 6 fell, 9 came, 5 went; a rich top-secret one is nowhere."""
    was = {n: 1 if n < 30 else 0 for n in range(70)}
    now = {n: (2 if n < 8 else 0 if n < 14 else tier) for n, tier in was.items() if n < 65} | {
        100 + n: 0 for n in range(9)
    }
    bank.was, bank.now = was, now
    for day, tiers in ((MONTH, was), (ON, now)):
        rows = [row(n, bank.west.pk, tier=tier, manager=bank.rm01.pk if n % 2 else bank.rm02.pk, aum=(tier + 1) * 10_000 * YUAN)
                for n, tier in tiers.items()]  # fmt: skip
        put_night([*rows, row(999, bank.west.pk, tier=4, aum=10**12, hidden=True)], day)
    return bank


@pytest.mark.req("G11", "E12")
def test_the_board_tells_who_rose_and_fell_since_last_month(board):
    found = read_board(**asking(board.gm, ""))
    tiers = ["small", "gold", "wealth"]
    ways = moved(
        {n: tiers[t] for n, t in board.was.items()}, {n: tiers[t] for n, t in board.now.items()}, tiers[::-1]
    )
    assert {way: len(those) for way, those in ways.items()} == {"up": 8, "down": 6, "new": 9, "gone": 5}
    cells = found.moves.cells
    assert (found.night, found.before, found.gone) == (ON, MONTH, 5)
    assert (cells["2", "up"], cells["0", "down"], cells["0", "new"], cells[TOTAL, TOTAL]) == (10, 5, 10, 75)
    assert ("4", "same") not in cells and found.assets.cells[
        TOTAL, TOTAL
    ] == 1_050_000 * YUAN  # 51 + 16 x 2 + 8 x 3 = 106, to 30,000 -> 50,000
    text = english(board.gm, "").text("/insight/board/")
    assert "Wealth" in text and "night of 20 Nov 2026" in text
    body = english(board.gm, "").get("/api/v1/insight/board").json()
    assert [one["tier"] for one in body["tiers"]][-1] == "" and body["gone"] == 5
    with pytest.raises(Refused):
        read_board(**asking(board.rm01, ""))


def test_without_an_earlier_month_nobody_moved(bank):
    put_night([row(n, bank.west.pk, aum=1_000) for n in range(20)])
    found = read_board(**asking(bank.gm, ""))
    assert found.before is None and found.moves.cells["0", "same"] == 20
    assert "from next month on" in english(bank.gm, "").text("/insight/board/")


@pytest.mark.req("Z02")
def test_ones_portfolio_stands_beside_the_branch_and_shows_nobody_elses(board):
    found = read_benchmark(**asking(board.rm01, ""))
    aum = {one.measure: one for one in found.lines}["aum"]
    assert (found.own, found.branch, aum.own, aum.branch) == (36, 75, 10_000 * YUAN, 10_000 * YUAN)
    assert read_benchmark(**asking(board.devofficer, "")).own == 0
    text = english(board.rm01, "").text("/insight/benchmark/")
    assert "10,000" in text and "Nobody else" in text
    assert english(board.rm01, "").get("/api/v1/insight/benchmark").json()["own"] == 36


def test_a_branch_of_ones_own_customers_and_four_others_is_not_told(bank):
    rows = [row(n, bank.east.pk, manager=bank.rm03.pk, aum=1_000) for n in range(9)]
    put_night([*rows, *(row(50 + n, bank.east.pk, aum=9_000) for n in range(4))])
    found = read_benchmark(**asking(bank.rm03, ""))
    assert found.branch is None and {one.measure: one.branch for one in found.lines}["aum"] is None


@pytest.mark.req("Z02", "H08")
def test_of_four_own_customers_no_median_is_told_that_would_be_the_figure_of_one(bank):
    rows = [row(n, bank.east.pk, manager=bank.rm03.pk, aum=1_000_000) for n in range(4)]
    put_night([*rows, *(row(50 + n, bank.east.pk, aum=9_000_000) for n in range(9))])
    found = read_benchmark(**asking(bank.rm03, ""))
    aum = {one.measure: one for one in found.lines}["aum"]
    assert (found.own, aum.own) == (4, None) and aum.branch is not None

"""The market sizing sheet: reckoned by hand, guarded like counts and sums, top-secret files in no figure."""

import pytest
from plugins.page_browser import Browser
from plugins.small_bank import Bank
from plugins.standing_rows import ON, put_night, row

from zhiji.access.refusals import Refused
from zhiji.insight.looks.sizing import size_segment
from zhiji.insight.segments import segment_of

YUAN = 100
RICH = ["aum >= 10000"]


@pytest.fixture
def bank(db, settings, tmp_path):
    """Thirty of 10,000 to 39,000 yuan who moved 1,000 each elsewhere; forty poor ones; a very rich top-secret one."""
    settings.LANGUAGE_CODE = "en"
    settings.ZHIJI_LAKE = tmp_path / "lake"
    bank = Bank()
    rows = [row(n, bank.west.pk, aum=(10_000 + 1_000 * n) * YUAN, outside=1_000 * YUAN) for n in range(30)]
    rows += [row(100 + n, bank.west.pk, aum=5 * YUAN) for n in range(40)]
    put_night([*rows, row(999, bank.west.pk, aum=10**12, outside=10**12, hidden=True)])
    return bank


@pytest.mark.req("E25")
def test_a_sheet_tells_size_money_what_goes_elsewhere_and_what_could_be_won(bank):
    found = size_segment(segment_of(RICH), by=bank.gm)
    # 30 x 24,500 = 735,000, to 50,000 as one holds 39,000; the middle 24,500 to 25,000 (halves up); 15 lack 1,000 to 15,000 = 120,000
    assert (found.night, found.many, found.among) == (ON, 30, 70)
    assert (found.held, found.middle, found.outside) == (750_000 * YUAN, 25_000 * YUAN, 30_000 * YUAN)
    assert found.potential == 120_000 * YUAN
    for nobody in (bank.rm01, bank.officer):
        with pytest.raises(Refused):
            size_segment(segment_of(RICH), by=nobody)


@pytest.mark.req("E25")
def test_nothing_is_told_of_a_few_or_of_all_but_a_few(bank):
    for sign in ("aum >= 36000", "aum >= 1"):
        found = size_segment(segment_of(["tier = 0", sign]), by=bank.analyst)
        if sign.endswith("36000"):
            assert (found.many, found.held, found.middle, found.outside, found.potential) == (None,) * 5
    put_night([row(n, bank.west.pk, aum=20_000 * YUAN if n > 2 else 1) for n in range(30)])
    most = size_segment(segment_of(RICH), by=bank.analyst)
    assert (most.many, most.held) == (None, None)


@pytest.mark.req("E25")
def test_page_file_and_api_tell_the_same(bank):
    asked = "sign=aum+%3E%3D+10000&least=100"
    text = Browser(bank.gm).text(f"/insight/segments/sheet/?{asked}")
    for words in ("Market sizing sheet", "750,000.00", "120,000.00", "Moved to other banks", "of about 70"):
        assert words in text, words
    assert "/insight/segments/sheet/?sign=aum" in Browser(bank.gm).text(f"/insight/segments/?{asked}")
    assert "/insight/segments/sheet/" not in Browser(bank.rm01).text(f"/insight/segments/?{asked}")
    assert Browser(bank.gm).get("/insight/segments/sheet/")["Location"] == "/insight/segments/"
    file = Browser(bank.gm).get(f"/insight/segments/sheet/file/csv/?{asked}").content.decode()
    assert "Potential,120000.0" in file and "Copy for" in file
    assert Browser(bank.gm).get(f"/insight/segments/sheet/file/pdf/?{asked}").status_code == 404
    body = Browser(bank.gm).get("/api/v1/insight/segments/size?signs=aum+%3E%3D+10000").json()
    assert (body["many"], body["held"], body["potential"]) == (30, 75_000_000, 12_000_000)


def test_before_the_first_night_the_sheet_says_so(db, settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    settings.ZHIJI_LAKE = tmp_path / "lake"
    assert "No night reckoned yet" in Browser(Bank().gm).text(
        "/insight/segments/sheet/?sign=aum+%3E%3D+10000"
    )

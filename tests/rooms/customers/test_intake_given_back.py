"""Rows an import gives back with the reason, mended and sent again; the preview that writes nothing."""

# ruff: noqa: F811 (fixtures are asked for by their names)

import csv
import sys
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from zhiji.customers.intake.reading import open_table
from zhiji.customers.intake.rejecting import write_rejects
from zhiji.customers.intake.taking import import_customers
from zhiji.customers.models import ImportJob, ImportReject

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

import people
from plugins.intakes import counts, mapping, state, take  # noqa: F401


@pytest.fixture
def spoilt():
    """Ten rows; four cannot be taken: a wrong check digit, a masked phone, a short row, a card number in the address."""
    rows = list(people.rows(10))
    rows[1][3] = rows[1][3][:-1] + ("0" if rows[1][3][-1] != "0" else "1")
    rows[4][6] = "138****6620"
    rows[6] = rows[6][:5]
    rows[8][11] = "卡号 4111 1111 1111 1111"
    return rows


@pytest.mark.req("F27", "A02")
@pytest.mark.parametrize(
    ("language", "word", "header"),
    [("en", "check character", "reason"), ("zh-hans", "", ""), ("zh-hant", "", "")],
)
def test_what_is_given_back_is_the_row_and_why(take, spoilt, language, word, header):
    with translation.override(language):
        result = take(spoilt)
    assert counts(result) == (6, 0, 4, 0)
    path = Path(result["rejects_file"])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") and path.stat().st_mode & 0o777 == 0o600
    back = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert back[0][:-1] == list(people.COLUMNS)
    assert [row[0] for row in back[1:]] == [spoilt[place][0] for place in (1, 4, 6, 8)]
    assert back[1][:-1] == spoilt[1]
    assert all(row[-1] for row in back[1:])
    assert word in back[1][-1] and header in back[0][-1]
    stored = str(list(ImportReject.objects.values_list("problems", flat=True)))
    assert not any(value in stored for row in spoilt for value in row if len(value) > 5), (
        "only reasons are stored"
    )


@pytest.mark.req("F27")
def test_mended_rows_come_in_and_the_others_are_known(take, spoilt):
    take(spoilt)
    assert counts(take(list(people.rows(10)))) == (4, 0, 0, 6)


@pytest.mark.req("F27")
def test_a_workbook_comes_back_as_a_workbook(bank, mapping, tmp_path, spoilt):
    book = openpyxl.Workbook()
    for row in [people.COLUMNS, *spoilt]:
        book.active.append(list(row))
    book.save(tmp_path / "people.xlsx")
    result = import_customers(tmp_path / "people.xlsx", mapping, rejects_folder=tmp_path, channel="test")
    assert counts(result) == (6, 0, 4, 0)
    sheet = openpyxl.load_workbook(result["rejects_file"]).active
    back = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert back[1][:-1] == spoilt[1] and back[1][-1]
    assert len(back) == 5


@pytest.mark.req("F27")
def test_a_preview_counts_shows_masks_and_writes_nothing(take, spoilt, journal):
    before = state()
    result = take(spoilt, preview=True)
    assert counts(result) == (6, 0, 4, 0)
    assert state() == before and not ImportJob.objects.exists()
    shown = str(result["samples"]) + str(result["problems"])
    assert not any(row[place] in shown for row in spoilt for place in (3, 6) if place < len(row))
    assert all(row[1] not in shown for row in spoilt if len(row[1]) > 1)
    assert {kind["severity"] for kind in result["problems"]} == {"error"}
    assert [kind["rows"] for kind in result["problems"]] == [[3], [6], [8], [10]]
    assert journal()[0].phrase == "customers:import:preview"
    take(list(people.rows(3)))
    assert counts(take(list(people.rows(5)), preview=True)) == (2, 0, 0, 3)


def test_rejects_want_the_original_file(take, spoilt, tmp_path, bank):
    result = take(spoilt)
    other = people.write_csv(tmp_path / "other.csv", 3)
    with pytest.raises(ValueError, match=r"other\.csv"):
        write_rejects(result["job"], open_table(other), tmp_path, by=bank.officer, channel="test")

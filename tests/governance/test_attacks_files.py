"""Files put in to hurt: archives that unpack to more than a machine holds, cells that a spreadsheet would run, others' rows."""

import zipfile
from pathlib import Path

import pytest
from plugins.attacked import HOUSE, attacked, client_of  # noqa: F401

from zhiji.access.refusals import Refused
from zhiji.customers.intake import preparing, uploads
from zhiji.customers.intake.mapping import parse
from zhiji.customers.intake.reading import open_table
from zhiji.customers.intake.recipes import MappingError
from zhiji.customers.intake.rejecting import _plain
from zhiji.customers.intake.table import Unreadable
from zhiji.customers.intake.taking import import_customers
from zhiji.journal import looks as journal

MAPPING = """
kind = "person"
unit = "EAST"
manager = "rm"
custodian = "officer"
source = "other_system"
key = { system = "core", columns = ["no"] }
[fields]
name = "name"
"papers.0.type" = { constant = "resident_id" }
"papers.0.number" = "paper"
"""


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_that_unpacks_to_too_much_is_refused_unopened(
    tmp_path: Path, monkeypatch, part: str
) -> None:
    from zhiji.customers.intake import sheets

    monkeypatch.setattr(sheets, "_UNPACKED_MOST", 32 << 20)
    monkeypatch.setattr(sheets, "_TEXTS_MOST", 32 << 20)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(part, "w") as member:
        for _ in range(40):
            member.write(bytes(1 << 20))
    assert path.stat().st_size < 100_000
    with pytest.raises(Unreadable, match="unpacks to more"):
        open_table(path)


@pytest.mark.parametrize(
    "cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|x", "\t=1", ' =HYPERLINK("http://evil")']
)
def test_a_cell_that_a_spreadsheet_would_run_is_given_back_as_text(cell: str) -> None:
    assert _plain(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["", "沈怀瑾", "+86 138 1234 5678", "-120.50", "-", "1+1", "a=b", "o'neil@example.org"]
)
def test_other_cells_are_given_back_unchanged(cell: str) -> None:
    assert _plain(cell) == cell


def test_rows_given_back_are_for_who_put_them_in(attacked, tmp_path: Path) -> None:  # noqa: F811
    data = tmp_path / "clients.csv"
    data.write_text("no,name,paper\nC1,=1+1,1101\n", encoding="utf-8")
    result = import_customers(
        data, parse(MAPPING), by=attacked.officer, channel="test", rejects_folder=uploads.home() / "given-back" / "en",
    )  # fmt: skip
    assert result["rejected"] == 1 and ",'=1+1," in Path(result["rejects_file"]).read_text(
        encoding="utf-8-sig"
    )
    for other in (attacked.officer2, attacked.supervisor):
        with pytest.raises(Refused):
            preparing.given_back(result["job"], "en", by=other)
        assert journal.page(limit=1).lines[0].outcome == "refused"
        assert client_of(other).get(f"/customers/import/{result['job']}/rejects/").status_code == 403
    assert preparing.given_back(result["job"], "en", by=attacked.officer).is_file()


@pytest.mark.parametrize(
    "bomb",
    ["a = " + "[" * 20_000, "a = " + "{ a = " * 5_000, "." .join("a" * 20_000) + " = 1", "[" * 50_000, 'a = "' + "\\u0000" * 10_000 + '"'],
    ids=["lists", "tables", "dots", "heads", "nuls"],
)  # fmt: skip
def test_a_mapping_made_to_hurt_is_a_wrong_mapping(bomb: str) -> None:
    with pytest.raises(MappingError):
        parse(bomb)

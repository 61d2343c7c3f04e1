"""Tables are read whole or refused with one sentence that says where."""

import csv
from datetime import date

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhiji.customers.intake.reading import open_table
from zhiji.customers.intake.sheets import LONG_NUMBER
from zhiji.customers.intake.table import Layout, Unreadable

TEXT = '编号,姓名\r\n1,沈怀瑾\r\n2,"陆,清和"\r\n'


def rows(table):
    return list(table.rows())


@pytest.mark.req("F27")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_found_out(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(encoding))
    table = open_table(path)
    assert table.columns == ("编号", "姓名")
    assert rows(table) == [(2, ["1", "沈怀瑾"]), (3, ["2", "陆,清和"])]
    assert table.row_count == 2


@pytest.mark.req("F27")
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(tmp_path, delimiter):
    path = tmp_path / "a.csv"
    path.write_text(f'no{delimiter}"a,b;c|d"\n1{delimiter}x\n', encoding="utf-8")
    assert open_table(path).columns == ("no", "a,b;c|d")


def test_rows_behind_a_number_and_empty_lines(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("no,name\n1,a\n\n3,c\n\n", encoding="utf-8")
    table = open_table(path)
    assert rows(table) == [(2, ["1", "a"]), (4, ["3", "c"])]
    assert list(table.rows(2)) == [(4, ["3", "c"])]
    assert table.row_count == 3


@pytest.mark.req("L07")
@pytest.mark.parametrize(
    ("content", "row", "column"),
    [
        (b"", None, None),
        (b"no,name,city\n1,a,x\n2,b", 3, "name"),
        (b'no,name\n1,"a\n2,b\n', 2, None),
        ("no,name\n1,沈\n2,".encode() + b"\xff\xff\n", 3, "name"),
        ("no,name\n1,沈".encode()[:-1], 2, "name"),
        (b"no,no\n1,a\n", 1, "no"),
        (b"no,,name\n1,a\n", 1, None),
    ],
    ids=[
        "empty",
        "cut in a row",
        "open quotation mark",
        "no text",
        "cut in a character",
        "two alike",
        "unnamed column",
    ],
)
def test_a_torn_or_odd_csv_gives_one_message_with_its_place(tmp_path, content, row, column):
    path = tmp_path / "clients.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refusal:
        open_table(path, Layout(encoding="utf-8") if b"\xff" in content or row == 2 else None)
    assert (refusal.value.row, refusal.value.column) == (row, column)
    assert str(refusal.value).startswith("clients.csv") and refusal.value.mend


def test_a_wrong_encoding_in_the_mapping_says_so(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(Unreadable) as refusal:
        open_table(path, Layout(encoding="utf-8"))
    assert refusal.value.row == 1
    with pytest.raises(Unreadable):
        open_table(path, Layout(encoding="klingon"))


@pytest.mark.req("F27")
def test_xlsx_cells_become_texts(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["no", "born", "rate", "id", None])
    book.active.append([17, date(1990, 3, 1), 0.5, 110105194912310021])
    book.active.append([None, None, None, None])
    book.active.append(["x", "", 3.0, "11010519491231002X"])
    book.save(tmp_path / "a.xlsx")
    table = open_table(tmp_path / "a.xlsx")
    assert table.columns == ("no", "born", "rate", "id")
    assert rows(table)[0] == (2, ["17", "1990-03-01", "0.5", LONG_NUMBER])
    assert rows(table)[1] == (4, ["x", "", "3", "11010519491231002X"])


@pytest.mark.req("F27")
def test_parquet_streams_in_batches(tmp_path):
    data = pa.table({"no": range(10_000), "born": [date(1990, 3, 1)] * 10_000, "name": [None, "沈"] * 5_000})
    pq.write_table(data, tmp_path / "a.parquet")
    table = open_table(tmp_path / "a.parquet")
    assert table.row_count == 10_000
    found = list(table.rows(9_999))
    assert found == [(10_000, ["9998", "1990-03-01", ""]), (10_001, ["9999", "1990-03-01", "沈"])]


@pytest.mark.req("L07")
@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet"])
def test_torn_binary_files_are_refused_before_anything_is_taken(tmp_path, name):
    if name.endswith("xlsx"):
        book = openpyxl.Workbook()
        for number in range(500):
            book.active.append([f"name {number}"])
        book.save(tmp_path / name)
    else:
        pq.write_table(pa.table({"no": range(1_000)}), tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(Unreadable, match=name):
        open_table(tmp_path / name)


def test_the_reader_quotes_as_it_was_quoted(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, quotechar="'", delimiter=";").writerows([["no", "what"], ["1", "a;'b'\nc"]])
    table = open_table(path, Layout(quote="'", delimiter=";"))
    assert rows(table) == [(2, ["1", "a;'b'\nc"])]

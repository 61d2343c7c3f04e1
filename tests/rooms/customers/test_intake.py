"""Customers come in from a file: once, whole, governed; what cannot be taken is given back with its reason."""

# ruff: noqa: F811 (fixtures are asked for by their names)

import sys
from pathlib import Path

import pytest
from django.utils import translation

from zhiji import vault
from zhiji.access.refusals import Refused
from zhiji.customers import finding
from zhiji.customers.intake import packing, running
from zhiji.customers.intake.duplicates import Marks, OwnIds, worth_scanning
from zhiji.customers.intake.listing import list_imports
from zhiji.customers.intake.taking import import_customers
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File, PublicName, Token
from zhiji.vault.models import DataKeyRow

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

import people
from plugins.intakes import BERKA, counts, mapping, state, take  # noqa: F401


@pytest.mark.req("F26", "F27", "A02", "C01")
def test_rows_become_files_that_open_with_every_value(take, bank):
    rows = list(people.rows(30))
    assert counts(take(rows)) == (30, 0, 0, 0)
    files = list(File.objects.order_by("customer_id"))
    assert [(file.version, file.missing, file.completeness, file.state) for file in files] == [
        (1, 0, 100, "established")
    ] * 30
    assert {(file.manager, file.unit, file.custodian) for file in files} == {
        (bank.rm01, bank.west, bank.officer)
    }
    view = open_file(files[4].number, by=bank.rm01, purpose="service", channel="test")
    clear = {
        name: shown.value for name, shown in view.fields.items() if shown.present and shown.level == "clear"
    }
    assert clear["name"] == rows[4][1]
    assert clear["sex"] == {"1": "male", "2": "female"}[rows[4][2]]
    paper = view.fields["papers"]
    assert paper.present and (paper.level != "clear" or paper.value[0]["number"] == rows[4][3])
    assert view.fields["name"].provenance["s"] == "other_system"


def test_packed_columns_are_those_of_the_tables(db):
    """A new column of a table must be packed as well, unless the database fills it in itself."""
    for model, columns in (
        (File, packing.FILE_COLUMNS),
        (Token, packing.TOKEN_COLUMNS),
        (PublicName, packing.NAME_COLUMNS),
    ):
        expected = {field.column for field in model._meta.concrete_fields if not field.has_db_default()} - {
            "id"
        }
        assert set(columns) == expected, model


@pytest.mark.req("F27")
def test_imported_files_are_found_by_every_identifier(take, bank):
    row = next(people.rows(1))
    take([row])
    token_names = set(Token.objects.values_list("index", flat=True))
    found = {
        index: Token.objects.filter(
            token__in=vault.query_tokens(index, finding.fields.normalise(index, text))
        ).count()
        for index, text in (
            ("name", row[1]),
            ("paper", row[3]),
            ("phone", row[6]),
            ("reference", f"core:{row[0]}"),
        )
    }
    assert all(found.values()), found
    assert len(token_names) == 6


@pytest.mark.req("F27")
def test_the_same_file_twice_changes_nothing(take):
    rows = list(people.rows(40))
    first = take(rows)
    before = state()
    second = take(rows)
    assert state() == before
    assert counts(second) == (0, 0, 0, 40)
    assert second["already"] and second["job"] == first["job"]


@pytest.mark.req("F27")
@pytest.mark.parametrize("column", ["CUST_NO", "ID_NO", None])
def test_other_bytes_same_customers_are_known_again(take, column):
    """By their own number where the paper changed, and by the paper where their number did."""
    rows = list(people.rows(20))
    take(rows)
    again = [list(row) for row in rows]
    other = list(people.rows(40))[20:]
    for row, stranger in zip(again, other, strict=True):
        row[people.COLUMNS.index("ADDRESS")] = "新路1号"
        if column:
            place = people.COLUMNS.index(column)
            row[place] = stranger[place]
        row[people.COLUMNS.index("SEX")] = (
            stranger[people.COLUMNS.index("SEX")] if column == "ID_NO" else row[2]
        )
    assert counts(take(again)) == (0, 0, 0, 20)
    assert File.objects.count() == 20


@pytest.mark.req("F27")
def test_a_long_file_scans_the_bank_once_and_finds_the_same(take, monkeypatch, bank, journal):
    monkeypatch.setattr("zhiji.customers.intake.taking.worth_scanning", lambda rows: True)
    rows = list(people.rows(60))
    assert counts(take(rows[:30])) == (30, 0, 0, 0)
    assert [entry.outcome for entry in journal("customers:import:scan")] == ["granted"]
    assert counts(take(rows)) == (30, 0, 0, 30)
    again = [[*row[:-2], "新路1号", row[-1]] for row in rows]
    assert counts(take(again)) == (0, 0, 0, 60)


@pytest.mark.req("F27")
def test_a_file_opened_by_a_colleague_meanwhile_is_seen_after_the_scan(take, monkeypatch, bank):
    monkeypatch.setattr("zhiji.customers.intake.taking.worth_scanning", lambda rows: True)
    monkeypatch.setattr(running, "CHUNK_ROWS", 10)
    rows = list(people.rows(20))
    late = rows[15]

    def told(done, _total):
        if done == 10:
            paper = {"type": "resident_id", "number": late[3], "long_term": True}
            bank.file(values={"papers": [paper], "sex": None})

    assert counts(take(rows, progress=told)) == (19, 0, 0, 1)


@pytest.mark.req("F27")
def test_two_rows_with_one_paper(take):
    rows = list(people.rows(5))
    rows[3][3:6], rows[3][2] = rows[1][3:6], rows[1][2]
    result = take(rows)
    assert counts(result) == (4, 0, 0, 1)
    assert "3" in Path(result["rejects_file"]).read_text(encoding="utf-8-sig").splitlines()[1]


@pytest.mark.req("F27")
def test_the_journal_names_what_came_in(take, journal):
    result = take(list(people.rows(12)))
    phrases = [entry.phrase for entry in journal()[:4]]
    assert phrases == [
        "customers:import:rejects",
        "customers:import:finish",
        "customers:import:commit",
        "customers:import:begin",
    ]
    commit = journal("customers:import:commit")[0]
    ids = list(File.objects.order_by("pk").values_list("pk", flat=True))
    facts = str(commit.facts)
    assert str(ids[0]) in facts and str(ids[-1]) in facts and str(result["job"]) in facts


@pytest.mark.req("H01")
@pytest.mark.parametrize("who", ["rm01", "admin", "analyst", "gm"])
def test_other_roles_may_not_import(take, bank, who):
    with pytest.raises(Refused):
        take(list(people.rows(2)), by=getattr(bank, who))
    with pytest.raises(Refused):
        take(list(people.rows(2)), by=getattr(bank, who), preview=True)
    assert not File.objects.exists()


@pytest.mark.req("F27")
def test_an_officer_may_stands_behind_it_and_finds_it_in_the_list(take, bank):
    result = take(list(people.rows(2)), by=bank.officer)
    assert [(line.id, line.taken) for line in list_imports(by=bank.officer)] == [(result["job"], 2)]
    assert list_imports(by=bank.officer, before=result["job"]) == []
    with pytest.raises(Refused):
        list_imports(by=bank.rm01)
    assert set(File.objects.values_list("changed_by", flat=True)) == {bank.officer.pk}


@pytest.mark.req("C05", "F27")
def test_kinds_units_and_colleagues_from_columns(bank, tmp_path):
    data = tmp_path / "mixed.csv"
    data.write_text(
        "type,name,code,unit,rm\nC,兰溪纺织有限公司,91330000MA0000010C,E1,rm03\nP,沈怀瑾,,W1,rm01\nX,谁,,W1,rm01\n"
        "P,周南,,ZZ,rm01\nP,何北,,W1,nobody\n",
        encoding="utf-8",
    )
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'source = "other_system"\nkind = { column = "type", codes = { C = "organisation", P = "person" } }\n'
        'unit = { column = "unit" }\nmanager = { column = "rm" }\ncustodian = "officer"\n[fields]\nname = "name"\n',
        encoding="utf-8",
    )
    with translation.override("en"):
        result = import_customers(data, mapping, rejects_folder=tmp_path, channel="test")
    assert counts(result) == (2, 2, 3, 0)
    firm = File.objects.get(kind="organisation")
    assert (firm.unit, firm.manager) == (bank.east, bank.rm03)
    assert PublicName.objects.get().name == "兰溪纺织有限公司" and "纺织" in PublicName.objects.get().grams
    back = Path(result["rejects_file"]).read_text(encoding="utf-8-sig").splitlines()[1:]
    assert ["kind of customer" in back[0], "no such unit" in back[1], "no such colleague" in back[2]] == [
        True
    ] * 3


@pytest.mark.req("F27")
def test_chunks_join_without_a_seam_and_workers_agree(take, monkeypatch):
    monkeypatch.setattr(running, "CHUNK_ROWS", 50)
    monkeypatch.setattr(running, "SMALL_ROWS", 100)
    assert counts(take(list(people.rows(333)))) == (333, 0, 0, 0)
    assert File.objects.count() == DataKeyRow.objects.count() == 333


@pytest.mark.req("F27", "F26", "Y26")
def test_all_clients_of_the_berka_bank_come_in(bank, shared_data, tmp_path):
    clients = shared_data / "berka" / "client.asc"
    if not clients.is_file():
        pytest.skip(f"the Berka data are not at {clients}")
    result = import_customers(clients, BERKA, rejects_folder=tmp_path, channel="test")
    assert counts(result) == (5369, 5369, 0, 0)
    first, second = File.objects.order_by("customer_id")[:2]
    view = open_file(first.number, by=bank.rm01, purpose="service", channel="test")
    assert (view.fields["birth_date"].value, view.fields["sex"].value) == ("1970-12-13", "female")
    assert view.fields["domicile"].value == {"country": "CZ", "province": "south Bohemia", "city": "Pisek"}
    view = open_file(second.number, by=bank.rm01, purpose="service", channel="test")
    assert (view.fields["birth_date"].value, view.fields["sex"].value) == ("1945-02-04", "male")
    queue = File.objects.filter(custodian=bank.officer, missing__gt=0).count()
    assert queue == 5369
    before = state()
    assert counts(import_customers(clients, BERKA, rejects_folder=tmp_path, channel="test")) == (
        0,
        0,
        0,
        5369,
    )
    other = tmp_path / "client.asc"
    other.write_bytes(clients.read_bytes().replace(b"\r\n", b"\n"))
    (tmp_path / "district.asc").write_bytes((clients.parent / "district.asc").read_bytes())
    assert counts(import_customers(other, BERKA, rejects_folder=tmp_path, channel="test")) == (0, 0, 0, 5369)
    assert state()[0] == before[0]


def test_marks_and_runs_of_ids():
    marks = Marks()
    for number in range(1, 20_000):
        marks.add(number * 0x9E3779B97F4A7C15 % 2**64, number)
    assert all(marks.row_of(number * 0x9E3779B97F4A7C15 % 2**64) == number for number in range(1, 20_000))
    assert marks.row_of(5) == 0
    own = OwnIds()
    own.add([3, 4, 5, 9])
    own.add([10, 12])
    assert [number for number in range(15) if number in own] == [3, 4, 5, 9, 10, 12]
    assert worth_scanning(1_000_000) and not worth_scanning(100)

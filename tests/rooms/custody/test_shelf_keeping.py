"""Paper on the shelf (Art. 7-8, 22; F05-F07, F14): places, intake, labels, finding, reports."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from plugins.page_browser import Browser
from plugins.shelved_bank import a_cabinet, kept, lent_paper
from plugins.small_bank import HOUSE

from zhiji.access.people import make_token
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions import repair, shelf
from zhiji.custody.looks.shelf import cabinets, find_on_shelf, labels, shelf_report
from zhiji.custody.models import Case, Volume
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.shelf import (
    Place,
    Shelves,
    code_of,
    later,
    next_place,
    place_in,
)
from zhiji.customers.actions.keeping import classify


@pytest.mark.req("F05")
@given(st.integers(1, 5), st.integers(1, 5), st.data())
def test_places_are_filled_left_to_right_then_top_to_bottom(rows, columns, data):
    """Art. 7: the next place is the first free one in reading order, whatever is taken; none when all are."""
    order = [Place(1, row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)]
    taken = data.draw(st.sets(st.sampled_from(order)))
    free = [place for place in order if place not in taken]
    assert next_place([Shelves(1, "A1", rows, columns)], taken) == (free[0] if free else None)


@pytest.mark.req("F05")
def test_the_next_cabinet_follows_when_one_is_full():
    """Art. 7."""
    shelves = [Shelves(2, "B1", 1, 1), Shelves(1, "A1", 1, 1)]
    assert next_place(shelves, set()) == Place(1, 1, 1)
    assert next_place(shelves, {Place(1, 1, 1)}) == Place(2, 1, 1)
    assert next_place(shelves, {Place(1, 1, 1), Place(2, 1, 1)}) is None


@given(st.from_regex(r"[A-Z][A-Z0-9]{0,3}", fullmatch=True), st.integers(1, 99), st.integers(1, 99))
def test_a_code_is_read_back_as_it_was_written(cabinet, row, column):
    assert place_in(code_of(cabinet, row, column)) == (cabinet, row, column)
    assert place_in(code_of(cabinet, row, column).lower()) == (cabinet, row, column)


@pytest.mark.req("F05", "F06")
def test_volumes_stand_by_class_and_are_found_by_number_and_by_code(bank):
    """Art. 7: persons in one cabinet, firms in another; found both ways."""
    a_cabinet(bank, "A1")
    a_cabinet(bank, "B1", kind="organisation")
    person, firm = bank.file(), bank.file("organisation")
    first, second, other = kept(bank, person), kept(bank, person), kept(bank, firm)
    assert [one.code for one in (first, second, other)] == ["A1-01-01", "A1-01-02", "B1-01-01"]
    assert first.review_on == later(timezone.localdate(), 120) and second.part == 2
    assert [row.code for row in find_on_shelf(person.number, by=bank.officer2)] == ["A1-01-01", "A1-01-02"]
    assert [row.number for row in find_on_shelf("b1-1-1", by=bank.officer2)] == [firm.number]
    for nothing in ("B1-06-01", "", "x", "1234", "Z9-01-01"):
        assert find_on_shelf(nothing, by=bank.officer2) == []
    with pytest.raises(Refused):
        find_on_shelf(person.number, by=bank.analyst)
    assert [(one.code, one.here, one.free) for one in cabinets(by=bank.auditor)] == [
        ("A1", 2, 4),
        ("B1", 1, 5),
    ]


@pytest.mark.req("F06", "F07")
@pytest.mark.parametrize(
    ("carrier", "ink", "field"),
    [
        ("paper", "ballpoint", "ink"),
        ("paper", "pencil", "ink"),
        ("thermal", "printed", "carrier"),
        ("stick", "none", "carrier"),
        ("clay", "carbon", "carrier"),
        ("paper", "blood", "ink"),
    ],
)
def test_what_does_not_last_is_not_shelved(bank, carrier, ink, field):
    """Art. 8: durable carriers; carbon or blue-black ink, no ballpoint, no pencil; the reason and the mend are told."""
    a_cabinet(bank)
    file = bank.file()
    with pytest.raises(Invalid) as invalid:
        kept(bank, file, carrier=carrier, ink=ink)
    problem = invalid.value.problems[0]
    assert problem.field == field and str(problem.message) and str(problem.mend)
    assert not Volume.objects.exists()


@pytest.mark.parametrize(
    ("carrier", "ink"), [("paper", "carbon"), ("paper", "blue_black"), ("film", "none"), ("disk", "none")]
)
def test_what_lasts_is_shelved(bank, carrier, ink):
    """Art. 8."""
    a_cabinet(bank)
    assert kept(bank, bank.file(), carrier=carrier, ink=ink).state == "here"


def test_a_full_class_and_a_wrong_cabinet_are_told(bank):
    a_cabinet(bank, rows=1, columns=1)
    kept(bank, bank.file())
    with pytest.raises(Invalid) as invalid:
        kept(bank, bank.file())
    assert [one.rule for one in invalid.value.problems] == ["full"]
    for wrong in (
        {"code": "A1"},
        {"code": "1A"},
        {"code": "S1"},
        {"code": "甲1"},
        {"rows": 0},
        {"kind": "cat"},
        {"unit": "XX"},
    ):
        usual = {"code": "C1", "unit": "HQ", "kind": "person", "rows": 1, "columns": 1}
        with pytest.raises(Invalid):
            shelf.set_up_cabinet(**usual | wrong, by=bank.supervisor)
    with pytest.raises(Invalid):
        a_cabinet(bank, "S1", custodian=bank.rm01)


@pytest.mark.req("J04", "F05")
def test_a_top_secret_volume_stands_apart_and_is_found_by_nobody_else(bank):
    """Art. 22: its own cabinet, its own custodian; for others there is neither volume nor cabinet, nor a count of it."""
    a_cabinet(bank, "A1")
    file = bank.file(secrecy=2, custodian=bank.officer)
    with pytest.raises(Invalid) as invalid:
        kept(bank, file)
    assert [one.rule for one in invalid.value.problems] == ["full"]
    a_cabinet(bank, "S1", custodian=bank.officer)
    volume = kept(bank, file)
    assert volume.code == "S1-01-01" and volume.cabinet.apart
    assert [row.number for row in find_on_shelf("S1-01-01", by=bank.officer)] == [file.number]
    for stranger in (bank.officer2, bank.auditor):
        assert find_on_shelf("S1-01-01", by=stranger) == find_on_shelf(file.number, by=stranger) == []
        assert [one.code for one in cabinets(by=stranger)] == ["A1"]
    assert labels("S1", by=bank.officer2) == []
    with pytest.raises(NotHere):
        kept(bank, file, by=bank.officer2)
    with pytest.raises(NotHere):
        shelf.move_volume(volume.pk, by=bank.officer2)
    with pytest.raises(Invalid) as invalid:
        repair.report_defect(code="S1-01-01", defect="faded", by=bank.officer2)
    assert [one.field for one in invalid.value.problems] == ["code"]
    case = repair.report_defect(code="S1-01-01", defect="faded", by=bank.officer)
    assert "S1" not in str(Case.objects.get(pk=case.pk).content)


@pytest.mark.req("F14", "J04")
def test_the_report_names_what_stands_wrong_and_an_officer_moves_it(bank):
    """F14: a file that became top secret must leave the open shelf; only who may know of it is told."""
    a_cabinet(bank, "A1")
    a_cabinet(bank, "S1", custodian=bank.officer)
    file = bank.file(custodian=bank.officer)
    volume = kept(bank, file)
    assert shelf_report(by=bank.officer).misfiled == []
    classify(
        file.number, secrecy=2, custodian=bank.officer, reason="名人", by=bank.supervisor, purpose="review"
    )
    assert [row.code for row in shelf_report(by=bank.officer).misfiled] == ["A1-01-01"]
    assert shelf_report(by=bank.officer2).misfiled == []
    assert shelf.move_volume(volume.pk, by=bank.officer).code == "S1-01-01"
    assert shelf_report(by=bank.officer).misfiled == []
    classify(
        file.number, secrecy=0, custodian=bank.officer, reason="解密", by=bank.supervisor, purpose="review"
    )
    assert [str(row.why) for row in shelf_report(by=bank.officer2).misfiled] == [
        "its file is not kept apart, or by another custodian"
    ]


@pytest.mark.req("F06", "F14")
def test_missing_and_due_volumes_are_reported(bank):
    """Art. 8: looked over or digitised by its day; F14: what is missing stands in the report until it is found."""
    file = bank.file()
    volume = kept(bank, file, carrier="disk", ink="none")
    later_on = timezone.now() + timedelta(days=40 * 31)
    assert shelf_report(by=bank.officer).review == []
    assert [row.code for row in shelf_report(by=bank.officer, at=later_on).review] == ["A1-01-01"]
    shelf.review_volume(volume.pk, by=bank.officer, at=later_on)
    assert shelf_report(by=bank.officer, at=later_on).review == []
    case = repair.report_defect(code="A1-01-01", defect="missing", by=bank.officer2)
    assert [row.code for row in shelf_report(by=bank.auditor).missing] == ["A1-01-01"]
    repair.mend_defect(case.pk, words="在隔壁格找到", by=bank.officer)
    with pytest.raises(Refused):
        repair.close_repair(case.pk, by=bank.officer)
    repair.close_repair(case.pk, by=bank.officer2)
    assert shelf_report(by=bank.auditor).missing == []


def test_a_destroyed_volume_frees_its_place(bank):
    file = bank.file()
    kept(bank, file)

    class Noting:
        def fact(self, *_):
            """The journal entry of the act of destroying."""

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'custody:destruction:destroy', true)")
        assert shelf.mark_gone(Noting(), [file.customer_id]) == 1
        cursor.execute("SELECT set_config('zhiji.act', '', true)")
    assert find_on_shelf(file.number, by=bank.officer) == []
    assert kept(bank, bank.file()).code == "A1-01-01"


@pytest.mark.req("F05")
def test_the_pages_of_the_shelf(bank):
    bank.file()
    file = bank.file()
    supervisor, officer = Browser(bank.supervisor), Browser(bank.officer)
    assert "No cabinets yet" in officer.text("/custody/shelf/")
    given = {"code": "A1", "unit": "HQ", "kind": "person", "rows": "2", "columns": "3"}
    assert supervisor.post("/custody/shelf/cabinet/", given).status_code == 302
    assert supervisor.post("/custody/shelf/cabinet/", given).status_code == 422
    assert officer.get("/custody/shelf/cabinet/").status_code == 403
    typed = {"customer": file.number, "carrier": "paper", "ink": "pencil"}
    answer = officer.post("/custody/shelf/keep/", typed)
    assert answer.status_code == 422 and "fade (Art. 8)" in answer.content.decode()
    answer = officer.post("/custody/shelf/keep/", typed | {"ink": "carbon"}, follow=True)
    assert "Put it in place A1-01-01." in answer.content.decode() and file.number in answer.content.decode()
    sheet = officer.text("/custody/shelf/labels/?cabinet=a1")
    assert "A1-01-01" in sheet and file.number in sheet and "沈怀瑾" not in sheet
    assert "Nothing stands there" in officer.text("/custody/shelf/?q=A1-02-02")
    lent_paper(bank, file)
    assert "on loan" in officer.text(f"/custody/shelf/?q={file.number}")
    assert "No volume is missing" in officer.text("/custody/shelf/report/")
    assert officer.post("/custody/shelf/report/put-right/", {"volume": "9", "do": "move"}).status_code == 404


@pytest.mark.req("F05", "F14")
def test_the_api_of_the_shelf(bank):
    file = bank.file()
    keeper = {"Authorization": "Bearer " + make_token(bank.officer, **HOUSE)}
    chief = {"Authorization": "Bearer " + make_token(bank.supervisor, **HOUSE)}
    client = Browser(bank.officer)
    usual = {"content_type": "application/json"}
    given = {"code": "A1", "unit": "HQ", "kind": "person", "rows": 2, "columns": 3}
    assert client.post("/api/v1/shelf/cabinets", given, headers=chief, **usual).status_code == 201
    made = client.post(
        "/api/v1/shelf/volumes", {"customer": file.number, "carrier": "paper", "ink": "carbon"}, headers=keeper, **usual
    )  # fmt: skip
    assert made.status_code == 201 and made.json()["code"] == "A1-01-01"
    found = client.get(f"/api/v1/shelf/volumes?sought={file.number}", headers=keeper).json()
    assert [one["code"] for one in found] == ["A1-01-01"]
    volume = made.json()["id"]
    assert client.post(f"/api/v1/shelf/volumes/{volume}/review", headers=keeper, **usual).status_code == 200
    assert (
        client.post(f"/api/v1/shelf/volumes/{volume}/move", headers=keeper, **usual).json()["code"]
        == "A1-01-02"
    )
    assert client.get("/api/v1/shelf/labels?cabinet=A1", headers=keeper).json()[0]["number"] == file.number
    assert client.get("/api/v1/shelf/cabinets", headers=keeper).json()[0]["here"] == 1
    assert client.get("/api/v1/shelf/report", headers=chief).json()["missing"] == []
    assert client.get("/api/v1/loans", headers=chief).json()["loans"] == []

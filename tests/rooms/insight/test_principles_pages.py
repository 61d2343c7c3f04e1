"""The pages of the principles: empty and full, in files, and what they leave out."""

import io

import openpyxl
import pytest
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE, Bank, journal

from zhiji.access.people import make_token
from zhiji.access.refusals import Refused
from zhiji.custody.actions import export
from zhiji.custody.looks.copies import trace
from zhiji.custody.models import Case, Export
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.marks import codes_in
from zhiji.custody.watch.decoys import sweep
from zhiji.customers.actions.filing import amend
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of
from zhiji.insight.principles import clock
from zhiji.insight.principles.dials import dial
from zhiji.insight.principles.governance import LINES, STAGES, matrix, phrases_of_the_matrix
from zhiji.insight.principles.looks.categories import read_matrix
from zhiji.insight.principles.looks.rows import files_lacking
from zhiji.vault.decoys import mark_decoys

__all__ = ["journal"]

PAGES = ("", "governance/", "categories/")


@pytest.fixture
def bank(db, settings, tmp_path):
    settings.ZHIJI_HOME, settings.LANGUAGE_CODE = tmp_path, "en"
    return Bank()


@pytest.fixture
def full(bank):
    files = [bank.file() for _ in range(6)]
    firms = [bank.file("organisation", manager=bank.rm03) for _ in range(6)]
    amend(files[0].number, {"title": "会计"}, source="paper_seen", by=bank.rm01, purpose="upkeep")
    amend(files[0].number, {"title": "出纳"}, source="observed", by=bank.rm01, purpose="upkeep")
    clock.catch_up(timezone.now())
    bank.files, bank.firms = files, firms
    return bank


@pytest.mark.req("AA01", "F18", "AA14")
@pytest.mark.parametrize("page", PAGES)
def test_before_the_first_round_the_page_says_so_and_afterwards_it_shows_figures(bank, page) -> None:
    assert "Nothing weighed yet" in Browser(bank.gm).text(f"/principles/{page}")
    bank.file()
    clock.catch_up(timezone.now())
    assert "Nothing weighed yet" not in Browser(bank.gm).text(f"/principles/{page}")


@pytest.mark.req(
    "AA06", "AA07", "AA08", "AA09", "AA10", "AA11", "AA12", "AA13", "AA18", "AA19", "AA20", "AA21", "AA22"
)
def test_the_board_shows_every_principle_with_its_figure(full) -> None:
    text = Browser(full.gm).text("/principles/")
    for words in (
        "Effective", "Reasonable use", "Focus on key customers", "Unclassified", "Recorded in time", "Kept in contact", "Use",
        "Monitoring", "Updating", "Key customers", "Flexible use", "Customer-centred", "Kept centrally", "Classified",
        "Agreed between sources",
    ):  # fmt: skip
        assert words in text, words
    assert "not measured yet: the bank keeps no records of contacts here" in text
    assert text.count('role="img" aria-label="Monitoring: ') == 3, "three dials of each branch and of all"
    assert 'href="/principles/differences/"' in text and 'href="/customers/?key=1"' in text
    for form, opening in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        assert Browser(full.gm).get(f"/principles/?format={form}").content.startswith(opening)


@pytest.mark.req("AA20")
def test_every_change_is_reviewed_for_the_customer() -> None:
    from pathlib import Path

    asked = (Path(__file__).parents[3] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "AA20" in asked and "customer" in asked.split("AA20")[1][:400]


@pytest.mark.req("F18")
def test_categories_are_covered_by_so_many_files_and_lead_to_those_without(full) -> None:
    found = read_matrix(by=full.gm)
    people = next(one for one in found.lines if one.unit == full.west.pk and one.kind == "person")
    assert (
        people.cells["identity"].percent,
        people.cells["wealth"].percent,
        people.cells["personal"].percent,
    ) == (100, 100, 0)
    assert people.cells["work"].percent == 100
    firms = next(one for one in found.lines if one.kind == "organisation" and one.unit == full.east.pk)
    assert firms.cells["contact"].have < 6 or firms.cells["wealth"].have == 0
    assert {"personal", "scan_paper"} <= set(found.empty) and "identity" not in found.empty
    assert not any(one.kind == "sole_trader" for one in found.lines), "a class of nobody has no line"
    lacking = files_lacking("personal", full.west.pk, "person", by=full.supervisor, purpose="review")
    assert {one.row.number for one in lacking.rows} == {one.number for one in full.files}
    assert not files_lacking("identity", by=full.supervisor, purpose="review").rows
    with pytest.raises(Refused):
        files_lacking("personal", by=full.rm01, purpose="upkeep")
    page = Browser(full.supervisor, "review")
    text = page.text("/principles/categories/")
    assert f"/principles/categories/personal/?unit={full.west.pk}&amp;kind=person" in text and "empty" in text
    text = page.text(f"/principles/categories/scan_paper/?unit={full.east.pk}")
    assert full.firms[0].number in text and full.files[0].number not in text
    assert page.get("/principles/categories/nothing/").status_code == 404


@pytest.mark.req("F18", "H08")
def test_classes_of_too_few_are_left_out(bank) -> None:
    for _ in range(3):
        bank.file("organisation")
    for _ in range(7):
        bank.file()
    clock.catch_up(timezone.now())
    for one in read_matrix(by=bank.gm).lines:
        assert one.files is None or (one.kind == "organisation" and one.files >= 5), (
            "the total minus the rest must not tell"
        )
        assert not one.cells or one.files


@pytest.mark.req("AA01", "AA22")
def test_lists_page_by_page_with_owners(full) -> None:
    page = Browser(full.supervisor, "review")
    text = page.text("/principles/short/truthfulness/")
    assert full.files[0].number in text and "rm01" in text and "officer" in text
    text = page.text(f"/principles/short/truthfulness/?unit={full.west.pk}")
    assert full.files[0].number in text and full.firms[0].number not in text
    assert page.get("/principles/short/kindness/").status_code == 404
    text = Browser(full.rm01, "upkeep").text("/principles/differences/")
    assert (
        full.files[0].number in text and "Observed by staff" in text and "the earlier one is stronger" in text
    )
    assert "出纳" not in text and "会计" not in text, "the list holds no value"
    assert full.files[0].number not in Browser(full.rm03, "upkeep").text("/principles/differences/")


@pytest.mark.req("AA01", "F18", "J05", "K07", "N02")
@pytest.mark.parametrize(("address", "scope"), [
    ("short/truthfulness/", "short:truthfulness"), ("categories/personal/", "without:personal"),
])  # fmt: skip
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_art_23_1_a_list_of_files_leaves_as_any_other_list_approved_by_another_with_a_canary(
    full, address, scope, form
) -> None:
    """Art. 23.1: no list of customers leaves without an approval, also one of numbers and owners only."""
    mark_decoys([full.files[2].pk])
    sweep()  # from here on the journal is followed
    reader = full.supervisor
    page = Browser(reader, "review")
    text = page.text(f"/principles/{address}")
    assert f"/custody/export/new/?scope={scope.replace(':', '%3A')}" in text and "format=csv" not in text
    assert page.get(f"/principles/{address}?format={form}")["Content-Type"].startswith("text/html"), (
        "not at once"
    )
    asked = export.ask(
        scope=scope, fields=[], wanted="review", form=form, for_whom="客户信息管理部", reason="分派补录", by=reader
    )  # fmt: skip
    with pytest.raises(Refused):
        export.approve(asked.pk, by=reader)
    export.approve(asked.pk, by=full.manager)
    made = export.make(asked.pk, by=reader, purpose="review")
    head, *lines = text_of(made.content, form).splitlines()
    kept = Export.objects.get(case=asked)
    assert (
        "Custodian" in head
        and len(lines) == kept.rows + 1
        and {codes_in(one)[0] for one in lines} == {kept.code}
    )
    assert {one.number for one in full.files} <= {
        one.split(",")[0] for one in lines
    } and "沈怀瑾" not in "".join(lines)
    [canary] = [
        one for one in lines if not File.objects.filter(pk=customer_id_of(one.split(",")[0])).exists()
    ]
    assert canary.split(",")[1:3] in [one.split(",")[1:3] for one in lines if one != canary], (
        "like another line"
    )
    sweep()
    assert not Case.objects.filter(kind="alert").exists(), (
        "a decoy on a list that was approved is nobody's touch"
    )
    (found,) = trace(canary.split(",")[0], by=full.auditor, purpose="review")
    assert (found.printed, found.made_by) == (made.file_name.split(".")[0], reader.display_name)
    open_file(full.files[2].number, by=reader, purpose="review")
    sweep()
    assert Case.objects.filter(kind="alert", content__staff=reader.pk).exists(), (
        "opening the decoy's line is one"
    )


@pytest.mark.req("J05", "H08")
def test_a_list_is_asked_for_only_by_who_reads_it(full) -> None:
    given = {"fields": [], "wanted": "service", "form": "csv", "for_whom": "零售部", "reason": "走访"}
    for scope in ("short:truthfulness", "without:personal", "short:kindness", "without:\0"):
        with pytest.raises(Invalid):
            export.ask(scope=scope, by=full.rm01, **given)
    with pytest.raises(Invalid):
        export.ask(scope="portfolio", by=full.rm01, **given)  # of one's own files some field must be wanted
    assert "Files short of" not in Browser(full.rm01, "service").text("/custody/export/new/")
    assert "Files short of: Truthfulness" in Browser(full.officer, "upkeep").text("/custody/export/new/")


def text_of(content: bytes, form: str) -> str:
    if form == "csv":
        return content.decode("utf-8-sig")
    rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return "\n".join(",".join(str(cell or "") for cell in row) for row in rows)


@pytest.mark.req("AA14")
def test_every_cell_of_the_matrix_is_borne_by_something_the_house_knows() -> None:
    from zhiji.access import policy

    known = policy.phrases()
    assert set(matrix()) == set(STAGES) and all(set(lines) == set(LINES) for lines in matrix().values())
    assert all(phrases for lines in matrix().values() for phrases in lines.values())
    assert not [phrase for phrase in phrases_of_the_matrix() if phrase not in known]
    unspoken = ("custody:suspicious", "insight:suspicion", "custody:enquiry", "custody:decoy")
    assert not [phrase for phrase in phrases_of_the_matrix() if phrase.startswith(unspoken)]


@pytest.mark.req("AA13")
def test_a_dial_tells_its_number_in_words_and_is_filled_as_far() -> None:
    drawn = dial("Use <b>", 50)
    assert (
        'aria-label="Use &lt;b&gt;: 50 of 100"' in drawn
        and 'stroke-dasharray="44 200"' in drawn
        and ">50<" in drawn
    )
    assert "nothing to judge" in dial("Use", None) and 'stroke-dasharray="0 200"' in dial("Use", None)


@pytest.mark.req("AA01", "F18", "AA22")
def test_the_same_through_the_api(full, client) -> None:
    def asked(staff, path):
        key = {"authorization": f"Bearer {make_token(staff, **HOUSE)}"}
        answer = client.get(f"/api/v1/insight/{path}", headers=key)
        assert answer.status_code == 200, answer.content
        return answer.json()

    Browser(full.gm)  # everybody has signed
    told = asked(full.gm, "principles")
    assert told["contact"] is None and [one["files"] for one in told["units"]] == [12, 6, 6]
    assert asked(full.supervisor, "principles/truthfulness/short?purpose=review")["files"][0]["manager"] in (
        "rm01",
        "rm03",
    )
    assert "personal" in asked(full.gm, "categories")["empty"]
    assert (
        len(
            asked(full.supervisor, f"categories/personal/lacking?purpose=review&unit={full.west.pk}")["files"]
        )
        == 6
    )
    assert len(asked(full.gm, "governance")) == len(STAGES) * len(LINES)
    (only,) = asked(full.rm01, "differences?purpose=upkeep")["files"]
    assert only["fields"] == [
        {"field": "title", "now": "observed", "before": "paper_seen", "stronger": "before"}
    ]

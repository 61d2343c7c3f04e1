"""Where the files come from: by source with small cells left out, imports and feeds added up."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import Bank

from zhiji.access.refusals import Refused
from zhiji.customers.models import File, ImportJob
from zhiji.holdings.models import Feed
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.looks.sources import read_sources


@pytest.fixture
def bank(db, settings):
    """Fourteen files by what the customer said, seven by papers, and one top-secret one of another system."""
    settings.LANGUAGE_CODE = "en"
    bank = Bank()
    bank.files = [bank.file(source="paper_seen" if n < 7 else "customer_stated") for n in range(21)]
    secret = bank.file(source="other_system")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    File.objects.filter(pk=secret.pk).update(secrecy=2)
    for place, (rows, known) in enumerate(((100, 10), (50, 5))):
        ImportJob.objects.create(
            digest=str(place), mapping="branch-sheet", file_name="x.csv", state="done", started_at=timezone.now(), done_rows=rows,
            taken=rows - known - 1, duplicates=known, rejected=1,
        )  # fmt: skip
    fed = {"system": "core", "loaded_at": timezone.now(), "generation": 1}
    for day, rows in ((1, 4), (2, 6)):
        Feed.objects.create(
            first_day=date(2026, 11, day), last_day=date(2026, 11, day), rows={"accounts": rows, "cards": 1},
            digest=str(day), **fed,
        )  # fmt: skip
    return bank


@pytest.mark.req("Z03", "Z04", "Z05")
def test_files_by_source_imports_and_feeds_are_added_up(bank):
    found = read_sources(by=bank.officer)
    assert found.codes == ["customer_stated", "paper_seen"]
    assert [found.files.cells[code, TOTAL] for code in (*found.codes, TOTAL)] == [15, 5, 20]
    (brought,) = found.imports
    assert (brought.runs, brought.rows, brought.files, brought.known, brought.back) == (2, 150, 133, 15, 2)
    assert [(one.system, one.feeds, one.rows, one.last) for one in found.feeds] == [
        ("core", 2, 12, date(2026, 11, 2))
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    File.objects.filter(pk=bank.files[0].pk).update(change_source="survey")
    few = read_sources(by=bank.officer).files.cells
    assert few["survey", TOTAL] is None and None in (few["paper_seen", TOTAL], few["customer_stated", TOTAL])
    for nobody in (bank.rm01, bank.analyst, bank.gm):
        with pytest.raises(Refused):
            read_sources(by=nobody)


@pytest.mark.req("Z03", "Z04", "Z05")
def test_page_file_and_api_tell_the_same(bank):
    text = Browser(bank.officer).text("/insight/sources/")
    for words in (
        "Files by source",
        "branch-sheet",
        "150",
        "Known already",
        "core",
        "not verified yet: 0 files",
    ):
        assert words in text, words
    file = Browser(bank.officer).get("/insight/sources/file/csv/").content.decode()
    assert "branch-sheet,150,133,15,2" in file and "Copy for" in file
    body = Browser(bank.officer).get("/api/v1/insight/sources").json()
    assert (
        body["files"] == {"customer_stated": 15, "paper_seen": 5, "": 20}
        and body["imports"][0]["known"] == 15
    )


def test_an_empty_bank_is_told_so(db, settings):
    settings.LANGUAGE_CODE = "en"
    text = Browser(Bank().officer).text("/insight/sources/")
    assert "No file yet." in text and "Nothing was imported yet" in text

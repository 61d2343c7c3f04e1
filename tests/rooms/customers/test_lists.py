"""Lists, the watch list of papers and the completion queue."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError

from zhiji.access.refusals import PurposeNeeded, Refused
from zhiji.customers.looks.listing import list_files
from zhiji.customers.looks.scopes import NoSuchScope
from zhiji.customers.looks.watch import completion_queue, papers_expiring

SERVICE = {"purpose": "service", "channel": "test"}
UPKEEP = {"purpose": "upkeep", "channel": "test"}


def ids(result):
    return [row.customer_id for row in result.rows]


@pytest.mark.req("H01")
@pytest.mark.parametrize("look", [list_files, papers_expiring, completion_queue])
def test_no_list_without_a_purpose_nor_for_roles_that_never_see_customers(bank, look, journal):
    bank.file()
    with pytest.raises(PurposeNeeded):
        look(by=bank.rm01, channel="test")
    assert journal()[0].outcome == "refused"
    for who in (bank.analyst, bank.product, bank.admin):
        with pytest.raises(Refused):
            look(by=who, **SERVICE)


@pytest.mark.req("H01")
@pytest.mark.parametrize("look", [list_files, papers_expiring, completion_queue])
def test_no_list_when_the_journal_cannot_be_written(bank, look, break_journal):
    bank.file()
    break_journal()
    with pytest.raises(DatabaseError):
        look(by=bank.rm01, **SERVICE)


@pytest.mark.req("J02")
def test_a_top_secret_file_leaves_no_gap_in_a_page(bank):
    seen = []
    for _ in range(6):
        seen.append(bank.file(manager=bank.rm02).customer_id)
        bank.file(manager=bank.rm02, secrecy=2)
    first = list_files("unit", by=bank.rm01, limit=4, **SERVICE)
    second = list_files("unit", by=bank.rm01, limit=4, cursor=first.next, **SERVICE)
    assert (ids(first), ids(second)) == (seen[::-1][:4], seen[::-1][4:])
    assert second.next is None


@pytest.mark.req("J03")
def test_a_confidential_row_shows_its_badge_and_no_filter_tells_about_it(bank):
    file = bank.file(manager=bank.rm02, secrecy=1, state="established")
    (row,) = list_files("unit", by=bank.rm01, **SERVICE).rows
    assert (row.customer_id, row.badge_only, row.secrecy, row.name, row.state) == (
        file.customer_id,
        True,
        1,
        None,
        "",
    )
    for narrow in ({"state": "established"}, {"kind": "person"}, {"key": False}, {"missing": True}):
        assert ids(list_files("unit", by=bank.rm01, **narrow, **SERVICE)) == []
    assert ids(list_files("unit", by=bank.rm01, secrecy=1, **SERVICE)) == [file.customer_id]


@pytest.mark.req("F04", "H09")
def test_a_portfolio_page_says_what_it_shows_and_its_receipt_names_its_rows(bank, journal):
    mine, other = bank.file(), bank.file(manager=bank.rm02)
    shared = bank.file(manager=bank.rm02, deputy=bank.rm01)
    page = list_files(by=bank.rm01, **SERVICE)
    assert ids(page) == [shared.customer_id, mine.customer_id]
    assert other.customer_id not in ids(page)
    assert (page.scope, page.next) == ("portfolio", None) and page.shows and page.order and page.as_of
    assert page.rows[0].name.text == "沈怀瑾" and page.rows[0].manager == bank.rm02.display_name
    assert journal()[0].subjects == sorted(ids(page))


@pytest.mark.req("F04")
def test_filters_and_custody(bank):
    firm = bank.file("organisation", custodian=bank.officer2)
    bank.file()
    assert ids(list_files(by=bank.officer2, **UPKEEP)) == [firm.customer_id]
    assert ids(list_files(by=bank.rm01, kind="organisation", **SERVICE)) == [firm.customer_id]
    with pytest.raises(NoSuchScope):
        list_files("everything", by=bank.rm01, **SERVICE)


@pytest.mark.req("H01")
def test_the_whole_bank_is_no_unit_to_browse_for_an_agent(bank):
    bank.file()
    assert ids(list_files("unit", by=bank.agent01, **SERVICE)) == []
    assert len(ids(list_files("unit", by=bank.supervisor, purpose="review", channel="test"))) == 1


def with_paper(bank, ends, **more):
    paper = {
        "type": "resident_id",
        "number": bank.paper_number(1),
        "valid_from": "2016-01-01",
        "valid_to": str(ends),
    }
    return bank.file(values={"papers": [paper]}, **more)


@pytest.mark.req("C01", "C07")
def test_papers_about_to_expire_stand_by_date_with_masked_numbers(bank, journal):
    today = date.today()
    later = with_paper(bank, today + timedelta(days=60))
    gone = with_paper(bank, today - timedelta(days=3))
    with_paper(bank, today + timedelta(days=400))
    with_paper(bank, today, manager=bank.rm03)
    with_paper(bank, today, manager=bank.rm02, secrecy=2, unit=bank.west)
    found = papers_expiring(by=bank.rm01, **SERVICE)
    assert [paper.row.customer_id for paper in found.papers] == [gone.customer_id, later.customer_id]
    assert [paper.days for paper in found.papers] == [-3, 60]
    assert all("1990" not in paper.text and "3301" not in paper.text for paper in found.papers)
    assert journal()[0].subjects == sorted([gone.customer_id, later.customer_id])
    clear = papers_expiring(by=bank.rm01, **UPKEEP)
    assert "1990" in clear.papers[0].text


@pytest.mark.req("F03", "AA02")
def test_the_queue_names_what_is_missing_and_counts_what_is_out_of_sight(bank):
    bank.file()
    file = bank.file(values={"nationality": None, "occupation": None})
    lacks = {problem.field for one in completion_queue(by=bank.rm01, **UPKEEP).files for problem in one.lacking
             if one.row.customer_id == file.customer_id}  # fmt: skip
    assert {"nationality", "occupation"} <= lacks
    bank.file(custodian=bank.officer2, values={"occupation": None})
    firm = bank.file("organisation", manager=bank.rm02)
    (one,) = (
        each
        for each in completion_queue("unit", by=bank.rm01, **UPKEEP).files
        if each.row.customer_id == firm.customer_id
    )
    assert "ties" not in {problem.field for problem in one.lacking} and one.unseen >= 1

"""What the principle board and its neighbours tell of one and the same set of files, and of groups of too few."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.weighed_bank import bank, board, line, some, tonight

from zhiji.access.gateway import _governed_writes
from zhiji.customers.actions.filing import amend
from zhiji.insight.principles import clock
from zhiji.insight.principles.looks.board import read_governance
from zhiji.insight.principles.looks.categories import read_matrix
from zhiji.insight.principles.looks.differences import list_differences
from zhiji.insight.principles.looks.rows import files_failing, files_lacking
from zhiji.insight.principles.models import UnitFigures
from zhiji.vault.decoys import mark_decoys

__all__ = ["bank"]


@pytest.mark.req("AA01", "AA22", "H08", "F18")
def test_no_sum_differs_from_the_list_beside_it_by_the_decoys(bank) -> None:
    files = some(bank, 7, bank.west, values={"nationality": None, "title": "会计"}, source="paper_seen")
    for one in files:
        amend(one.number, {"title": "出纳"}, source="other_system", by=bank.rm01, purpose="upkeep")
    mark_decoys([files[3].pk])
    tonight()
    found = board(bank.gm)
    for principle in ("truthfulness", "completeness", "timeliness", "standardisation"):
        figure = found.total.figures[principle]
        listed = files_failing(principle, by=bank.supervisor, purpose="review").rows
        assert sum(one.of - one.good for one in listed) == figure.of - figure.good, principle
    agreed = found.total.figures["agreed"]
    assert agreed.of - agreed.good == len(list_differences(by=bank.supervisor, purpose="review").rows) == 7
    (covered,) = [one for one in read_matrix(by=bank.gm).lines if not one.unit]
    short = covered.files - covered.cells["personal"].have
    assert short == len(files_lacking("personal", by=bank.supervisor, purpose="review").rows) == 7
    assert read_governance(by=bank.gm).files == found.total.files == 7


@pytest.mark.req("AA01", "AA15", "AA22", "F18", "H08")
def test_what_is_left_out_in_one_place_is_told_in_no_other(bank) -> None:
    few = some(bank, 2, bank.west)
    amend(few[0].number, {"title": "工程师"}, source="observed", by=bank.rm01, purpose="upkeep")
    now = timezone.now()
    clock.catch_up(now - timedelta(days=40))
    clock.catch_up(now)
    found, governed = board(bank.gm), read_governance(by=bank.gm)
    assert found.total.files is found.unclassified is governed.files is governed.load is None
    assert found.total.lag is None and found.total.lag_hidden
    of_no_customer = {"procedures", "reasonable", "key_focus"}  # nobody is a key customer: a nought shows
    assert (
        found.earlier_day
        and {name for name, one in found.earlier.items() if not one.hidden} == of_no_customer
    )
    assert {name for name, one in found.total.figures.items() if not one.hidden} == of_no_customer
    matrix = read_matrix(by=bank.gm)
    assert not matrix.empty and not any(one.files for one in matrix.lines)
    for page in ("", "governance/"):
        assert "2 / " not in Browser(bank.gm).text(f"/principles/{page}"), page
    some(bank, 6, bank.west)
    tonight(1)
    found = board(bank.gm)
    assert found.total.files == read_governance(by=bank.gm).files == 8 and found.unclassified == 0
    assert found.earlier["use"].hidden and not found.total.figures["use"].hidden
    assert not found.total.lag_hidden, "all eight changed lately"


@pytest.mark.req("AA04", "H08")
def test_the_days_of_a_few_changes_are_not_told_among_many_files(bank) -> None:
    some(bank, 8, bank.west)
    tonight()
    assert line(board(bank.gm), bank.west).lag == board(bank.gm).total.lag is not None
    lately = UnitFigures.objects.get(unit=bank.west.pk)
    lately.figures["kinds"]["person"]["lags"] = {"3": 2}
    with transaction.atomic(), _governed_writes("insight:principle:keep"):
        lately.save()
    found = board(bank.gm)
    assert found.total.lag_hidden and found.total.lag is line(found, bank.west).lag is None
    assert found.total.files == 8 and not found.total.figures["use"].hidden

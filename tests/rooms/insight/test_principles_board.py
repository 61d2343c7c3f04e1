"""The principle board: weighed at night, added up by unit, told without top-secret files and without groups of too few."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from plugins.small_bank import HOUSE, journal
from plugins.weighed_bank import bank, board, line, some, tonight

from zhiji.access import people
from zhiji.access.gateway import _governed_writes
from zhiji.access.refusals import Refused
from zhiji.customers.actions.filing import amend
from zhiji.customers.actions.keeping import assign, classify, mark
from zhiji.customers.looks.opening import open_file
from zhiji.customers.quality import PRINCIPLES
from zhiji.insight.principles import clock
from zhiji.insight.principles.actions.weighing import keep_figures
from zhiji.insight.principles.looks.board import read_governance
from zhiji.insight.principles.looks.differences import list_differences
from zhiji.insight.principles.looks.rows import files_failing
from zhiji.insight.principles.models import FileScore, UnitFigures, Weighing
from zhiji.staff.models import Staff
from zhiji.vault.decoys import mark_decoys

__all__ = ["bank", "journal"]


@pytest.mark.req("AA01", "AA02", "AA03", "AA04", "AA05")
def test_a_branch_scores_the_sum_of_what_its_files_score(bank) -> None:
    files = some(bank, 6, bank.west)
    poor = bank.file(values={"nationality": None}, unit=bank.west)
    tonight()
    each = [open_file(one.number, by=bank.rm01, purpose="upkeep").quality for one in (*files, poor)]
    found = line(board(bank.manager), bank.west)
    assert found.files == 7
    for place, principle in enumerate(PRINCIPLES):
        told = [quality.scores[place] for quality in each]
        figure = found.figures[principle]
        assert (figure.good, figure.of) == (sum(one.good for one in told), sum(one.of for one in told)), (
            principle
        )
    assert found.figures["truthfulness"].score == 0, "nobody verified anything, and all was only stated"
    complete = found.figures["completeness"]
    assert complete.of - complete.good == 1 and complete.score == 98
    # nobody has a deputy: one of four duties of each file is not done
    kept = found.figures["institutionalisation"]
    assert kept.of - kept.good == 7
    amend(files[0].number, {"title": "工程师"}, source="paper_seen", by=bank.rm01, purpose="upkeep")
    assert line(board(bank.manager), bank.west).figures["truthfulness"].good == 0, "figures are of the night"
    tonight(1)
    assert line(board(bank.manager), bank.west).figures["truthfulness"].good == 1


@pytest.mark.req("AA01", "AA07")
def test_top_secret_stored_and_closed_files_are_in_no_figure_and_a_decoy_counts_as_any_other(bank) -> None:
    files = some(bank, 8, bank.west)
    tonight()
    assert line(board(bank.gm), bank.west).files == 8 and FileScore.objects.count() == 8
    classify(
        files[0].number,
        secrecy=2,
        custodian=bank.officer,
        reason="高敏感客户",
        by=bank.supervisor,
        purpose="upkeep",
    )
    assert not FileScore.objects.filter(pk=files[0].pk).exists(), (
        "a score of a top-secret file tells that there is one"
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'insight:principle:weigh', true)")
        FileScore.objects.create(
            customer_id=files[0].pk, version=1, weighed_on=timezone.localdate(), checked=False,
            **{f"{one}_{part}": 0 for one in ("truthfulness", "completeness", "timeliness", "standardisation", "institutionalisation") for part in ("good", "of")},
        )  # fmt: skip
    mark_decoys([files[1].pk])
    tonight(1)
    assert line(board(bank.gm), bank.west).files == 7, (
        "without the decoy the sum would be one short of its list"
    )
    assert FileScore.objects.filter(pk=files[1].pk).exists(), "a decoy without a score would be known by that"
    shown = files_failing("truthfulness", by=bank.supervisor, purpose="review")
    assert files[0].number not in {one.row.number for one in shown.rows}
    assert files[1].number in {one.row.number for one in shown.rows}


@pytest.mark.req("AA01", "H08")
def test_a_unit_of_too_few_is_left_out_and_cannot_be_worked_out(bank) -> None:
    some(bank, 2, bank.west)
    some(bank, 9, bank.east)
    tonight()
    found = board(bank.gm)
    assert line(found, bank.west).files is None and line(found, bank.west).figures["completeness"].hidden
    assert line(found, bank.east).files is None, "it would tell the other one from the total"
    assert found.total.files == 11 and not found.total.figures["completeness"].hidden
    some(bank, 5, bank.west)
    tonight(1)
    found = board(bank.gm)
    assert (line(found, bank.west).files, line(found, bank.east).files) == (7, 9)
    assert line(found, bank.west).figures["key_focus"].score is None and found.keys == 0


@pytest.mark.req("AA08", "AA18")
def test_key_customers_are_judged_apart_and_few_of_them_are_not_told(bank) -> None:
    files = some(bank, 6, bank.west)
    for one in files[:2]:
        mark(one.number, key_customer=True, by=bank.rm01, purpose="upkeep")
    tonight()
    found = board(bank.gm)
    assert found.keys is None and found.total.figures["key_focus"].hidden
    for one in files[2:]:
        mark(one.number, key_customer=True, by=bank.rm01, purpose="upkeep")
    assign(
        files[0].number,
        manager=bank.rm01,
        deputy=bank.rm02,
        custodian=bank.officer,
        reason="安排副手",
        by=bank.supervisor,
        purpose="upkeep",
    )
    tonight(1)
    found = board(bank.gm)
    assert found.keys == 6 and (
        found.total.figures["key_focus"].good,
        found.total.figures["key_focus"].of,
    ) == (1, 6)


@pytest.mark.req("AA06", "AA07", "AA12", "AA13", "AA19")
def test_use_is_what_the_journal_says_of_openings(bank) -> None:
    files = some(bank, 6, bank.west)
    tonight()
    assert line(board(bank.gm), bank.west).figures["use"].good == 0
    for _twice in range(2):
        open_file(files[0].number, by=bank.rm01, purpose="service")
    open_file(files[1].number, by=bank.rm01, purpose="upkeep")
    with pytest.raises(Refused):
        open_file(files[2].number, by=bank.admin, purpose="service")
    tonight(1)
    found = board(bank.gm)
    west = line(found, bank.west)
    assert (west.figures["use"].good, west.figures["use"].of) == (2, 6)
    assert dict(found.purposes) == {"service": 2, "upkeep": 1}
    assert (found.total.figures["reasonable"].good, found.total.figures["reasonable"].of) == (3, 4)
    assert found.total.figures["effective"].good <= 2
    assert {"monitoring", "updating", "use"} <= set(west.figures)
    assert west.figures["updating"].score == 100 and west.figures["monitoring"].score == 0
    tonight(200)
    assert line(board(bank.gm), bank.west).figures["use"].good == 0, "what is long ago is no use now"


@pytest.mark.req("AA09", "AA21")
def test_every_file_is_classified_and_kept_centrally(bank) -> None:
    some(bank, 6, bank.west)
    tonight()
    found = board(bank.gm)
    assert found.unclassified == 0 and found.total.figures["classified"].score == 100
    assert found.total.figures["centralised"].score == 100
    with transaction.atomic(), _governed_writes("staff:person:leave"):
        Staff.objects.filter(pk=bank.officer.pk).update(is_active=False)
    tonight(1)
    assert board(bank.gm).total.figures["centralised"].score == 0, "nobody at work keeps them"


@pytest.mark.req("AA22")
def test_what_two_sources_tell_differently_is_on_the_list_until_verified(bank) -> None:
    file = bank.file(values={"title": "会计"}, source="paper_seen")
    some(bank, 5, bank.west)
    tonight()
    assert not list_differences(by=bank.rm01, purpose="upkeep").rows
    amend(file.number, {"title": "出纳"}, source="other_system", by=bank.rm01, purpose="upkeep")
    tonight(1)
    (told,) = list_differences(by=bank.rm01, purpose="upkeep").rows
    ((field, difference),) = told.fields
    assert (told.row.number, field.id, difference.stronger) == (file.number, "title", "before")
    assert (difference.now.source, difference.before.source) == ("other_system", "paper_seen")
    assert not list_differences(by=bank.rm03, purpose="upkeep").rows, "another's portfolio"
    assert [one.row.number for one in list_differences(by=bank.supervisor, purpose="review").rows] == [
        file.number
    ]
    desk = people.make_unit("CSD", "department", bank.west.names, parent=bank.head, **HOUSE)
    people.enrol(
        "seated", staff_number="300002", name="主管", name_en="seated", role="supervisor", unit=desk, **HOUSE
    )
    seated = Staff.objects.get_by_natural_key("seated")
    assert list_differences(by=seated, purpose="review").rows, "a department sees what its head office sees"
    amend(file.number, {"title": "出纳"}, source="paper_seen", verified=True, by=bank.rm01, purpose="upkeep")
    assert not list_differences(by=bank.rm01, purpose="upkeep").rows, "what is settled today is gone today"
    tonight(2)
    assert not FileScore.objects.filter(conflicts__gt=0).exists()


@pytest.mark.req("AA01")
def test_who_falls_short_is_listed_worst_first_with_the_owner_and_a_receipt(bank, journal) -> None:
    whole, worse, worst = (
        bank.file(),
        bank.file(values={"nationality": None}),
        bank.file(values={"nationality": None, "occupation": None}),
    )
    other = bank.file(values={"nationality": None}, manager=bank.rm03)
    tonight()
    found = files_failing("completeness", by=bank.supervisor, purpose="review")
    assert [one.row.number for one in found.rows] == [
        worst.number,
        *sorted((worse.number, other.number), key=lambda n: [worse.number, other.number].index(n)),
    ]
    assert whole.number not in {one.row.number for one in found.rows}
    assert (found.rows[0].row.manager, found.rows[0].custodian) == ("rm01", "officer")
    assert set(journal("insight:principle:failing")[0].subjects) == {worse.pk, worst.pk, other.pk}
    only = files_failing("completeness", bank.east.pk, by=bank.supervisor, purpose="review")
    assert [one.row.number for one in only.rows] == [other.number]
    page = files_failing("completeness", limit=1, by=bank.supervisor, purpose="review")
    rest = files_failing("completeness", limit=5, cursor=page.next, by=bank.supervisor, purpose="review")
    assert [one.row.number for one in (*page.rows, *rest.rows)] == [one.row.number for one in found.rows]
    with pytest.raises(Refused):
        files_failing("completeness", by=bank.rm01, purpose="upkeep")


@pytest.mark.req("AA03", "AA10")
def test_a_round_that_is_stopped_goes_on_and_a_second_one_weighs_only_what_changed(bank, monkeypatch) -> None:
    files = some(bank, 5, bank.west)
    monkeypatch.setattr("zhiji.insight.principles.actions.weighing.AT_ONCE", 2)
    now = timezone.now()
    assert clock.tick(now, batches=1) is False
    assert FileScore.objects.count() == 2 and not UnitFigures.objects.exists()
    clock.catch_up(now)
    assert FileScore.objects.count() == 5 and Weighing.objects.get().weighed == 5
    assert keep_figures(timezone.localdate(now), **HOUSE) == UnitFigures.objects.count(), (
        "kept again, in place of the first"
    )
    assert clock.tick(now) is True and UnitFigures.objects.values("day").distinct().count() == 1
    amend(files[3].number, {"title": "工程师"}, source="observed", by=bank.rm01, purpose="upkeep")
    tonight(1)
    assert Weighing.objects.get(day=timezone.localdate(now + timedelta(days=1))).weighed == 1
    tonight(8)
    assert Weighing.objects.get(day=timezone.localdate(now + timedelta(days=8))).weighed == 5


@pytest.mark.req("AA14", "AA15", "AA16", "AA17")
def test_governance_is_told_by_what_was_done_in_how_many_units(bank) -> None:
    file = some(bank, 5, bank.west)[0]
    amend(file.number, {"title": "工程师"}, source="observed", by=bank.rm01, purpose="upkeep")
    files_failing("completeness", by=bank.supervisor, purpose="review")
    tonight()
    found = read_governance(by=bank.gm)
    assert (found.cells["update", "business"].units, found.cells["update", "business"].of) == (1, 3)
    assert found.cells["update", "control"].times == 1 and found.cells["end", "risk"].units == 0
    assert found.board_read == 1 and found.rounds == 1 and found.files == 5
    assert {label: done for label, done, _of in found.by_unit}[bank.west.label] >= 1


@pytest.mark.req("AA01", "H08")
def test_a_branch_sees_itself_and_the_head_office_everything(bank) -> None:
    some(bank, 6, bank.west), some(bank, 6, bank.east)
    people.enrol(
        "leader",
        staff_number="300001",
        name="支行长",
        name_en="leader",
        role="manager",
        unit=bank.west,
        **HOUSE,
    )
    leader = Staff.objects.get_by_natural_key("leader")
    tonight()
    assert {one.label for one in board(leader).lines} == {bank.west.label}
    assert board(leader).total.files == 6 and board(bank.gm).total.files == 12
    assert not files_failing("truthfulness", bank.east.pk, by=leader, purpose="review").rows

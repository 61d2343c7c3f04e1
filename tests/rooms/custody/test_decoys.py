"""Decoys touched (N02, K07): an alert within a second, and nothing of it for who touched it, not even time."""

import contextlib
import re
import threading
import time

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from plugins.page_browser import Browser

from zhiji.access import policy
from zhiji.access.actors import Job
from zhiji.access.people import make_token
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions import alert, decoy
from zhiji.custody.looks.cases import list_cases, read_case, waiting
from zhiji.custody.looks.watch import read_alert
from zhiji.custody.models import Case, Notice
from zhiji.custody.watch import decoys
from zhiji.custody.watch.decoys import sweep
from zhiji.customers.actions.keeping import classify
from zhiji.customers.looks.listing import list_files
from zhiji.customers.looks.opening import open_file
from zhiji.customers.looks.searching import search
from zhiji.desk import undertaking
from zhiji.journal.actions import Entry, write
from zhiji.journal.following import Place, here
from zhiji.ops.background import WATCH_SECONDS
from zhiji.vault.decoys import decoys_among, mark_decoys

HOUSE = Job("tests")


def notices_of(staff):
    return list(Notice.objects.filter(staff=staff).order_by("pk").values_list("what", flat=True))


@pytest.fixture
def bait(bank, settings, tmp_path):
    """A decoy in the portfolio of rm03."""
    settings.ZHIJI_HOME = tmp_path
    file = bank.file(manager=bank.rm03)
    case = decoy.propose_decoys(customers=[file.number], reason="虚构客户，无人应查阅", by=bank.supervisor)
    decoy.set_decoys(case.pk, by=bank.gm)
    sweep()  # from here on the journal is followed
    return file


# -- decoys ----------------------------------------------------------------------------------------------------------


@pytest.mark.req("N02", "K07")
def test_touching_a_decoy_alerts_supervisor_and_manager_within_a_second_and_never_who_touched_it(
    bank, bait, journal
):
    began = time.perf_counter()
    open_file(bait.number, by=bank.rm01, purpose="service")
    assert sweep() == 1
    assert time.perf_counter() - began + WATCH_SECONDS < 1
    case = Case.objects.get(kind="alert")
    assert case.content["staff"] == bank.rm01.pk and case.content["urgent"]
    assert notices_of(bank.supervisor)[-1] == notices_of(bank.manager)[-1] == "alert"
    assert notices_of(bank.rm01) == []
    with pytest.raises(NotHere):
        read_case(case.pk, by=bank.rm01)
    raised = journal("custody:alert:raise")[0]
    assert raised.customer is None and raised.subjects == [] and str(bait.customer_id) not in raised.facts


@pytest.mark.req("N02")
def test_a_refused_look_and_a_search_that_finds_the_decoy_are_touches_and_a_list_is_none(bank, bait):
    with pytest.raises(Refused):
        open_file(bait.number, by=bank.analyst, purpose="service")
    sweep()
    assert Case.objects.filter(kind="alert", content__staff=bank.analyst.pk).count() == 1
    list_files(by=bank.rm03, purpose="service")
    assert sweep() == 0
    assert not Case.objects.filter(kind="alert", content__staff=bank.rm03.pk).exists()
    found = search(bank.paper_number(), by=bank.agent01, purpose="service")
    assert [one.row.number for one in found.hits] == [bait.number] and sweep() == 1
    assert Case.objects.filter(kind="alert", content__staff=bank.agent01.pk).count() == 1


@pytest.mark.req("N02")
def test_a_supervisor_who_touches_a_decoy_sees_nothing_of_the_alert(bank, bait):
    open_file(bait.number, by=bank.supervisor, purpose="review")
    sweep()
    case = Case.objects.get(kind="alert")
    assert "alert" not in notices_of(bank.supervisor) and "alert" in notices_of(bank.manager)
    for look in (read_case, read_alert):
        with pytest.raises(NotHere):
            look(case.pk, by=bank.supervisor)
    assert not list_cases("alert", by=bank.supervisor).rows and not waiting(by=bank.supervisor).rows
    with pytest.raises(Refused):
        alert.justify(case.pk, words="我自己看的", by=bank.supervisor)
    alert.justify(case.pk, words="例行抽查", by=bank.manager)


@pytest.mark.req("N02", "K07")
def test_what_kind_of_file_it_was_is_said_to_supervisor_and_general_manager_only(bank, bait):
    open_file(bait.number, by=bank.rm01, purpose="service")
    sweep()
    case = Case.objects.get(kind="alert")
    assert "decoy" in Browser(bank.supervisor).text(f"/custody/alert/{case.pk}/").lower()
    assert "decoy" in str(read_alert(case.pk, by=bank.gm).reasons).lower()
    assert "decoy" not in str(read_alert(case.pk, by=bank.manager)).lower()
    proposed = Case.objects.get(kind="decoy")
    for other in (bank.manager, bank.rm03, bank.auditor, bank.compliance):
        with pytest.raises(NotHere):
            read_case(proposed.pk, by=other)
    assert bait.number in Browser(bank.gm).text(f"/custody/decoy/{proposed.pk}/")


def case_by_api(staff, number):
    bearer = {"authorization": f"Bearer {make_token(staff, by=HOUSE, channel='test')}"}
    undertaking.sign(version=undertaking.current().version, by=staff, channel="test")
    return Client().get(f"/api/v1/cases/{number}", headers=bearer).json()


@pytest.mark.req("N02", "K07")
def test_which_file_was_touched_is_not_told_to_the_manager_on_the_page_or_through_the_api(bank, bait):
    open_file(bait.number, by=bank.rm01, purpose="service")
    sweep()
    case = Case.objects.get(kind="alert")
    told, kept = case_by_api(bank.gm, case.pk), case_by_api(bank.manager, case.pk)
    assert told["private"]["customers"] == [bait.number] and told["content"]["signals"][0]["entry"]
    assert kept["private"]["customers"] == [] and "entry" not in kept["content"]["signals"][0]
    page = Browser(bank.manager).text(f"/custody/alert/{case.pk}/")
    assert bait.number not in page and "general manager know which file" in page
    assert bait.number in Browser(bank.supervisor).text(f"/custody/alert/{case.pk}/")


@pytest.mark.req("J04", "K07")
def test_an_alert_names_no_file_to_who_may_not_know_of_it(bank, monkeypatch):
    plain, secret = bank.file(), bank.file()
    classify(
        secret.number, secrecy=2, custodian=bank.officer2, reason="名人", by=bank.supervisor, purpose="review"
    )
    signals = [{"id": "hours", "count": 9, "usual": 0, "limit": 5}]
    numbers = [plain.number, secret.number]
    case = alert.raise_alert(staff=bank.rm01.pk, signals=signals, customers=numbers, by=HOUSE, channel="test")
    assert case_by_api(bank.manager, case.pk)["private"]["customers"] == numbers
    strict = [row for row in policy.rows() if not (row.secrecy & {2} and "manager" in row.roles)]
    monkeypatch.setattr(
        policy, "rows", lambda: strict
    )  # a bank whose managers may not know of top-secret files
    assert case_by_api(bank.manager, case.pk)["private"]["customers"] == [plain.number]
    assert list(read_alert(case.pk, by=bank.manager).numbers) == [plain.number]


@pytest.mark.req("N02")
def test_decoys_are_set_out_by_four_eyes_and_refused_with_a_reason(bank, settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path
    file = bank.file(manager=bank.rm03)
    case = decoy.propose_decoys(customers=[file.number], reason="虚构客户", by=bank.supervisor)
    for other in (bank.supervisor, bank.manager):
        with pytest.raises(Refused):
            decoy.set_decoys(case.pk, by=other)
    decoy.refuse_decoys(case.pk, words="这是真实客户", by=bank.gm)
    assert decoys_among([file.customer_id]) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT content::text || reason FROM custody_case WHERE kind = 'decoy'")
        assert str(file.customer_id) not in cursor.fetchone()[0]


@pytest.mark.req("N02", "J10")
def test_a_decoy_answers_with_the_same_statements_as_any_other_file(bank, bait):
    """Who touches it must not tell it by the time it takes: no word of the watch is spoken while the look is at work."""

    def statements(number, by):
        with CaptureQueriesContext(connection) as run, contextlib.suppress(Refused):
            open_file(number, by=by, purpose="service")
        return [re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in run]

    other = bank.file(manager=bank.rm03)
    for reader in (bank.rm01, bank.analyst):
        statements(other.number, reader)
        assert statements(bait.number, reader) == statements(other.number, reader) != []
    assert sweep() == 2


@pytest.mark.req("N02", "K07")
def test_an_alert_that_cannot_be_raised_is_raised_by_the_next_sweep_and_only_once(
    bank, bait, monkeypatch, caplog
):
    def fail(**_):
        raise RuntimeError("no")

    with monkeypatch.context() as broken:
        broken.setattr("zhiji.custody.watch.decoys.raise_alert", fail)
        assert open_file(bait.number, by=bank.rm01, purpose="service").number == bait.number
        assert sweep() == 0
    assert "could not be raised" in caplog.text and bait.number not in caplog.text
    assert [sweep(), sweep()] == [1, 0]
    decoys._keep(here())
    place = decoys._kept()
    decoys._keep(Place(place.system, place.xmin))  # as if the last place had never been written down
    assert sweep() == 0 and Case.objects.filter(kind="alert").count() == 1


@pytest.mark.req("N02")
@pytest.mark.django_db(transaction=True)
def test_a_touch_is_found_whichever_transaction_commits_first(request, settings, tmp_path):
    bank = request.getfixturevalue("bank")
    settings.ZHIJI_HOME = tmp_path
    file = bank.file(manager=bank.rm03)
    mark_decoys([file.customer_id])
    sweep()
    begun, go_on = threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            write(
                Entry(
                    actor=bank.rm01.pk,
                    phrase="customers:file:amend",
                    outcome="done",
                    customer=file.customer_id,
                    channel="test",
                )
            )
            begun.set()
            go_on.wait(20)
        connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert begun.wait(20)
    open_file(file.number, by=bank.rm02, purpose="service")
    assert [sweep(), sweep()] == [1, 0]
    go_on.set()
    thread.join(20)
    assert [sweep(), sweep()] == [1, 0]
    staff = Case.objects.filter(kind="alert").order_by("pk").values_list("content__staff", flat=True)
    assert list(staff) == [bank.rm02.pk, bank.rm01.pk]


@pytest.mark.req("N02")
def test_the_question_whether_a_file_is_a_decoy_costs_next_to_nothing(bank, settings, tmp_path):
    """One stat and one HMAC: far below a hundredth of opening a file, which takes milliseconds."""
    settings.ZHIJI_HOME = tmp_path
    mark_decoys(range(10**9, 10**9 + 200))
    best = min(_timed(lambda: decoys_among([42])) for _ in range(300))
    assert best < 0.0005


def _timed(call):
    began = time.perf_counter()
    call()
    return time.perf_counter() - began

"""A look for a suspicion stands in no trace, no list of readers of a complaint and no day of the watch (AML Law 2024, arts. 7, 35)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zhiji import norms
from zhiji.custody.actions import leak, leak_tracing
from zhiji.custody.actions.stranger import sightings
from zhiji.custody.looks.leak import read_board
from zhiji.custody.watch.days import days
from zhiji.customers.looks.opening import open_file


@pytest.fixture
def spans(bank):
    """Two files: one opened by compliance for a suspicion, the other by an auditor for a review."""
    files = suspected, reviewed = bank.file(), bank.file()
    open_file(suspected.number, by=bank.compliance, purpose="suspicion")
    open_file(reviewed.number, by=bank.auditor, purpose="audit")
    now = timezone.now()
    return files, now - timedelta(hours=1), now + timedelta(hours=1)


@pytest.mark.req("K04", "K05")
def test_a_leak_is_traced_without_them(bank, spans):
    (suspected, reviewed), since, until = spans
    case = leak.tell_leak(by=bank.agent01)
    leak.acknowledge(case.pk, by=bank.supervisor)
    leak_tracing.trace(case.pk, since=since, until=until, by=bank.supervisor)
    assert [one.number for one in read_board(case.pk, by=bank.manager).listed] == [reviewed.number]
    leak_tracing.trace(case.pk, since=since, until=until, whom=bank.compliance, by=bank.supervisor)
    assert read_board(case.pk, by=bank.manager).affected == 0
    leak_tracing.trace(case.pk, since=since, until=until, customers=[suspected.number], by=bank.supervisor)
    assert read_board(case.pk, by=bank.manager).affected == 0


@pytest.mark.req("K08")
def test_a_stranger_who_knew_is_led_to_none_of_them(bank, spans):
    files, since, until = spans
    ids = [one.customer_id for one in files]
    assert {one.staff for one in sightings(since, until, ids)} == {bank.auditor.pk}


def test_a_day_of_the_watch_lists_none_of_them(bank, spans):
    _files, since, _until = spans
    today = timezone.localdate(since + timedelta(hours=1))
    found = {one.staff: one for one in days(today, norms.on(today).incident)}
    assert bank.compliance.pk not in found
    assert found[bank.auditor.pk].files == 1

"""Grants found and used with the statements that are needed anyway: as many for a look by a grant as for one without."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhiji.access import grants
from zhiji.access.breaking import revoke
from zhiji.access.gate import Gate
from zhiji.access.gateway import _governed_writes
from zhiji.access.granting import give
from zhiji.access.models import Grant
from zhiji.access.policy import COMPARTMENTS
from zhiji.access.refusals import Refused
from zhiji.access.rules import Decision
from zhiji.customers.looks.opening import open_file
from zhiji.journal import looks as journal
from zhiji.journal.models import JournalEntry


def granted(bank, compartments, *, uses=None, to=None, purpose="service"):
    gate = Gate("custody:reading:examine", "act", bank.officer, "", timezone.now(), "test")
    with transaction.atomic(), _governed_writes(gate.phrase):
        return give(
            gate, to or bank.rm_west, [bank.file.customer_id], kind="reading", compartments=compartments, purpose=purpose,
            reason="客户委托", ends_at=gate.at + timedelta(hours=1), uses=uses,
        )  # fmt: skip


def statements(bank, by):
    with CaptureQueriesContext(connection) as run:
        open_file(bank.file.number, weigh=False, by=by, purpose="service")
    return [one["sql"] for one in run if "SAVEPOINT" not in one["sql"]]


@pytest.mark.req("H07", "H09")
def test_a_look_by_grants_takes_as_many_statements_as_one_without(bank) -> None:
    """The file with the grants on it, the receipt with their uses, the key: three, whoever looks."""
    without = statements(bank, bank.rm2)
    first, second = granted(bank, ["contact"], uses=3), granted(bank, ["wealth"])
    by_grants = statements(bank, bank.rm_west)
    assert len(by_grants) == len(without) == 3
    assert [Grant.objects.get(pk=one.pk).uses for one in (first, second)] == [1, 1]
    assert journal.readers(bank.file.customer_id).lines[0].facts["opened"] == {
        str(first.pk): ["contact"],
        str(second.pk): ["wealth"],
    }


@pytest.mark.req("H07", "H09")
def test_when_one_of_two_grants_ended_meanwhile_neither_is_used_and_nothing_shown(bank, monkeypatch) -> None:
    first, second = granted(bank, ["contact"], uses=1), granted(bank, ["wealth"])
    before = grants.write_using

    def slow(*args):
        revoke(second.pk, reason="撤销", by=bank.supervisor)
        return before(*args)

    monkeypatch.setattr(grants, "write_using", slow)
    with pytest.raises(Refused):
        open_file(bank.file.number, by=bank.rm_west, purpose="service")
    assert Grant.objects.get(pk=first.pk).uses == Grant.objects.get(pk=second.pk).uses == 0
    line = journal.readers(bank.file.customer_id).lines[0]
    assert (line.outcome, line.grant) == ("refused", None) and "opened" not in line.facts
    assert not JournalEntry.objects.filter(phrase="customers:file:open", outcome="granted").exists()


@pytest.mark.req("H07")
def test_grants_are_asked_for_once_a_look_and_not_where_they_could_add_nothing(bank) -> None:
    gate = Gate("customers:file:list", "look", bank.rm_west, "service", timezone.now(), "test")
    with CaptureQueriesContext(connection) as run:
        assert gate.foresee([bank.file]) == gate.foresee([bank.file])
    assert len(run) == 1
    seen = dict.fromkeys(COMPARTMENTS, "clear")
    for levels, helps in ((seen, False), (seen | {"ties": "masked"}, True)):
        decision = Decision(gate.phrase, True, levels=levels)
        assert grants.may_help(gate.phrase, bank.rm_west, decision) is helps
    for code, helps in (("relation", True), ("phrase", False), ("purpose", False), ("store_only", False)):
        assert grants.may_help(gate.phrase, bank.rm_west, Decision(gate.phrase, False, code)) is helps


@pytest.mark.req("H07", "H09")
@pytest.mark.django_db(transaction=True)
def test_the_last_use_is_taken_once_by_looks_at_the_same_moment(committed_bank) -> None:
    bank = committed_bank
    grant = granted(bank, ["contact"], uses=1)
    start, found = threading.Barrier(4), []

    def look() -> None:
        try:
            gate = Gate("customers:file:open", "look", bank.rm_west, "service", timezone.now(), "test")
            held = gate.decide(bank.file).grant
            start.wait(20)
            gate.permit(bank.file)
            found.append(held)
        except Refused:
            found.append(None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert sorted(map(bool, found)) == [False, False, False, True]
    assert Grant.objects.get(pk=grant.pk).uses == 1
    assert (
        JournalEntry.objects.filter(phrase="customers:file:open", grant=grant.pk, outcome="granted").count()
        == 1
    )

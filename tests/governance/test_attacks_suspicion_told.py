"""A suspicion in journal, ledgers, proofs, letters and statistics: told to compliance alone."""

# ruff: noqa: F811 (fixtures are asked for by their names)

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from plugins.sealing import once_sealed
from plugins.suspected_bank import GROUNDS, SUSPECT, bank, suspected  # noqa: F401

from zhiji import journal
from zhiji.access import policy
from zhiji.access.gateway import Gate
from zhiji.access.house import prove_entry
from zhiji.access.registers import list_entries
from zhiji.custody.actions import rights
from zhiji.custody.flows import FLOWS
from zhiji.custody.looks.cases import read_case
from zhiji.custody.looks.rights import read_letter
from zhiji.custody.reports.catalogue import catalogue
from zhiji.custody.reports.figures import count
from zhiji.customers.looks.ledger import readers
from zhiji.holdings.dossier import readers_of
from zhiji.insight.diligence.looks.watching import suspicions_about

pytestmark = pytest.mark.req("L06", "H09")


def test_the_journal_tells_compliance_alone_and_names_no_customer(bank):
    case = suspected(bank, "reported")
    suspicions_about(bank.customer.number, by=bank.compliance)
    read_case(case.pk, by=bank.compliance)
    for reader in (bank.auditor, bank.supervisor):
        for filters in (
            None,
            journal.Filters(phrase="custody:suspicious:"),
            journal.Filters(purpose="suspicion"),
            journal.Filters(actor=bank.compliance.pk),
        ):
            page = list_entries(filters=filters, by=reader, limit=500)
            assert not [
                line for line in page.lines if line.purpose == "suspicion" or "suspici" in line.phrase
            ]
            assert not [line for line in page.lines if line.facts.get("case") == case.pk]
    seen = list_entries(filters=journal.Filters(phrase="custody:suspicious:"), by=bank.compliance2).lines
    assert {line.phrase.rpartition(":")[2] for line in seen} == {"ask", "examine", "approve", "report"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM journal_entry e LEFT JOIN journal_subject s ON s.entry = e.id "
            "WHERE (e.phrase LIKE 'custody:suspicious:%%' OR e.phrase = 'insight:suspicion:list' OR e.facts::text LIKE %s) "
            "AND (e.customer IS NOT NULL OR s.customer IS NOT NULL)",
            [f'%"case": {case.pk}%'],
        )
        assert cursor.fetchone() == (0,)


def test_no_proof_of_an_entry_is_given_to_who_may_not_hear_of_it(bank):
    suspected(bank)
    newest = journal.page(journal.Filters(purpose="suspicion")).lines[0].id
    for reader in (bank.auditor, bank.supervisor):
        found = []
        for entry in (newest, newest + 100_000):
            with pytest.raises(journal.NotSealed) as one:
                prove_entry(entry, by=reader)
            found.append(str(one.value).replace(str(entry), "N"))
        assert found[0] == found[1]
    assert once_sealed(lambda: prove_entry(newest, by=bank.compliance))


def test_no_table_links_the_case_to_the_customer(bank):
    case = suspected(bank)
    assert not case.files.exists() and case.content == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM custody_case c WHERE id = %s", [case.pk])
        (row,) = cursor.fetchone()
    named = (bank.customer.number, bank.customer.number.replace("-", ""), GROUNDS)
    assert not [one for one in named if one in row]


def test_the_ledger_and_the_letter_and_the_dossier_are_silent(bank):
    suspected(bank, "reported")
    for reader, purpose in (
        (bank.rm01, "service"),
        (bank.auditor, "audit"),
        (bank.supervisor, "review"),
        (bank.officer, "upkeep"),
    ):
        lines = readers(bank.customer.number, by=reader, purpose=purpose).lines
        assert not [line for line in lines if line.purpose == "suspicion" or "suspici" in line.phrase]
    assert [
        line
        for line in readers(bank.customer.number, by=bank.compliance, **SUSPECT).lines
        if line.purpose == "suspicion"
    ]
    assert not [line for line in readers_of(bank.customer.pk) if line["purpose"] == "suspicion"]
    right = {"purpose": "rights"}
    case = rights.ask(
        customers=[bank.customer.number],
        right="access",
        asker="self",
        via="counter",
        reason="想知道银行存了什么",
        by=bank.rm01,
    )
    rights.identify(case.pk, proved=True, paper_seen="original", by=bank.officer)
    rights.accept(case.pk, by=bank.supervisor, **right)
    letter = str(read_letter(case.pk, by=bank.officer, **right))
    assert "uspicio" not in letter and "可疑" not in letter and "洗钱" not in letter


def test_statistics_count_neither_the_case_nor_the_looks(bank):
    gate = Gate("custody:report:compile", "act", bank.officer, "", timezone.now(), "test")
    since, until = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    known = [report for report in catalogue().values() if not report.opens]
    before = {report.id: count(gate, report, since, until) for report in known}
    suspected(bank, "reported")
    after = {report.id: count(gate, report, since, until) for report in known}
    assert after == before and len(known) > 4
    assert FLOWS["suspicious"].unspoken and policy.reserved()["suspicion"] == {"compliance"}

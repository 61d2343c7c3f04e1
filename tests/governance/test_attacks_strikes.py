"""That a monitoring rule struck a customer is known to compliance alone: no page, list, count, API, journal or run betrays it, not even
how many (Anti-Money-Laundering Law 2024, art. 35). Every other role looks before and after a night, with and without a strike."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from plugins.attacked import client_of, token_of
from plugins.small_bank import HOUSE
from test_attacks_suspicion import answers, bank, grows, others, scrubbed

from zhiji import journal
from zhiji.access import policy
from zhiji.access.registers import list_entries
from zhiji.custody.reports.catalogue import catalogue
from zhiji.custody.reports.figures import count
from zhiji.customers.models import File
from zhiji.insight.diligence.actions.strikes import judge, raise_strikes
from zhiji.insight.diligence.looks.strikes import list_strikes
from zhiji.insight.diligence.models import Strike

__all__ = ["bank"]
pytestmark = pytest.mark.req("L06", "H09")
ON = date(2026, 11, 21)
VALUES = {
    "value": 3,
    "first": "2026-11-14",
    "last": "2026-11-18",
    "count": 3,
    "amount": 13_500_000,
    "other_count": 0,
    "other_amount": 0,
}
TOLD = ("insight:strike", "tructured cash", "化整为零", "135,000.00", "diligence/struck")


def night_of(bank, rules=("structured", "woken", "large_cash"), on=ON):
    """A night in which these rules strike the customer; without any it is a night like every other."""
    raise_strikes(on, [(bank.customer.pk, "person", rule, VALUES) for rule in rules], **HOUSE)


def test_pages_are_the_same_after_a_night_that_struck_and_after_one_that_did_not(bank):
    purposes = {
        staff: next((one.id for one in policy.purposes().values() if staff.role in one.roles), "")
        for staff in others(bank)
    }
    purposes[bank.rm01] = "due_diligence"
    night_of(bank, ())
    for staff in others(bank):  # the first visit leaves marks of its own
        answers(bank, staff, purposes[staff])
    before = {staff: answers(bank, staff, purposes[staff]) for staff in others(bank)}
    night_of(bank, on=ON + timedelta(days=1))
    told = []
    for staff in others(bank):
        for path, text in answers(bank, staff, purposes[staff]).items():
            if not grows(staff, path) and scrubbed(text) != scrubbed(before[staff][path]):
                told.append((staff.username, path, "differs"))
            if any(word in text for word in TOLD):
                told.append((staff.username, path, "names it"))
    assert told == [] and len(list_strikes(by=bank.compliance).lines) == 3


def test_its_addresses_and_the_api_answer_others_alike_whatever_struck(bank):
    night_of(bank)
    number = Strike.objects.first().pk
    for staff in others(bank):
        client, header = client_of(staff, ""), token_of(staff)
        page = client.get("/diligence/struck/")
        assert page.status_code == 403 and bank.customer.number not in page.content.decode()
        body = json.dumps({"outcome": "dismissed", "words": "试一试能否处理掉"})
        api = Client(raise_request_exception=False)
        found = []
        for one in (number, 99_999):
            posted = client.post(
                f"/diligence/struck/{one}/judge/", {"outcome": "dismissed", "words": "试一试能否处理掉"}
            )
            sent = api.generic(
                "POST",
                f"/api/v1/diligence/strikes/{one}/judge",
                body,
                content_type="application/json",
                headers=header,
            )
            found.append(
                (posted.status_code, scrubbed(posted.content.decode()), sent.status_code, sent.content)
            )
        assert found[0][0] == found[1][0] == 403 and found[0][2] == found[1][2] in (403, 422)
        assert found[0][3] == found[1][3], staff.username
        assert api.get("/api/v1/diligence/strikes?purpose=due_diligence", headers=header).status_code in (
            403,
            422,
        )
    assert set(Strike.objects.values_list("state", flat=True)) == {"open"}


def test_the_journal_holds_the_same_entries_of_every_night_and_tells_compliance_alone(bank):
    def entries():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), count(customer) FROM journal_entry")
            return cursor.fetchone()

    written = []
    for rules in ((), ("structured",), ("structured", "woken", "large_cash"), ()):
        before = entries()
        night_of(bank, rules)
        written.append((entries()[0] - before[0], entries()[1] - before[1]))
    assert written == [(1, 0)] * 4, "one entry a night, about nobody, whatever struck"
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT facts::text FROM journal_entry WHERE phrase = 'insight:strike:raise'")
        assert [json.loads(text) for (text,) in cursor.fetchall()] == [{"day": "2026-11-21"}]
    judge(
        list_strikes(by=bank.compliance).lines[0].id,
        "dismissed",
        words="经核实为分次缴纳货款",
        by=bank.compliance,
    )
    for reader in (bank.auditor, bank.supervisor):
        for filters in (
            None,
            journal.Filters(phrase="insight:strike:"),
            journal.Filters(purpose="suspicion"),
        ):
            lines = list_entries(filters=filters, by=reader, limit=500).lines
            assert not [line for line in lines if "strike" in line.phrase or line.purpose == "suspicion"]
    seen = list_entries(filters=journal.Filters(phrase="insight:strike:"), by=bank.compliance2).lines
    assert {line.phrase.rpartition(":")[2] for line in seen} == {"raise", "list", "judge"}


def keys_there():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM vault_datakey")
        return cursor.fetchone()[0]


def test_neither_tables_nor_keys_nor_statistics_tell_whom_it_struck_or_that_it_did(bank):
    from django.utils import timezone

    from zhiji.access.gateway import Gate

    gate = Gate("custody:report:compile", "act", bank.officer, "", timezone.now(), "test")
    since, until = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    reports = [report for report in catalogue().values() if not report.opens]
    night_of(bank, ())
    before, keys = {one.id: count(gate, one, since, until) for one in reports}, keys_there()
    night_of(bank)
    assert {one.id: count(gate, one, since, until) for one in reports} == before
    assert keys_there() == keys, "each night has its key, whether anything struck or not"
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM diligence_strike s")
        rows = [row for (row,) in cursor.fetchall()]
    named = (bank.customer.number, bank.customer.number.replace("-", ""), "structured", "13500000")
    assert len(rows) == 3 and not [one for row in rows for one in named if one in row]


def test_a_top_secret_file_stands_in_no_list_of_who_may_not_know_of_it(bank):
    night_of(bank)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    File.objects.filter(pk=bank.customer.pk).update(secrecy=2)
    assert list_strikes(by=bank.compliance).lines == []


def test_nor_is_it_counted_on_either_tab(bank, monkeypatch):
    """Hidden strikes are neither among those that wait nor what makes a list longer than is shown."""
    night_of(bank)
    monkeypatch.setattr("zhiji.insight.diligence.looks.strikes.MOST", 2)
    assert list_strikes(by=bank.compliance).more and list_strikes("judged", by=bank.compliance).open == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    File.objects.filter(pk=bank.customer.pk).update(secrecy=2)
    for wanted in ("open", "judged"):
        found = list_strikes(wanted, by=bank.compliance)
        assert (found.open, found.more, found.lines) == (0, False, []), wanted

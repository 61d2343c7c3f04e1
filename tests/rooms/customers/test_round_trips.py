"""Opening and finding ask the database little, and what was asked once is asked again where it counts: at the receipt."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhiji import fields, vault
from zhiji.access.gate import Gate
from zhiji.access.gateway import _governed_writes
from zhiji.access.models import Grant, GrantedCustomer
from zhiji.access.refusals import Refused
from zhiji.customers.looks.opening import open_file
from zhiji.customers.looks.searching import search

SERVICE = {"purpose": "service", "channel": "test"}
PHONE = "15000001234"


def asked(work):
    """The statements that touch tables (a test's own savepoints are left out)."""
    with CaptureQueriesContext(connection) as queries:
        work()
    return [
        one["sql"]
        for one in queries
        if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]


def test_opening_a_file_asks_three_times(bank):
    """File with its grants, receipt, key: each needed, none twice."""
    number = bank.file().number
    assert len(asked(lambda: open_file(number, by=bank.rm01, **SERVICE))) == 3


def test_finding_by_phone_asks_seven_times(bank):
    """Tokens, candidates, their keys, grants, files to show, receipt, their keys."""
    bank.file(values={"phones": [{"number": PHONE}]})
    assert len(asked(lambda: search(PHONE, by=bank.agent01, **SERVICE))) == 7


@pytest.mark.req("H01")
def test_a_complete_number_found_is_not_looked_for_in_pieces(bank):
    bank.file(values={"phones": [{"number": PHONE}]})
    assert search(PHONE, by=bank.rm01, **SERVICE).ways == ("identifier",)
    assert search("15000009999", by=bank.rm01, **SERVICE).ways == ("identifier", "fragment")


@pytest.mark.req("H08")
def test_a_question_opens_nothing_that_cannot_answer_it(bank, monkeypatch):
    """Last digits may stand in papers, phones, licences; a manager serving sees of these the phones only."""
    bank.file()
    opened = []
    plain = vault.open_many

    def watched(sealed, permit):
        opened.append({one.compartment for one in sealed})
        return plain(sealed, permit)

    monkeypatch.setattr(vault, "open_many", watched)
    search("9999", by=bank.rm01, **SERVICE)
    assert set().union(*opened) == {fields.COMPARTMENTS.index("contact")}


@pytest.mark.req("H07")
def test_a_grant_revoked_during_a_look_opens_nothing(bank, journal):
    file = bank.file(manager=bank.rm03)
    now = timezone.now()
    with _governed_writes("access:glass:break"):
        grant = Grant.objects.create(
            staff=bank.rm01, kind="reading", compartments=["contact"], purpose="service", reason="test",
            starts_at=now - timedelta(minutes=1), ends_at=now + timedelta(minutes=9),
        )  # fmt: skip
        GrantedCustomer.objects.create(grant=grant, staff_id=bank.rm01.pk, customer_id=file.customer_id)
    gate = Gate("customers:file:open", "look", bank.rm01, "service", now, "test")
    assert gate.decide(file).level("contact") == "clear"
    with _governed_writes("access:glass:break"):
        Grant.objects.filter(pk=grant.pk).update(revoked_at=now)
    with pytest.raises(Refused):
        gate.permit(file)
    (entry,) = journal("customers:file:open")
    assert entry.outcome == "refused" and "clear" not in entry.facts and "opened" not in entry.facts

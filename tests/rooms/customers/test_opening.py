"""Opening one file: decided, receipted, then masked."""

import pytest
from django.db import DatabaseError

from zhiji.access.refusals import NotHere, PurposeNeeded, Refused
from zhiji.customers.looks.opening import open_file


@pytest.mark.req("H01")
def test_without_a_purpose_nothing_opens(bank, journal):
    file = bank.file()
    with pytest.raises(PurposeNeeded):
        open_file(file.number, by=bank.rm01, channel="test")
    assert (journal()[0].outcome, journal()[0].customer) == ("refused", file.customer_id)


@pytest.mark.req("H01")
@pytest.mark.parametrize("who", ["analyst", "product", "admin"])
def test_roles_that_never_meet_customers_are_refused(bank, who):
    file = bank.file()
    with pytest.raises(Refused):
        open_file(file.number, by=getattr(bank, who), purpose="service", channel="test")


@pytest.mark.req("J02", "J04")
def test_a_top_secret_file_answers_like_an_unknown_number(bank):
    file = bank.file(secrecy=2)
    for number in (file.number, "1234-5678-9012"):
        with pytest.raises(NotHere):
            open_file(number, by=bank.rm02, purpose="service", channel="test")


@pytest.mark.req("H01")
def test_nothing_is_shown_when_the_journal_cannot_be_written(bank, break_journal, monkeypatch):
    file = bank.file()
    opened = []
    monkeypatch.setattr("zhiji.vault.open_many", lambda *given: opened.append(given) or [])
    break_journal()
    with pytest.raises(DatabaseError):
        open_file(file.number, by=bank.rm01, purpose="service", channel="test")
    assert opened == []

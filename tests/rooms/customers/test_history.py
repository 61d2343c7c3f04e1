"""Versions, the file as of a day, two versions compared: all under what may be seen today."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from zhiji.access.refusals import NotHere, PurposeNeeded
from zhiji.customers.actions.filing import amend
from zhiji.customers.looks.history import NoSuchVersion, as_of, compare, versions

UPKEEP = {"purpose": "upkeep", "channel": "test"}
SERVICE = {"purpose": "service", "channel": "test"}


@pytest.fixture
def file(bank):
    made = bank.file(at=timezone.now() - timedelta(days=20))
    when = timezone.now() - timedelta(days=10)
    change = {"phones": [{"number": "13900001111", "use": "mobile"}], "emails": ["a@example.com"]}
    amend(made.number, change, source="customer_stated", note="来电", by=bank.rm01, at=when, **UPKEEP)
    return amend(
        made.number,
        {"name": "沈怀玉", "assets": {"amount": "5.00", "currency": "CNY"}},
        source="paper_seen",
        by=bank.rm01,
        **UPKEEP,
    )


@pytest.mark.req("H01")
@pytest.mark.parametrize("ask", [
    lambda number, **who: versions(number, **who),
    lambda number, **who: as_of(number, timezone.localdate(), **who),
    lambda number, **who: compare(number, 1, 2, **who),
])  # fmt: skip
def test_refused_without_purpose_unknown_when_top_secret_silent_without_journal(
    bank, file, ask, break_journal
):
    with pytest.raises(PurposeNeeded):
        ask(file.number, by=bank.rm01, channel="test")
    hidden = bank.file(secrecy=2)
    with pytest.raises(NotHere):
        ask(hidden.number, by=bank.rm03, **SERVICE)
    break_journal()
    with pytest.raises(DatabaseError):
        ask(file.number, by=bank.rm01, **SERVICE)


@pytest.mark.req("F22", "H08")
def test_masked_stays_masked_and_hidden_only_changed(bank, file, journal):
    seen = compare(file.number, 1, 3, by=bank.rm02, **SERVICE)
    assert {one.field.id: one.how for one in seen.differences} == {
        "name": "changed",
        "phones": "changed",
        "emails": "added",
    }
    phone = next(one for one in seen.differences if one.field.id == "phones")
    assert (phone.before.value, phone.after.value) == (None, None) and "139****1111" in phone.after.text
    assert seen.hidden == ("wealth",)
    assert "5.00" not in repr([one.after for one in seen.differences])
    assert (journal()[0].customer, journal()[0].facts) == (
        file.customer_id,
        '{"a":1,"b":3,"clear":["identity.name"]}',
    )


@pytest.mark.req("F22")
def test_every_version_says_who_when_why_and_what(bank, file):
    history = versions(file.number, by=bank.rm01, **UPKEEP)
    newest, middle, first = history.versions
    assert [line.version for line in history.versions] == [3, 2, 1]
    assert {change.field.id: change.how for change in middle.changed} == {
        "phones": "changed",
        "emails": "added",
    }
    assert {change.field.id: change.how for change in newest.changed} == {
        "name": "changed",
        "assets": "added",
    }
    assert (middle.note, middle.source, middle.by_name) == ("来电", "customer_stated", bank.rm01.display_name)
    assert first.changed == () and newest.source == "paper_seen"
    page = versions(file.number, by=bank.rm01, limit=2, **UPKEEP)
    rest = versions(file.number, by=bank.rm01, before=page.next, **UPKEEP)
    assert [line.version for line in page.versions + rest.versions] == [3, 2, 1]


@pytest.mark.req("F22")
def test_the_file_as_it_stood(bank, file):
    today = timezone.localdate()
    names = {
        back: as_of(file.number, today - timedelta(days=back), by=bank.rm01, **UPKEEP)
        for back in (30, 15, 5, 0)
    }
    assert [names[back].version for back in (30, 15, 5, 0)] == [None, 1, 2, 3]
    assert [names[back].fields["name"].value for back in (15, 5, 0)] == ["沈怀瑾", "沈怀瑾", "沈怀玉"]
    assert [names[back].fields["emails"].present for back in (15, 5)] == [False, True]


@pytest.mark.req("F22")
def test_a_compartment_that_began_empty(bank):
    made = bank.file(values={"income": None})
    amend(
        made.number,
        {"income": {"amount": "9.00", "currency": "CNY"}},
        source="customer_stated",
        by=bank.rm01,
        **UPKEEP,
    )
    seen = compare(made.number, 1, 2, by=bank.rm01, **UPKEEP)
    (one,) = seen.differences
    assert (one.field.id, one.how, one.before.present, one.after.present) == ("income", "added", False, True)


def test_there_is_no_version_nought(bank, file):
    for version in (0, 4):
        with pytest.raises(NoSuchVersion):
            compare(file.number, 1, version, by=bank.rm01, **UPKEEP)
    assert isinstance(versions(file.number, by=bank.rm01, **UPKEEP).as_of, datetime)

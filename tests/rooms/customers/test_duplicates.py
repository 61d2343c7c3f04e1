"""Is this customer here already: told while typing, without telling more than the clerk may see (F26)."""

import pytest
from django.db import DatabaseError

from zhiji.access.refusals import PurposeNeeded, Refused
from zhiji.customers.looks.duplicates import possible_duplicates

ONBOARDING = {"purpose": "onboarding", "channel": "test"}
TYPED = {"name": "沈怀瑾", "phones": [{"number": "13800009999"}]}


@pytest.mark.req("H01")
def test_refused_without_purpose_or_role_or_journal(bank, break_journal):
    with pytest.raises(PurposeNeeded):
        possible_duplicates("person", TYPED, by=bank.rm01, channel="test")
    with pytest.raises(Refused):
        possible_duplicates("person", TYPED, by=bank.agent01, purpose="service", channel="test")
    break_journal()
    with pytest.raises(DatabaseError):
        possible_duplicates("person", TYPED, by=bank.rm01, **ONBOARDING)


@pytest.mark.req("J02")
def test_a_top_secret_file_does_not_exist(bank, journal):
    file = bank.file(secrecy=2, values=TYPED)
    assert possible_duplicates("person", TYPED, by=bank.rm03, **ONBOARDING).found == ()
    assert file.customer_id not in journal()[0].subjects


@pytest.mark.req("J03")
def test_of_a_confidential_file_only_that_it_exists(bank):
    bank.file(secrecy=1, values=TYPED)
    (one,) = possible_duplicates("person", TYPED, by=bank.rm03, **ONBOARDING).found
    assert (one.row.badge_only, one.row.manager, one.row.unit, one.row.name) == (True, "", "", None)


@pytest.mark.req("F26", "H09")
def test_branch_manager_and_reasons_are_told_the_strongest_first(bank, journal):
    file = bank.file(values=TYPED)
    namesake = bank.file()
    first, second = possible_duplicates("person", TYPED, by=bank.rm03, **ONBOARDING).found
    assert (first.row.customer_id, first.reasons, first.score) == (
        file.customer_id,
        ("phone", "name", "pinyin"),
        70,
    )
    assert (second.row.customer_id, second.score) == (namesake.customer_id, 30)
    assert (first.row.manager, first.row.unit, first.row.name.text) == (
        bank.rm01.display_name,
        bank.west.label,
        "沈**",
    )
    entry = journal()[0]
    assert entry.subjects == sorted([file.customer_id, namesake.customer_id])
    assert "沈怀瑾" not in str(entry.facts) and "13800009999" not in str(entry.facts)


def test_half_typed_values_are_passed_over(bank):
    bank.file()
    for typed in (
        {},
        {"name": ""},
        {"phones": [{"number": "138"}]},
        {"papers": [{"type": "resident_id", "number": "33"}]},
        {"x": 1},
    ):
        assert possible_duplicates("person", typed, by=bank.rm01, **ONBOARDING).found == ()

"""The summary of one's own care: counts that tell of no file the reader may not see."""

import json

import pytest

from zhiji.access.refusals import PurposeNeeded, Refused
from zhiji.customers.looks import summary
from zhiji.customers.looks.summary import summarise

SERVICE = {"purpose": "service", "channel": "test"}
UPKEEP = {"purpose": "upkeep", "channel": "test"}


@pytest.mark.req("F04", "H09")
def test_the_counts_are_those_of_ones_own_files_and_leave_one_receipt(bank, journal):
    bank.file(state="established")
    bank.file("organisation", manager=bank.rm02, deputy=bank.rm01)
    bank.file(values={"sex": None})
    bank.file(manager=bank.rm02)
    found = summarise(by=bank.rm01, **SERVICE)
    assert (found.files, found.kinds, found.key_customers, found.whole) == (
        3,
        {"person": 2, "organisation": 1, "sole_trader": 0},
        0,
        True,
    )
    assert found.states["established"] == 1
    assert sum(found.states.values()) == 3
    assert 0 < found.incomplete <= 3
    assert 0 < found.completeness <= 100
    assert [one.phrase for one in journal()].count("customers:file:summary") == 1
    assert json.loads(journal()[0].facts) == {"scope": "portfolio", "counted": 3}
    assert journal()[0].subjects == []


@pytest.mark.req("J03", "J04")
def test_what_the_purpose_does_not_show_is_not_counted(bank):
    for secrecy in (0, 1, 2):
        bank.file(secrecy=secrecy)
    assert summarise(by=bank.officer, **UPKEEP).files == 3
    assert summarise(by=bank.officer, **SERVICE).files == 1
    assert summarise(by=bank.officer2, **UPKEEP).files == 0
    assert summarise(by=bank.rm02, **SERVICE).files == 0


@pytest.mark.req("H01")
def test_nobody_sums_up_without_a_purpose_nor_what_is_not_in_ones_care(bank, journal):
    with pytest.raises(PurposeNeeded):
        summarise(by=bank.rm01, channel="test")
    for who, purpose in ((bank.supervisor, "review"), (bank.auditor, "audit"), (bank.admin, "service")):
        with pytest.raises(Refused):
            summarise(by=who, purpose=purpose, channel="test")
        assert journal()[0].outcome == "refused"


def test_a_big_custody_is_counted_up_to_a_bound(bank, monkeypatch):
    for _ in range(3):
        bank.file()
    monkeypatch.setattr(summary, "COUNTED", 2)
    found = summarise(by=bank.officer, **UPKEEP)
    assert not found.whole
    assert found.files <= 3

"""A tie to a top-secret file shows nowhere to those who must not know of it; opening a new file does not betray it."""

import pytest
from plugins.told_first import TOLD

from zhiji.access.problems import Finding
from zhiji.customers.actions.filing import create
from zhiji.customers.actions.keeping import classify
from zhiji.customers.actions.tying import link, unlink
from zhiji.customers.looks.opening import open_file
from zhiji.customers.problems import Invalid


@pytest.fixture
def tied(bank):
    """A second file, tied to the bank's first one and to two ordinary parties; the first is then made top secret."""
    other = create(
        "person", {"name": "何以宁"}, unit=bank.west, manager=bank.rm_west, custodian=bank.supervisor2, source="observed",
        told=TOLD, by=bank.rm_west, purpose="onboarding", channel="test",
    )  # fmt: skip
    own = {"source": "customer_stated", "by": bank.rm_west, "purpose": "upkeep", "channel": "test"}
    link(other.number, {"role": "spouse", "name": "沈嘉禾", "customer": bank.file.number}, **own)
    link(other.number, {"role": "sibling", "name": "何以安"}, **own)
    classify(
        bank.file.number,
        secrecy=2,
        custodian=bank.officer,
        reason="名人",
        by=bank.supervisor,
        purpose="review",
    )
    return other, own


def names(bank, file) -> list[str]:
    shown = open_file(file.number, by=bank.rm_west, purpose="upkeep").fields["ties"]
    assert "沈嘉禾" not in shown.text and bank.file.number not in shown.text
    return [tie["name"] for tie in shown.value]


@pytest.mark.req("J04")
def test_the_tie_is_left_out(bank, tied) -> None:
    other, _ = tied
    assert names(bank, other) == ["何以安"]
    mine = open_file(bank.file.number, by=bank.rm, purpose="upkeep").fields["ties"]
    assert [tie["name"] for tie in mine.value] == ["何以宁"]


def test_places_are_those_the_reader_sees_and_the_hidden_tie_stays(bank, tied) -> None:
    other, own = tied
    with pytest.raises(Invalid):
        unlink(other.number, 1, **own)
    unlink(other.number, 0, **own)
    assert open_file(other.number, by=bank.rm_west, purpose="upkeep").fields["ties"].present is False
    classify(
        bank.file.number,
        secrecy=0,
        custodian=bank.officer,
        reason="解密",
        by=bank.supervisor,
        purpose="review",
    )
    shown = open_file(other.number, by=bank.rm_west, purpose="upkeep").fields["ties"]
    assert [tie["name"] for tie in shown.value] == ["沈嘉禾"]


def test_a_new_file_with_the_same_paper_is_refused_only_where_the_first_may_be_known(bank, tied) -> None:
    paper = [{"type": "resident_id", "number": "11010519491231002X", "long_term": True}]

    def again(manager):
        return create(
            "person", {"name": "沈嘉禾", "papers": paper}, unit=manager.unit, manager=manager, custodian=bank.officer,
            source="paper_seen", told=TOLD, by=manager, purpose="onboarding", channel="test",
        )  # fmt: skip

    with pytest.raises(Invalid) as taken:
        again(bank.rm)
    assert [one.rule for one in taken.value.problems if isinstance(one, Finding)] == ["taken"]
    assert again(bank.rm_west).number != bank.file.number

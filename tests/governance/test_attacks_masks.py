"""What is masked to a colleague is not found out another way: by writing, by asking, by notes (trust goal 10)."""

import pytest
from plugins.attacked import NAME, attacked, client_of  # noqa: F401
from plugins.told_first import TOLD

from zhiji.customers.actions.filing import amend, create
from zhiji.customers.actions.keeping import classify, move
from zhiji.customers.actions.tying import link
from zhiji.customers.looks.history import versions
from zhiji.customers.looks.opening import open_file
from zhiji.customers.problems import Invalid


@pytest.fixture
def own(attacked):  # noqa: F811
    """A file of the western relationship manager, who sees of the eastern one masks only."""
    return create(
        "person", {"name": "何以宁"}, manager=attacked.rm_west, custodian=attacked.officer, source="observed",
        told=TOLD, by=attacked.rm_west, purpose="onboarding", channel="test",
    )  # fmt: skip


@pytest.mark.req("I05", "H05")
@pytest.mark.parametrize("secrecy", [0, 1])
def test_a_tie_without_a_name_does_not_fetch_a_masked_one(attacked, own, secrecy) -> None:  # noqa: F811
    classify(
        attacked.file.number, secrecy=secrecy, custodian=attacked.officer, reason="定密", by=attacked.supervisor, purpose="review",
    )  # fmt: skip
    given = {"source": "customer_stated", "by": attacked.rm_west, "purpose": "upkeep", "channel": "test"}
    with pytest.raises(Invalid):
        link(own.number, {"role": "spouse", "customer": attacked.file.number}, **given)
    link(own.number, {"role": "spouse", "name": "某人", "customer": attacked.file.number}, **given)
    shown = open_file(own.number, by=attacked.rm_west, purpose="upkeep").fields["ties"]
    assert shown.value[0]["name"] == "某人" and NAME not in shown.text


def test_a_tie_without_a_name_takes_one_that_stands_clear(attacked, own) -> None:  # noqa: F811
    mine = create(
        "person", {"name": "何以安"}, manager=attacked.rm_west, custodian=attacked.officer, source="observed",
        told=TOLD, by=attacked.rm_west, purpose="onboarding", channel="test",
    )  # fmt: skip
    link(
        own.number,
        {"role": "sibling", "customer": mine.number},
        source="customer_stated",
        by=attacked.rm_west,
        purpose="upkeep",
    )
    assert (
        open_file(own.number, by=attacked.rm_west, purpose="upkeep").fields["ties"].value[0]["name"]
        == "何以安"
    )


def test_a_guess_at_a_masked_value_is_never_confirmed(attacked) -> None:  # noqa: F811
    """The custodian sees wealth masked and may write it: the right guess answers like a wrong one."""
    given = {"source": "customer_stated", "by": attacked.officer, "purpose": "upkeep", "channel": "test"}
    before = attacked.file.version
    right = amend(attacked.file.number, {"income": {"amount": "250000", "currency": "CNY"}}, **given)
    wrong = amend(attacked.file.number, {"income": {"amount": "260000", "currency": "CNY"}}, **given)
    assert (right.version, wrong.version) == (before + 1, before + 2)
    same = amend(
        attacked.file.number, {"name": NAME}, **given
    )  # clear to him: nothing changes, nothing is written
    assert same.version == wrong.version


def test_what_is_hidden_cannot_be_written(attacked) -> None:  # noqa: F811
    """For the purpose service the custodian is any officer of the bank: wealth is hidden from him."""
    with pytest.raises(Invalid) as refused:
        amend(
            attacked.file.number, {"income": {"amount": "1", "currency": "CNY"}}, source="customer_stated", by=attacked.officer,
            purpose="service", channel="test",
        )  # fmt: skip
    assert [one.rule for one in refused.value.problems] == ["hidden"]


def test_notes_and_reasons_are_for_those_who_see_the_file(attacked) -> None:  # noqa: F811
    given = {"by": attacked.rm, "purpose": "upkeep", "channel": "test"}
    amend(attacked.file.number, {"wechat": "jiahe_88"}, source="customer_stated", note="因离婚改号", **given)
    move(
        attacked.file.number,
        "dormant" if attacked.file.state == "established" else "closed",
        reason="丈夫来电",
        **given,
    )
    mine = versions(attacked.file.number, by=attacked.rm, purpose="upkeep")
    assert mine.versions[0].note == "因离婚改号" and mine.moves[0].reason == "丈夫来电"
    theirs = versions(attacked.file.number, by=attacked.rm_west, purpose="upkeep")
    assert {one.note for one in theirs.versions} == {""} and {one.reason for one in theirs.moves} == {""}
    told = client_of(attacked.rm, "upkeep").get(f"/customers/{attacked.file.number}/").content.decode()
    kept = client_of(attacked.rm_west, "upkeep").get(f"/customers/{attacked.file.number}/").content.decode()
    assert "丈夫来电" in told and "丈夫来电" not in kept

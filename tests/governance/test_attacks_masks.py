"""What is masked to a colleague is not found out another way: by writing, by asking, by notes (trust goal 10)."""

import pytest
from plugins.attacked import ID_NUMBER, NAME, attacked  # noqa: F401

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
        by=attacked.rm_west, purpose="onboarding", channel="test",
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
        by=attacked.rm_west, purpose="onboarding", channel="test",
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

"""Effective shares through layers (C16, C17)."""

from decimal import Decimal

import pytest

from zhiji.customers.owning import Stake, reach

pytestmark = pytest.mark.req("C16", "C17")


def owns(holder, party, share, role="shareholder"):
    return Stake(holder, party, role, Decimal(share))


def test_shares_multiply_along_a_path_and_add_over_paths():
    found = reach(
        "firm", [owns("a", "firm", 50), owns("b", "firm", 50), owns("p", "a", 40), owns("p", "b", 20)]
    )
    assert (found["p"].share, found["a"].share) == (Decimal("30.00"), Decimal("50.00"))


def test_a_circle_of_owners_ends():
    found = reach(
        "firm", [owns("a", "firm", 60), owns("firm", "a", 50), owns("p", "a", 50), owns("a", "a", 9)]
    )
    assert found["p"].share == Decimal("30.00") and "firm" not in found


def test_a_holding_told_twice_counts_once():
    found = reach("firm", [owns("p", "firm", 51), owns("p", "firm", 51, "controlling_shareholder")])
    assert (found["p"].share, found["p"].control) == (Decimal("51.00"), True)


def test_control_wants_an_unbroken_chain():
    chain = [
        Stake("h", "firm", "actual_controller"),
        Stake("p", "h", "actual_controller"),
        owns("q", "h", 30),
    ]
    found = reach("firm", chain)
    assert (found["p"].control, found["q"].control) == (True, False)


def test_family_and_officers_own_nothing():
    assert reach("firm", [Stake("p", "firm", "legal_representative"), Stake("s", "p", "spouse")]) == {}


def test_no_more_than_six_layers_are_climbed():
    ladder = [owns(number + 1, number, 100) for number in range(9)]
    assert max(reach(0, ladder)) == 6

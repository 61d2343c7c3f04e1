"""Effective shares through layers (C16, C17)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from zhiji.customers.owning import Stake, in_circles, layers_above, paths_to, reach, share_of, told_by

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
    # Of the firm 0.6 goes to a, half of that to p, half back to the firm, and so on: 0.3 / (1 - 0.3).
    assert found["p"].exact == Fraction(3, 7) and found["p"].share == Decimal("42.86")
    assert "firm" not in found


def test_a_circle_with_no_way_out_is_nobodys():
    found = reach("firm", [owns("a", "firm", 100), owns("b", "a", 100), owns("a", "b", 100)])
    assert found["a"].share == Decimal("100.00") and set(found) == {"a", "b"}
    assert reach("a", [owns("b", "a", 100), owns("a", "b", 100)])["b"].share == Decimal("100.00")


def test_a_declared_owner_adds_nothing_to_what_the_holdings_say():
    stakes = [owns("h", "firm", 60), owns("p", "h", 50), owns("p", "firm", 30, "beneficial_owner")]
    assert reach("firm", stakes)["p"].share == Decimal("30.00")


def test_holders_who_claim_more_than_the_whole_are_cut_in_proportion():
    told = told_by([owns("a", "firm", 90), owns("b", "firm", 60)])
    assert told.over == {"firm"} and told.net["firm"] == {"a": Fraction(3, 5), "b": Fraction(2, 5)}


def test_the_ways_are_told_and_what_a_circle_adds_is_the_rest():
    stakes = [owns("a", "firm", 60), owns("firm", "a", 50), owns("p", "a", 50), owns("p", "firm", 10)]
    net = told_by(stakes).net
    ways = paths_to("firm", "p", net)
    assert [(path.through, path.share) for path in ways] == [
        (("p", "a", "firm"), Fraction(3, 10)),
        (("p", "firm"), Fraction(1, 10)),
    ]
    assert share_of("firm", "p", net) == Fraction(4, 7)
    assert in_circles(net) == {"firm", "a"} and layers_above("firm", net) == 1


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
    assert found["p"].control and "q" not in found  # of what h holds nothing is known


def test_family_and_officers_own_nothing():
    assert reach("firm", [Stake("p", "firm", "legal_representative"), Stake("s", "p", "spouse")]) == {}


def test_every_layer_is_climbed_exactly():
    ladder = [owns(number + 1, number, 90) for number in range(9)]
    found = reach(0, ladder)
    assert found[9].exact == Fraction(9, 10) ** 9 and layers_above(0, told_by(ladder).net) == 9

"""Tiers go up at once and down late, with a watch between; the pyramid is the same whoever cuts it."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji import norms
from zhiji.insight.night.placing import pyramid
from zhiji.insight.tiers import (
    Standing,
    lacking,
    moved,
    next_month,
    reached,
    standing_after,
    tiers_of,
)

RULE = norms.on(date(2026, 11, 22)).tiers
TIERS = tiers_of(RULE)
AVERAGES = st.lists(st.integers(-100_000, 1_000_000_000), min_size=1, max_size=30)


@pytest.mark.req("E12", "E14")
def test_up_with_the_month_down_after_three_short_ones_six_for_private():
    wealth, private = 60_000_000, 700_000_000
    assert standing_after([wealth], TIERS) == Standing(2, 0)
    assert standing_after([wealth, 0, 0], TIERS) == Standing(2, 2)
    assert standing_after([wealth, 0, 0, 0], TIERS) == Standing(0, 0)
    assert standing_after([wealth, 0, 0, wealth, 0, 0], TIERS) == Standing(2, 2)
    assert standing_after([private, *[wealth] * 5], TIERS) == Standing(4, 5)
    assert standing_after([private, *[wealth] * 6], TIERS) == Standing(2, 0)


@given(AVERAGES)
def test_never_lower_than_reached_and_never_down_without_the_full_watch(averages):
    standing = Standing()
    for number, average in enumerate(averages):
        after = next_month(standing, average, TIERS)
        assert after.tier >= reached(average, TIERS)
        assert after.tier <= max(standing.tier, reached(average, TIERS))
        if after.tier < standing.tier:
            months = TIERS[standing.tier].down_after
            assert all(
                reached(each, TIERS) < standing.tier for each in averages[number - months + 1 : number + 1]
            )
        assert 0 <= after.short < TIERS[after.tier].down_after or after.short == 0
        standing = after


def test_what_would_keep_or_lift_a_customer():
    assert lacking(Standing(2, 1), 40_000_000, TIERS) == (10_000_000, 160_000_000)
    assert lacking(Standing(4, 0), 900_000_000, TIERS) == (0, 0)


def test_a_rule_whose_tiers_do_not_rise_is_refused():
    class Crooked:
        names, least_yuan, down_after_months = ("a", "b"), (0, 0), (1, 1)

    with pytest.raises(ValueError, match="rise"):
        tiers_of(Crooked)


def cut(values):
    found = pyramid(pa.array(values.values(), pa.int64()), RULE.layers, RULE.layer_permille)
    return dict(zip(values, found.to_pylist(), strict=True))


@pytest.mark.req("E12")
def test_the_pyramid_is_cut_by_count_rounded_up_and_ties_by_key():
    found = cut({number: 1000 - number // 2 for number in range(1, 151)} | {151: None})
    layers = list(found.values())
    assert [layers.count(name) for name in RULE.layers] == [2, 6, 22, 120]
    assert layers == sorted(layers, key=[*RULE.layers, None].index), "2 and 3 have as much: 3 is not before 2"
    assert cut({6: None, 7: 5}) == {6: None, 7: RULE.layers[0]} and cut({}) == {}
    assert cut({1: 3, 2: 9, 3: 9}) == {1: RULE.layers[3], 2: RULE.layers[0], 3: RULE.layers[3]}


@pytest.mark.req("E12")
def test_who_moved_between_two_nights():
    before = {1: "important", 2: "small", 3: "ordinary", 4: "small"}
    after = {1: "secondary", 2: "ordinary", 3: "ordinary", 5: "small"}
    assert moved(before, after, RULE.layers) == {"up": [2], "down": [1], "new": [5], "gone": [4]}

"""Effective shares against the simplest model there is: a drop of water that is let run through the holders, step by step."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiji.customers.owning import in_circles, paths_to, share_of

pytestmark = pytest.mark.req("C16", "C17")
STEPS = 400


@st.composite
def nets(draw):
    """Up to six firms and three people; of each firm whole per cents are held, at most all of it, also by each other."""
    firms = [f"f{number}" for number in range(draw(st.integers(1, 6)))]
    people = [f"p{number}" for number in range(draw(st.integers(1, 3)))]
    net = {}
    for firm in firms:
        left, held = 100, {}
        for holder in draw(st.permutations([*firms, *people]))[: draw(st.integers(0, 5))]:
            part = draw(st.integers(0, left))
            if holder != firm and part:
                held[holder] = Fraction(part, 100)
                left -= part
        net[firm] = held
    return net, people


def simulated(net, holder):
    """How much of one unit put on ``f0`` has reached the holder after many steps, and how much is still on its way."""
    on_way, arrived = {"f0": 1.0}, 0.0
    for _ in range(STEPS):
        moved = {}
        for party, amount in on_way.items():
            for to, part in net.get(party, {}).items():
                if to == holder:
                    arrived += amount * float(part)
                else:
                    moved[to] = moved.get(to, 0.0) + amount * float(part)
        on_way = moved
    return arrived, sum(on_way.values())


@given(nets())
@settings(max_examples=150, deadline=None)
def test_the_exact_share_is_what_the_steps_come_near(drawn):
    net, people = drawn
    for holder in [*people, *[firm for firm in net if firm != "f0"]]:
        arrived, still = simulated(net, holder)
        exact = float(share_of("f0", holder, net))
        assert arrived - 1e-9 <= exact <= arrived + still + 1e-9


@given(nets())
@settings(max_examples=150, deadline=None)
def test_people_together_never_hold_more_than_the_whole(drawn):
    net, people = drawn
    shares = [share_of("f0", person, net) for person in people]
    assert all(0 <= share <= 1 for share in shares) and sum(shares) <= 1


@given(nets())
@settings(max_examples=150, deadline=None)
def test_without_circles_the_ways_add_up_to_the_share(drawn):
    net, people = drawn
    if in_circles(net):
        return
    for person in people:
        ways = paths_to("f0", person, net)
        if len(ways) < 24:
            assert sum((path.share for path in ways), Fraction(0)) == share_of("f0", person, net)


@given(nets())
@settings(max_examples=100, deadline=None)
def test_with_circles_the_ways_are_never_more_than_the_share(drawn):
    net, people = drawn
    for person in people:
        assert sum((path.share for path in paths_to("f0", person, net)), Fraction(0)) <= share_of(
            "f0", person, net
        )

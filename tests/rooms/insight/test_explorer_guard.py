"""What a table shows: small cells left out so that nobody can reckon them back, and figures no single customer moves."""

from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from zhiji.insight.explorer.guarding import TOTAL, Reckoned, guarded, rounded, to_step

LEAST = 5
FENCES = {"least": LEAST, "counts_to": 5, "digits": 2}


def table_of(inner, value=lambda count: count * 1_000):
    """Counts by line and column as the engine answers them: with totals, cells of nobody left out."""
    lines, across = (
        [f"r{place}" for place in range(len(inner))],
        [f"c{place}" for place in range(len(inner[0]))],
    )
    cells = {(row, column): inner[i][j] for i, row in enumerate(lines) for j, column in enumerate(across)}
    cells |= {(row, TOTAL): sum(inner[i]) for i, row in enumerate(lines)}
    cells |= {(TOTAL, column): sum(line[j] for line in inner) for j, column in enumerate(across)}
    cells[TOTAL, TOTAL] = sum(map(sum, inner))
    return (
        {place: Reckoned(count, value(count), 1_500) for place, count in cells.items() if count},
        lines,
        across,
    )


def ranges(exact, shown, lines, across):
    """What an onlooker who knows every shown cell exactly can say of each left-out one: its lowest and highest count."""
    hidden = [place for place, value in shown.items() if value is None]
    number = {place: at for at, place in enumerate(hidden)}
    sums = [(lines, [TOTAL], column) for column in [*across, TOTAL]]
    equations = [([(row, column) for row in lines], (TOTAL, column)) for _, _, column in sums]
    equations += [([(row, column) for column in across], (row, TOTAL)) for row in [*lines, TOTAL]]
    left, right = [], []
    for parts, whole in equations:
        coefficients, rest = np.zeros(len(hidden)), 0
        for place, sign in [*((one, 1) for one in parts), (whole, -1)]:
            if place in number:
                coefficients[number[place]] += sign
            elif place in exact:
                rest -= sign * exact[place].customers
        left.append(coefficients)
        right.append(rest)
    found = {}
    for place, at in number.items():
        goal = np.zeros(len(hidden))
        goal[at] = 1
        ends = [linprog(sign * goal, A_eq=left, b_eq=right, bounds=(0, None)).fun for sign in (1, -1)]
        found[place] = ends[0], None if ends[1] is None else -ends[1]
    return found


COUNTS = st.integers(0, 14)
TABLES = st.integers(1, 4).flatmap(
    lambda wide: st.lists(st.lists(COUNTS, min_size=wide, max_size=wide), min_size=1, max_size=4)
)


@pytest.mark.req("Z02")
@given(TABLES)
@example(
    [[0, 0, 3, 0, 0], [5, 0, 0, 5, 6], [0, 0, 0, 0, 5], [0, 0, 0, 1, 1]]
)  # a nought that hides another hides itself
@example([[1, 1, 13], [12, 0, 0]])
@settings(deadline=None, max_examples=150)
def test_no_left_out_cell_can_be_reckoned_from_what_shows(inner):
    exact, lines, across = table_of(inner)
    shown = guarded(exact, lines, across, "sum", **FENCES).cells
    for place, (low, high) in ranges(exact, shown, lines, across).items():
        if place in exact and exact[place].customers < LEAST:
            assert high is None or high - low > 0.5, (inner, place, low, high)


@given(TABLES)
@settings(deadline=None, max_examples=150)
def test_no_cell_of_few_shows_and_totals_of_one_line_tables_give_nothing_back(inner):
    exact, lines, across = table_of(inner)
    for columns in (across, ()):
        shown = guarded(exact, lines, columns, "count", **FENCES)
        for place, value in shown.cells.items():
            assert value is None or exact[place].customers >= LEAST
        assert shown.left_out == list(shown.cells.values()).count(None)
        only = [row for row in lines if shown.cells.get((row, TOTAL), 0) is None]
        assert len(only) != 1 or shown.cells[TOTAL, TOTAL] is None, "one alone is the total less the others"


@pytest.mark.req("Z02")
@given(st.lists(st.integers(-(10**7), 10**7), min_size=6, max_size=40), st.integers(0, 39))
@settings(deadline=None)
def test_one_customer_more_or_less_moves_a_figure_by_one_step_or_not_at_all(values, place):
    taken = values[: place % len(values)] + values[place % len(values) + 1 :]
    with_all, without = (
        Reckoned(len(one), sum(one), max(map(abs, values))) for one in (values, taken)
    )  # the step of the larger table: the one that hides most
    step = abs(rounded(with_all, "sum", 5, 2) - rounded(without, "sum", 5, 2))
    assert step <= 5 * max(1, max(map(abs, values))) // 2 * 2
    assert abs(rounded(with_all, "count", 5, 2) - rounded(without, "count", 5, 2)) in (0, 5)


def test_the_difference_of_two_tables_hides_the_one_customer_between_them():
    """Two views that differ by one customer of 730: whatever he has up to 900, the onlooker sees the same two figures."""
    seen = {
        own: (
            rounded(Reckoned(9, 8_000 + own, 900), "sum", 5, 2),
            rounded(Reckoned(8, 8_000, 900), "sum", 5, 2),
        )
        for own in (1, 100, 400, 499)
    }
    assert set(seen.values()) == {(8_000, 8_000)}


@pytest.mark.parametrize("aggregate", ["count", "sum", "average", "median"])
def test_a_figure_is_rounded_by_its_kind(aggregate):
    # 13 customers, the largest has 1,500: a sum to thousands' 2,000, an average to 1,500 / 13 = 116 -> 200, a median to two digits
    exact = {"count": 13, "sum": 12_345, "average": 949, "median": 944}[aggregate]
    expected = {"count": 15, "sum": 12_000, "average": 1_000, "median": 940}[aggregate]
    assert rounded(Reckoned(13, exact, 1_500), aggregate, 5, 2) == expected


def test_halves_go_away_from_zero_on_both_sides():
    for value, step in product(range(-50, 51), (1, 2, 5, 10)):
        assert (
            to_step(value, step) == -to_step(-value, step) and abs(to_step(value, step) - value) * 2 <= step
        )

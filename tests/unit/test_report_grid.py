"""The grid of a report: totals, reconciliation, what is left out, a single change."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.custody.rules.grid import (
    _pinned,
    as_data,
    fingerprint,
    from_data,
    grid_of,
    is_reconciled,
    with_change,
    without_small,
)

COUNTS = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), st.integers(0, 40), min_size=1, max_size=16
)


@pytest.mark.req("G08")
@given(COUNTS)
def test_lines_and_columns_add_up_to_one_total(counts):
    grid = grid_of(counts)
    assert is_reconciled(grid, sum(counts.values()))
    assert not is_reconciled(grid, sum(counts.values()) + 1)


@pytest.mark.req("G08")
@given(COUNTS, st.integers(2, 8))
def test_no_small_figure_shows_or_can_be_worked_out(counts, least):
    """Every figure left out because it is small stays undetermined by all the sums that a reader knows."""
    grid = grid_of(counts)
    shown = without_small(grid, least)
    hidden = [(r, c) for r, line in enumerate(shown.cells) for c, cell in enumerate(line) if cell is None]
    small = [
        (r, c) for r, line in enumerate(grid.cells) for c, cell in enumerate(line) if 0 < (cell or 0) < least
    ]
    assert set(small) <= set(hidden)
    equations = [
        [1 if place[axis] == at else 0 for place in hidden]
        for axis in (0, 1)
        for at in {p[axis] for p in hidden}
    ]
    # the total of a line is minus the sum of its others: its sign does not matter for what is determined
    rank = rank_of(equations)
    for place in small:
        unit = [1 if one == place else 0 for one in hidden]
        assert rank_of([*equations, unit]) > rank, (place, shown.cells)


def rank_of(rows):
    rows = [[Fraction(one) for one in row] for row in rows]
    rank = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((one for one in range(rank, len(rows)) if rows[one][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for one in range(len(rows)):
            if one != rank and rows[one][column]:
                factor = rows[one][column] / rows[rank][column]
                rows[one] = [a - factor * b for a, b in zip(rows[one], rows[rank], strict=True)]
        rank += 1
    return rank


def test_what_needs_no_leaving_out_stays_whole():
    grid = grid_of({("a", "x"): 5, ("a", "y"): 0, ("b", "x"): 9})
    assert without_small(grid, 5) == grid


@pytest.mark.req("G04")
def test_a_single_change_moves_its_totals_and_nothing_else():
    """Art. 11: one figure, its line, its column and the grand total."""
    grid = grid_of({("a", "x"): 5, ("a", "y"): 7, ("b", "x"): 9, ("b", "y"): 8})
    changed, old = with_change(grid, "a", "y", 10)
    assert old == 7
    assert changed.cells == ((5, 10, 15), (9, 8, 17), (14, 18, 32))


@given(COUNTS)
def test_kept_and_read_again_it_is_the_same_with_the_same_fingerprint(counts):
    grid = grid_of(counts)
    assert from_data(as_data(grid)) == grid
    assert (
        fingerprint(as_data(grid), 1)
        == fingerprint(as_data(from_data(as_data(grid))), 1)
        != fingerprint(as_data(grid), 2)
    )


def test_a_hidden_figure_between_two_rings_is_given_away():
    """What joins two closed rings of hidden figures is their only way across, so the sums tell it."""
    rings = {(r, c) for block in (0, 2) for r in (block, block + 1) for c in (block, block + 1)}
    values = {(r, c): 9 for r in range(5) for c in range(5)}
    assert _pinned(values, rings | {(1, 2)}, (1, 2)) and not _pinned(values, rings | {(1, 2)}, (0, 0))
    grid = grid_of({(row, column): 9 for row in "abcd" for column in "wxyz"})
    small = {
        ("a", "w"),
        ("a", "x"),
        ("b", "w"),
        ("b", "x"),
        ("c", "y"),
        ("c", "z"),
        ("d", "y"),
        ("d", "z"),
        ("b", "y"),
    }
    counts = {(row, column): 3 if (row, column) in small else 9 for row in "abcd" for column in "wxyz"}
    shown = without_small(grid_of(counts), 5)
    hidden = {(r, c) for r, line in enumerate(shown.cells) for c, cell in enumerate(line) if cell is None}
    assert (1, 2) in hidden and not _pinned(values, hidden, (1, 2)) and grid.total == 144


def test_a_nought_cannot_give_so_it_holds_a_figure_in_its_place():
    """Nothing can be taken off a nought: a hidden one between three hidden noughts is told by its sums."""
    values = {(r, c): 0 for r in range(3) for c in range(3)} | {(0, 0): 1, (1, 1): 1}
    ring = {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert not _pinned(values, ring, (0, 0)), "one less here and there, one more between"
    assert _pinned(values | {(1, 1): 0}, ring, (0, 0)), "it could be less only if the nought beside it could"

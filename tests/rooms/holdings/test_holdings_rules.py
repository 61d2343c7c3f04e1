"""Averages, flows, maturities: pure functions against hand-computed and naive answers."""

from calendar import isleap
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji import norms
from zhiji.holdings import rules
from zhiji.holdings.feed.chaining import chained


def naive(steps, first, last, opening):
    total, day = 0, first
    while day <= last:
        total += rules.balance_on(steps, day, opening)
        day += timedelta(days=1)
    return int((Fraction(total, (last - first).days + 1) + Fraction(1, 2)).__floor__())


days = st.integers(0, 800).map(lambda n: date(2023, 6, 1) + timedelta(days=n))
step_lists = st.dictionaries(days, st.integers(-(10**9), 10**12), max_size=40).map(
    lambda held: sorted(held.items())
)


@pytest.mark.req("B02")
@given(step_lists, days, days, st.integers(-1000, 1000))
def test_the_daily_average_is_the_sum_of_every_days_balance_by_days(steps, a, b, opening):
    first, last = sorted((a, b))
    assert rules.daily_average(steps, first, last, opening) == naive(steps, first, last, opening)


@pytest.mark.req("B02")
@pytest.mark.parametrize("year", [2023, 2024, 2100, 2000])
def test_a_year_counts_its_own_days(year):
    """One hundredth of every day's balance on the last day alone: 366 days in a leap year."""
    days_in_year = 366 if isleap(year) else 365
    got = rules.daily_average([(date(year, 12, 31), days_in_year * 7)], date(year, 1, 1), date(year, 12, 31))
    assert got == 7


@pytest.mark.req("B02")
def test_periods_begin_with_day_month_quarter_and_year():
    found = {one.id: (one.first, one.last) for one in rules.periods(date(2024, 2, 29))}
    on = date(2024, 2, 29)
    assert found == {
        "day": (on, on), "month": (date(2024, 2, 1), on), "quarter": (date(2024, 1, 1), on), "year": (date(2024, 1, 1), on),
    }  # fmt: skip


@given(st.lists(step_lists, max_size=4), days)
def test_accounts_together_hold_the_sum_of_each(accounts, day):
    joined = rules.together(accounts)
    assert rules.balance_on(joined, day) == sum(rules.balance_on(steps, day) for steps in accounts)


@pytest.mark.req("B03")
@given(st.lists(st.tuples(st.sampled_from(["savings", "current", "time_deposit"]), st.integers(0, 10**9))))
def test_the_mix_sums_to_the_whole(balances):
    assert sum(rules.mix(balances).values()) == sum(amount for _, amount in balances)


@pytest.mark.req("B06")
@given(st.lists(st.tuples(st.sampled_from(["", "ICBC", "CCB"]), st.integers(-(10**9), 10**9))))
def test_flows_keep_every_amount(movements):
    found = rules.flows(movements)
    assert sum(one.net for one in found) == sum(amount for _, amount in movements)
    assert sum(one.count for one in found) == len(movements) and all(
        one.inflow >= 0 <= one.outflow for one in found
    )


@pytest.mark.req("B10")
def test_maturities_are_told_at_thirty_seven_and_one_day():
    on = date(2026, 5, 1)
    notices = norms.on(on).holdings.maturity_days
    told = {
        left: rules.notice(on + timedelta(days=left), None, on, notices)
        for left in (-1, 0, 1, 2, 7, 8, 30, 31)
    }
    assert told == {-1: None, 0: 1, 1: 1, 2: 7, 7: 7, 8: 30, 30: 30, 31: None}
    assert rules.notice(on, on, on, notices) is None


def test_outcomes():
    due, on = date(2026, 5, 1), date(2026, 5, 3)
    assert rules.outcome(due, due, date(2026, 5, 2), on) == "paid_out"
    assert rules.outcome(due, date(2027, 5, 1), None, on) == "renewed"
    assert rules.outcome(due, due, None, on) == "overdue"
    assert rules.outcome(date(2026, 6, 1), None, None, on) == "due"


def test_a_touched_line_is_never_shown_as_unused():
    assert [rules.usage(100_00, used) for used in (0, 1, 100_00, 150_00)] == [0, 1, 100, 150]
    assert rules.usage(0, 5) is None


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=7), st.integers(-1000, 1000), st.randoms())
def test_a_shuffled_day_is_put_in_an_order_that_joins(amounts, opening, random):
    balance, moves = opening, []
    for row, amount in enumerate(amounts):
        balance += amount
        moves.append((row, amount, balance))
    random.shuffle(moves)
    (found,) = chained([moves], opening)
    assert sorted(found) == sorted(moves)
    before = opening
    for _, amount, after in found:
        assert before + amount == after
        before = after


def test_a_day_that_cannot_join_stays_as_given():
    moves = [(1, 5, 5), (2, 5, 11)]
    assert chained([moves], 0) == [moves]

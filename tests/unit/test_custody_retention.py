"""How long a file is kept: every boundary of the law of 2006, the law of 2024, and the strictest rule between them."""

from datetime import date, timedelta

import pytest

from zhiji import norms
from zhiji.custody.rules.retention import (
    Rule,
    due_in,
    month_of,
    months_after,
    newest_end,
    period,
    quarter_of,
    rules_of,
    standing,
    years_after,
)

FIVE = Rule("five", "19", date(2007, 1, 1), date(2024, 12, 31), 5)
TEN = Rule("ten", "34", date(2025, 1, 1), None, 10)
LAW = (FIVE, TEN)


@pytest.mark.req("L04", "L09")
@pytest.mark.parametrize(
    ("ended", "on", "until"),
    [
        (date(2018, 3, 1), date(2024, 12, 31), date(2023, 3, 1)),  # the old law alone: over, may go
        (date(2018, 3, 1), date(2025, 1, 1), date(2028, 3, 1)),  # still held when the new one begins: ten
        (date(2019, 12, 31), date(2024, 12, 31), date(2024, 12, 31)),  # its last day is the old law's last
        (date(2019, 12, 31), date(2025, 1, 1), date(2029, 12, 31)),  # a day later it is too late to destroy
        (date(2020, 1, 1), date(2024, 12, 31), date(2025, 1, 1)),
        (date(2020, 1, 1), date(2025, 1, 1), date(2030, 1, 1)),
        (date(2024, 12, 31), date(2024, 12, 31), date(2029, 12, 31)),
        (date(2024, 12, 31), date(2025, 1, 1), date(2034, 12, 31)),
        (date(2025, 1, 1), date(2025, 1, 1), date(2035, 1, 1)),
        (date(2001, 5, 5), date(2006, 12, 31), date(2011, 5, 5)),  # before any rule: the longest there is
    ],
)
def test_which_rule_applies_to_what_ended_when(ended, on, until):
    assert period(ended, on, LAW).until == until


@pytest.mark.req("L09")
def test_a_shorter_law_later_frees_nothing_the_longer_one_held():
    three = Rule("three", "", date(2030, 1, 1), None, 3)
    ten = Rule("ten", "34", date(2025, 1, 1), date(2029, 12, 31), 10)
    assert period(date(2029, 12, 31), date(2035, 1, 1), (FIVE, ten, three)).rule is ten
    assert period(date(2030, 1, 1), date(2035, 1, 1), (FIVE, ten, three)).rule is three


@pytest.mark.req("L09")
def test_two_rules_at_once_the_longer_wins_whatever_their_order():
    other = Rule("other", "", date(2010, 1, 1), None, 15)
    for rules in ((FIVE, TEN, other), (other, TEN, FIVE)):
        assert period(date(2012, 1, 1), date(2026, 1, 1), rules).rule is other


def test_nothing_is_destroyed_without_a_rule():
    with pytest.raises(ValueError, match="without a rule"):
        period(date(2012, 1, 1), date(2026, 1, 1), ())


@pytest.mark.req("L04")
def test_every_day_of_thirty_years_the_last_day_is_kept_and_the_next_is_not():
    day = date(2002, 1, 1)
    while day < date(2032, 1, 1):
        five = years_after(day, 5)
        until = five if five < date(2024, 12, 31) else years_after(day, 10)
        assert (until.month, until.day) in ((day.month, day.day), (2, 28))
        if five != date(
            2024, 12, 31
        ):  # this one day's last day is the old law's last: the next day the new one holds it
            assert standing(day, until, LAW).code == "kept", day
            assert standing(day, until + timedelta(days=1), LAW).code == "expired", day
        else:
            assert standing(day, five + timedelta(days=1), LAW).code == "kept"
        day += timedelta(days=1)


def test_a_period_that_began_on_a_leap_day_ends_with_the_month():
    assert years_after(date(2016, 2, 29), 10) == date(2026, 2, 28)
    assert years_after(date(2016, 2, 29), 4) == date(2020, 2, 29)
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert (month_of(date(2026, 11, 22)), quarter_of(date(2026, 2, 28))) == (
        date(2026, 11, 1),
        date(2026, 1, 1),
    )


@pytest.mark.req("L04")
@pytest.mark.parametrize("ended", [None, date(2010, 1, 1), date(2020, 1, 1), date(2099, 1, 1)])
@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("review", [None, date(2020, 1, 1), date(2030, 1, 1)])
def test_every_way_a_file_can_stand(ended, held, review):
    on = date(2026, 11, 22)
    code = standing(ended, on, LAW, held=held, review_on=review).code
    if held:
        assert code == "held"  # a hold always wins
    elif ended is None or ended > on:
        assert code == "runs"
    elif ended.year == 2020:
        assert code == "kept"
    else:
        assert code == ("review" if review and review > on else "expired")


def test_a_review_is_due_on_its_day():
    assert standing(date(2010, 1, 1), date(2027, 1, 1), LAW, review_on=date(2027, 1, 1)).code == "expired"


@pytest.mark.req("L04")
def test_the_rules_come_from_the_register():
    assert [(one.years, one.first_day) for one in rules_of("relationship")] == [
        (5, date(2007, 1, 1)),
        (10, date(2025, 1, 1)),
    ]
    assert rules_of("relationship")[1].article == norms.get("aml2024.retention").article == "34"
    assert [one.years for one in rules_of("prospect")] == [
        norms.get("house.prospect-period").parameters["prospect_years"]
    ]


def test_the_bound_of_the_search_leaves_out_nothing_expired():
    on = date(2026, 11, 22)
    for kind in ("relationship", "prospect"):
        day = newest_end(on) + timedelta(days=1)
        assert standing(day, on, rules_of(kind)).code == "kept"


def test_what_expires_when_is_counted_by_the_month_of_its_round():
    on = date(2026, 11, 22)
    ends = [date(2016, 11, 30), date(2016, 12, 1), date(2016, 12, 31), date(2020, 1, 1), None]
    counts = dict(due_in((standing(day, on, LAW) for day in ends), on, 3))
    assert counts == {date(2026, 11, 1): 0, date(2026, 12, 1): 2, date(2027, 1, 1): 1}

"""What became of matured deposits, each reckoned by hand; and the same on Spark."""

from datetime import date, timedelta

import pytest
from plugins.nights import held, night, stood

from zhiji import norms
from zhiji.insight.engines import duckdb_engine
from zhiji.insight.maturing import COLUMNS, due_rows, matured, outcomes

ON = date(2026, 6, 30)
RULE = norms.on(ON).maturing
"""Within 7 days, 80 percent."""


def ago(days):
    return ON - timedelta(days=days)


def deposit(customer, account, opened, matures, closed=None, family="time_deposit", currency="CNY"):
    return held(customer, account, family, opened=opened, closed=closed, currency=currency) | {
        "matures_on": matures
    }


GIVEN = night(
    holdings=[
        # 1: 100,000 out on the day, 80,000 in a new one three days later: stayed, just
        deposit(1, 11, ago(400), ago(20), ago(20)), deposit(1, 12, ago(17), ago(-300)),
        # 2: one fen less; 3: enough, but on the eighth day; 4: into a current account
        deposit(2, 21, ago(400), ago(20), ago(20)), deposit(2, 22, ago(17), ago(-300)),
        deposit(3, 31, ago(400), ago(20), ago(20)), deposit(3, 32, ago(12), ago(-300)),
        deposit(4, 41, ago(400), ago(20), ago(20)), held(4, 42, "current", opened=ago(19)),
        # 5: two of 100,000 on the 1st and the 3rd day, one new of 160,000 on the 5th: both stayed; 6: one new of 100,000 on the 5th:
        # half of what had matured, so the first did not, the second did
        deposit(5, 51, ago(400), ago(20), ago(20)), deposit(5, 52, ago(400), ago(18), ago(18)), deposit(5, 53, ago(16), ago(-300)),
        deposit(6, 61, ago(400), ago(20), ago(20)), deposit(6, 62, ago(400), ago(18), ago(18)), deposit(6, 63, ago(16), ago(-300)),
        # 7: matured three days ago, nothing yet; 8: prolonged, so today's holdings say a later day
        deposit(7, 71, ago(400), ago(3)), deposit(8, 81, ago(400), ago(-345)),
        # 9: 10,000 dollars into 70,000 yuan at 7.123456: 98 %; 10: nothing stood on it; 11: the new one was opened the day before
        deposit(9, 91, ago(400), ago(20), ago(20), currency="USD"), deposit(9, 92, ago(20), ago(-300)),
        deposit(10, 101, ago(400), ago(20)), deposit(10, 102, ago(19), ago(-300)),
        deposit(11, 111, ago(400), ago(20), ago(20)), deposit(11, 112, ago(21), ago(-300)),
    ],
    balances=[
        *[row for one, other in ((1, 8_000_000), (2, 7_999_999), (3, 9_000_000), (4, 9_000_000))
          for row in (stood(one, one * 10 + 1, ago(400), 10_000_000), stood(one, one * 10 + 1, ago(20), 0),
                      stood(one, one * 10 + 2, ago({3: 12, 4: 19}.get(one, 17)), other))],
        *[row for one, other in ((5, 16_000_000), (6, 10_000_000))
          for row in (stood(one, one * 10 + 1, ago(400), 10_000_000), stood(one, one * 10 + 1, ago(20), 0),
                      stood(one, one * 10 + 2, ago(400), 10_000_000), stood(one, one * 10 + 2, ago(18), 0), stood(one, one * 10 + 3, ago(16), other))],
        stood(7, 71, ago(400), 5_000_000), stood(8, 81, ago(400), 5_000_000), stood(8, 81, ago(20), 5_072_500),
        stood(9, 91, ago(400), 1_000_000, "USD"), stood(9, 91, ago(20), 0, "USD"), stood(9, 92, ago(20), 7_000_000),
        stood(10, 102, ago(19), 1), stood(11, 111, ago(400), 10_000_000), stood(11, 111, ago(20), 0), stood(11, 112, ago(21), 10_000_000),
    ],
)  # fmt: skip

BY_HAND = {
    # (customer, account): amount, placed, stayed, over
    (1, 11): (10_000_000, 8_000_000, 1, 1), (2, 21): (10_000_000, 7_999_999, 0, 1), (3, 31): (10_000_000, 0, 0, 1),
    (4, 41): (10_000_000, 0, 0, 1), (5, 51): (10_000_000, 16_000_000, 1, 1), (5, 52): (10_000_000, 16_000_000, 1, 1),
    (6, 61): (10_000_000, 10_000_000, 0, 1), (6, 62): (10_000_000, 10_000_000, 1, 1), (7, 71): (5_000_000, 0, 0, 0),
    (8, 81): (5_000_000, 5_072_500, 1, 1), (9, 91): (7_123_456, 7_000_000, 1, 1), (10, 101): (0, 1, 0, 1), (11, 111): (10_000_000, 0, 0, 1),
}  # fmt: skip


def found_in(tables, on=ON):
    known = due_rows([(8, 81, ago(20))])
    due = matured(tables, ago(60), on, RULE).union(known)
    return outcomes(tables, due, on, RULE)


def rows(expression):
    told = expression.mutate(matured_on=expression.matured_on.cast("string")).to_pyarrow().to_pylist()
    return {(row["customer"], row["account"]): tuple(row[name] for name in COLUMNS[3:]) for row in told}


@pytest.mark.req("B10")
def test_what_became_of_each_maturity():
    with duckdb_engine(GIVEN) as tables:
        assert rows(found_in(tables)) == BY_HAND


def test_of_nothing_nothing_matured():
    with duckdb_engine(night()) as tables:
        assert rows(outcomes(tables, matured(tables, ago(60), ON, RULE), ON, RULE)) == {}


def test_before_it_is_due_nothing_is_said():
    with duckdb_engine(GIVEN) as tables:
        assert (7, 71) not in rows(found_in(tables, ago(4)))

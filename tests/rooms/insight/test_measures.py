"""Every measure against figures reckoned by hand, and the same on DuckDB and on Spark."""

from datetime import date, timedelta

import pytest
from plugins.nights import ON, USUAL, moved, night, stood

from zhiji.insight.engines import duckdb_engine
from zhiji.insight.measures import MEASURES

BY_HAND = {
    # customer 1 last moved money of his own on 1 March: nine days before the 10th; interest of the 9th is the bank's.
    "recency": {1: 9, 2: 465, 3: 96},
    # 365 days up to 10 March 2024 begin on 12 March 2023, for 29 February is one of them; two movements of the dollar account
    "frequency": {1: 5, 3: 1},
    # 5,000 + 20,001 + 100 and 1,000 and 300 dollar cents at 7.123456: 7,123.456 -> 7,123 and 2,137.0368 -> 2,137
    "money": {1: 5_000 + 20_001 + 100 + 7_123 + 2_137, 3: 4_000},
    "ticket": {1: 6_872, 3: 4_000},  # 34,361 / 5 = 6,872.2
    "dormancy": {2: 465},
    "balance": {1: 115_001 + 7_123, 2: -30_000, 3: 4_000},
    # ten days of March at 115,001 and 7,123
    "average_month": {1: 122_124, 2: -30_000, 3: 400},
    # 1 January to 10 March 2024: 70 days, February has 29. 100,000 for 59 days, 120,001 for one, 115,001 for ten;
    # dollars from 15 January: 56 days at 7,123. (5,900,000 + 120,001 + 1,150,010 + 398,888) / 70 = 108,127.1285
    "average_quarter": {1: 108_127, 2: -30_000, 3: 57},
    "average_year": {1: 108_127, 2: -30_000, 3: 57},
    "aum": {1: 122_124, 3: 4_000},
    "products": {1: 3, 2: 1, 3: 1},
    # 12 December 2023 to 10 March 2024 are the 90 days; 5 December is before them
    "net_inflow": {1: -5_000 + 20_001 + 7_123},
    "inflow_change": {1: 22_124 + 2_137, 3: -4_000},
    # savings: 100,000 for 59 days, 120,001 for one, 115,001 for ten, at 170 bp: 7,170,011 × 170 / 3,650,000 = 333.9;
    # dollars 7,123 for 56 days at 170 bp: 18.6; the loan 70 days at 260 bp: −149.6; one day of 4,000 at 230 bp: 0.25
    "transfer_margin": {1: 334 + 19, 2: -150, 3: 0},
    "income": {1: -7, 2: 250},
    "cost_to_serve": {1: 3 * 20},
    "expected_loss": {1: 0, 2: 69, 3: 0},  # 30,000 owed for 70 days at 120 bp: 69.04
    "profit_marginal": {1: 346, 2: 100, 3: 0},
    "profit_total": {1: 286, 2: 100, 3: 0},
    "profit_net": {1: 215, 2: 23, 3: 0},  # 286 × .75 = 214.5; (100 − 69) × .75 = 23.25
    "tenure": {1: 1_530, 2: 1_530, 3: 1_530},
    "regularity": {1: 5, 3: 1},  # March and November 2023, January to March 2024
    "frequency_before": {1: 1, 2: 1},
    "outside": {},
    # within 90 days up to 10 March: three movements of customer 1; one in the 90 before, and customer 3's one
    "frequency_change": {1: 3 - 1, 3: -1},
    "money_change": {1: 5_000 + 20_001 + 7_123 - 2_137, 3: -4_000},
    "remote_share": {1: 1_000, 3: 1_000},
    "cash_share": {1: 0, 3: 0},
    "spending_share": {1: 400, 3: 1_000},  # two payments of five movements
    # one payment out in the last 360 days, 5,000 on 1 March: eleven spans without any, so both edges are 0
    "spending_months": {1: 1},
    "spending_low": {1: 0},
    "spending_high": {1: 0},
    # tenure 1,530 of 3,650 days: 105; families 3, 1, 1 of five; months 5 and 1 of twelve; 250 less 9, 465, 96 of 180 days
    "loyalty": {1: 105 + 150 + 104 + 237, 2: 105 + 50 + 0, 3: 105 + 50 + 21 + 117},
}


def computed(measure, given=USUAL, on=ON):
    with duckdb_engine(given) as tables:
        rows = MEASURES[measure].build(tables, on).to_pyarrow().to_pylist()
    return {row["customer"]: row["value"] for row in rows}


@pytest.mark.req("U06", "U07", "U08", "U09", "B02", "B06", "E12", "T01")
@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_a_measure_gives_what_is_reckoned_by_hand(measure):
    assert computed(measure) == BY_HAND[measure]


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_a_measure_of_nothing_is_nothing(measure):
    assert computed(measure, night()) == {}


def test_every_measure_says_what_it_is():
    for measure in MEASURES.values():
        assert measure.names["zh-hans"] and measure.definition["en"] and measure.window and measure.source
        assert measure.requirements, measure.id


@pytest.mark.req("B02")
@pytest.mark.parametrize(
    ("on", "days"), [(date(2023, 2, 28), 59), (date(2024, 2, 29), 60), (date(2100, 2, 28), 59)]
)
def test_the_daily_average_counts_the_days_of_the_calendar(on, days):
    given = night(balances=[stood(1, 11, on, days)])
    assert computed("average_year", given, on) == {1: 1}


def test_halves_round_up_whatever_the_sign():
    given = night(
        transactions=[moved(1, 1, ON, 3), moved(1, 1, ON, 4), moved(2, 2, ON, -3), moved(2, 2, ON, -4)],
        balances=[stood(1, 1, date(2024, 3, 6), 1), stood(2, 2, date(2024, 3, 6), -1)],
    )  # fmt: skip
    assert computed("ticket", given) == {1: 4, 2: 4}
    assert computed("average_month", given) == {1: 1, 2: 0}  # 5 / 10 and -5 / 10


def test_money_beyond_a_double_is_not_rounded_away():
    """Ten thousand million million hundredths: one hundredth more is still seen."""
    large = 4_503_599_627_370_497
    given = night(balances=[stood(1, 1, date(2023, 1, 1), large)])
    assert computed("balance", given) == {1: large}


def test_the_edges_of_spending_are_the_third_lowest_and_third_highest_of_twelve_spans():
    """Ten spans of 100 to 1,000: two count as 0, so the third lowest is 100 and the third highest 800; salaries and transfers are none."""
    spent = [
        moved(1, 11, ON - timedelta(days=30 * span + 29), -100 * (span + 1), "card" if span % 2 else "payment") for span in range(10)
    ]  # fmt: skip
    other = [
        moved(1, 11, ON, -90_000, "transfer_out"),
        moved(1, 11, ON, 70_000, "salary"),
        moved(1, 11, ON - timedelta(days=360), -5, "card"),
    ]
    full = [moved(2, 21, ON - timedelta(days=30 * span), -10 * (span + 1), "card") for span in range(12)]
    given = night(transactions=[*spent, *other, *full])
    assert computed("spending_months", given) == {1: 10, 2: 12}
    assert computed("spending_low", given) == {1: 100, 2: 30}
    assert computed("spending_high", given) == {1: 800, 2: 100}


def test_every_share_and_estimate_names_the_measure_that_gives_its_n():
    counted = {one.id: one.counted for one in MEASURES.values() if one.counted}
    assert set(counted.values()) <= set(MEASURES) and {
        "remote_share",
        "spending_low",
        "spending_high",
    } <= set(counted)

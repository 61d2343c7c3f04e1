"""Profit and loyalty against figures reckoned by hand, the general ledger of a small bank, and the two ways they are reckoned."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plugins.nights import held, moved, night, stood

from zhiji.insight.engines import duckdb_engine
from zhiji.insight.measures import MEASURES
from zhiji.insight.measures.combined import Combined, Part
from zhiji.insight.measures.profit import COST, INCOME, TRANSFER
from zhiji.insight.night.reckoning import reckon

ON = date(2024, 1, 10)

BANK = night(
    transactions=[
        moved(1, 11, date(2024, 1, 5), 12_345, "interest"), moved(1, 11, date(2024, 1, 6), -500, "fee"),
        moved(1, 11, date(2024, 1, 7), -100_000, "payment"), moved(1, 11, date(2023, 12, 31), -900, "fee"),
        moved(2, 21, date(2024, 1, 8), -40_000, "interest"), moved(2, 21, date(2024, 1, 9), 7_000, "deposit") | {"channel": "counter"},
        moved(3, 31, date(2024, 1, 11), -700, "fee"),
    ],
    balances=[
        stood(1, 11, date(2023, 6, 1), 10_000_000), stood(1, 11, date(2024, 1, 6), 20_000_000), stood(2, 21, date(2024, 1, 3), -50_000_000),
    ],
    holdings=[held(1, 11, "savings", opened=date(2014, 1, 12)), held(2, 21, "loan", opened=date(2023, 1, 10)), held(3, 31, "savings")],
)  # fmt: skip


def figures(*names):
    found = reckon(BANK, [1, 2, 3], ON).to_pydict()
    return [tuple(found[name][place] for name in names) for place in range(3)]


@pytest.mark.req("U03", "E18")
def test_profit_by_hand():
    # customer 1: 5 days of 100,000.00 and 5 of 200,000.00 in savings at 170 bp: 150,000,000 × 170 / 3,650,000 = 6,986.3
    # customer 2: 8 days of −500,000.00 on a loan at 260 bp: −400,000,000 × 260 / 3,650,000 = −28,493.15; risk 120 bp: 13,150.7
    assert figures("transfer_margin", "income", "cost_to_serve", "expected_loss") == [
        (6_986, 500 - 12_345, 20, 0), (-28_493, 40_000, 800, 13_151), (None, None, None, None),
    ]  # fmt: skip
    assert figures("profit_marginal", "profit_total", "profit_net") == [
        (-4_859, -4_879, -3_659), (11_507, 10_707, -1_833), (None, None, None),
    ]  # fmt: skip


@pytest.mark.req("U03")
def test_the_sum_of_all_customers_is_what_the_general_ledger_shows():
    ledger = {
        "fees received": 500,
        "interest received": 40_000,
        "interest paid": -12_345,
    }  # of the year, by hand from the bookings
    assert sum(value or 0 for (value,) in figures("income")) == sum(ledger.values())
    treasury = -(
        6_986 - 28_493
    )  # what the treasury earns is what the customers are charged, less what they are credited
    assert sum(value or 0 for (value,) in figures("transfer_margin")) == -treasury


@pytest.mark.req("U02", "U12")
def test_loyalty_by_hand():
    # customer 1: 3650 days → 250; one family of five → 50; January alone (the fee of December is the bank's) → 1/12 → 20.83; moved 3 days ago → 250 − 4.17
    assert figures("tenure", "regularity", "loyalty")[0] == (3_650, 1, 250 + 50 + 21 + 246)
    assert figures("outside", "frequency_before") == [(None, None)] * 3


@pytest.mark.req("B06")
def test_what_goes_to_other_banks_and_the_year_before():
    bank = night(
        transactions=[
            moved(1, 11, date(2023, 6, 1), -5_000, "transfer_out", bank="CCB"), moved(1, 11, date(2023, 6, 2), -6_000, "transfer_out"),
            moved(1, 11, date(2023, 6, 3), -7_000, "payment", bank="CCB"), moved(1, 11, date(2023, 1, 9), -1),
            moved(1, 11, date(2022, 1, 9), -1), moved(1, 11, date(2022, 1, 11), -1), moved(1, 11, date(2023, 1, 10), -1),
        ]
    )  # fmt: skip
    found = reckon(bank, [1], ON).to_pydict()
    assert (found["outside"], found["frequency_before"]) == ([5_000], [3])


@pytest.mark.parametrize("name", [name for name, one in MEASURES.items() if isinstance(one.build, Combined)])
def test_a_combined_figure_is_the_same_on_the_engine_and_over_columns(name):
    with duckdb_engine(BANK) as tables:
        rows = MEASURES[name].build(tables, ON).to_pyarrow().to_pylist()
    assert {row["customer"]: row["value"] for row in rows} == {
        customer: value
        for customer, (value,) in zip((1, 2, 3), figures(name), strict=True)
        if value is not None
    }


@given(
    st.lists(st.one_of(st.none(), st.integers(-10_000, 10_000)), min_size=3, max_size=3),
    st.integers(1, 50),
    st.integers(-300, 300),
)
def test_parts_add_up_as_written(values, cap, weight):
    import pyarrow as pa

    parts = (Part(TRANSFER, weight, cap=cap, base=7), Part(INCOME, 2), Part(COST, -3))
    columns = {
        part.measure.id: pa.array([value], pa.int64()) for part, value in zip(parts, values, strict=True)
    }
    found = Combined(parts, permille=500).of(columns)[0].as_py()
    capped, twice, thrice = values
    if values == [None] * 3:
        assert found is None
        return
    share = 0
    if capped is not None:
        reached = min(max(capped, 0), cap) * abs(weight)
        share = 7 + (1 if weight > 0 else -1) * ((2 * reached + cap) // (2 * cap))
    total = share + 2 * (twice or 0) - 3 * (thrice or 0)
    assert found == (2 * total * 500 + 1000) // 2000

"""Figures that are sums over the same rows are reckoned together: the same as each alone, and no two sums under one name."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pyarrow as pa
import pytest
from plugins.nights import ON, USUAL, held, night, stood

from zhiji.insight.engines import duckdb_engine
from zhiji.insight.measures import MEASURES
from zhiji.insight.measures.balances import average, averages
from zhiji.insight.measures.measure import Summed
from zhiji.insight.night import placing
from zhiji.insight.night.placing import placed
from zhiji.insight.night.reckoning import reckon
from zhiji.insight.tiers import Tier


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_together_and_range_by_range_each_figure_is_what_it_is_alone(at_once):
    whole = reckon(USUAL, [3, 1, 2], ON, at_once=at_once)
    assert whole["customer"].to_pylist() == [1, 2, 3]
    with duckdb_engine(USUAL) as tables:
        for name, measure in MEASURES.items():
            alone = {
                row["customer"]: row["value"] for row in measure.build(tables, ON).to_pyarrow().to_pylist()
            }
            assert whole[name].to_pylist() == [alone.get(customer) for customer in (1, 2, 3)], name


def test_two_sums_of_one_name_are_refused():
    frequency = MEASURES["frequency"]
    other = Summed(frequency.build.rows, lambda moved, on: {"times": moved.count()}, frequency.build.value)
    with pytest.raises(ValueError, match="both called times"):
        reckon(USUAL, [1], ON, {"frequency": frequency, "other": replace(frequency, id="other", build=other)})


ENDED = night(
    balances=[stood(1, 11, date(2024, 2, 10), 5_000), stood(1, 11, date(2024, 3, 1), 0), stood(2, 21, date(2024, 2, 10), 900)],
    holdings=[held(1, 11), held(2, 21)],
)  # fmt: skip


@pytest.mark.req("E12")
def test_an_asset_that_ended_as_the_month_began_is_none_of_the_months():
    with duckdb_engine(ENDED) as tables:
        rows = average(date(2024, 3, 1), date(2024, 3, 31), tables, only_assets=True).to_pyarrow().to_pylist()
    assert rows == [{"customer": 2, "value": 900}]
    measured = reckon(ENDED, [1, 2], date(2024, 3, 31), {"aum": MEASURES["aum"]})
    before = pa.table({"customer": [1, 2], "tier": pa.array([1, 1], pa.int8()), "short": pa.array([0, 0], pa.int8()),
                       "month": pa.array([date(2024, 2, 1)] * 2, pa.date32())})  # fmt: skip
    tiers = (Tier("basic", 0, 1), Tier("gold", 800, 3))
    found = placed(measured, ENDED, before, date(2024, 3, 31), tiers, ("all",), (1000,))
    assert found["tier"].to_pylist() == [1, 1] and found["short"].to_pylist() == [1, 0]


@pytest.mark.req("B02", "E12")
@pytest.mark.parametrize("only_assets", [True, False])
def test_several_months_in_one_reading_are_what_each_is_alone(only_assets):
    draw = Random(3)
    balances = [
        stood(customer, 10 * customer + account, day, draw.randrange(-900, 9_000))
        for customer in range(1, 9)
        for account in range(2)
        for day in sorted(draw.sample([date(2023, 11, 1) + timedelta(days=n) for n in range(220)], draw.randrange(0, 9)))
    ]  # fmt: skip
    owned = [held(customer, 10 * customer + account) for customer in range(1, 9) for account in range(2)]
    months = [(date(2024, month, 1), date(2024, month + 1, 1) - timedelta(days=1)) for month in range(1, 6)]
    with duckdb_engine(night(balances=balances, holdings=owned)) as tables:
        together = {
            row["customer"]: row
            for row in averages(months, tables, only_assets=only_assets).to_pyarrow().to_pylist()
        }
        for place, (first, last) in enumerate(months):
            alone = average(first, last, tables, only_assets=only_assets).to_pyarrow().to_pylist()
            found = {
                one: row[f"average_{place}"]
                for one, row in together.items()
                if row[f"average_{place}"] is not None
            }
            assert found == {row["customer"]: row["value"] for row in alone} and alone
    assert any(row["average_0"] != row["average_4"] for row in together.values())


@pytest.mark.req("E12")
def test_the_first_night_reads_balances_once_for_all_its_months(monkeypatch):
    engines = []

    @contextmanager
    def counted(*given, **options):
        engines.append(given)
        with duckdb_engine(*given, **options) as tables:
            yield tables

    monkeypatch.setattr(placing, "duckdb_engine", counted)
    measured = reckon(ENDED, [1, 2], date(2024, 3, 31), {"aum": MEASURES["aum"]})
    tiers = (Tier("basic", 0, 1), Tier("gold", 800, 3))
    found = placed(measured, ENDED, None, date(2024, 3, 31), tiers, ("all",), (1000,))
    assert found["month"].to_pylist() == [date(2024, 3, 1)] * 2 and len(engines) == 1

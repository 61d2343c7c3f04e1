"""Lifetime value: by hand, with an interval that is honest about few customers and about losses."""

from datetime import date
from types import SimpleNamespace

import pyarrow as pa
import pytest

from zhiji.insight.night.worth import factor, lifetime_values, wilson

RULE = SimpleNamespace(horizon_years=2, discount_bp=1000)


def values(profit, before, now, tiers, on=date(2026, 12, 31)):
    measured = pa.table(
        {
            "profit_total": pa.array(profit, pa.int64()),
            "frequency_before": pa.array(before, pa.int64()),
            "frequency": pa.array(now, pa.int64()),
        }
    )
    found = lifetime_values(measured, pa.chunked_array([pa.array(tiers, pa.int8())]), on, RULE)
    return list(zip(*(found[name].to_pylist() for name in ("clv_low", "clv", "clv_high")), strict=True))


@pytest.mark.req("U04", "U21")
def test_by_hand():
    # of ten customers eight came back; a year's 1,000.00 is worth .8/1.1 + (.8/1.1)² = 1.25620 of it
    assert factor(0.8, 2, 1000) == pytest.approx(0.727273 + 0.528926, abs=1e-6)
    found = values([100_000] * 10, [1] * 10, [1] * 8 + [None] * 2, [0] * 10)
    low, value, high = found[0]
    assert (
        value == 125_620 and low == round(100_000 * factor(wilson(8, 10).low, 2, 1000)) and low < value < high
    )


def test_the_same_share_of_more_customers_is_surer():
    few = values([100_000] * 10, [1] * 10, [1] * 8 + [None] * 2, [0] * 10)[0]
    many = values([100_000] * 1000, [1] * 1000, [1] * 800 + [None] * 200, [0] * 1000)[0]
    assert many[1] == few[1] and many[2] - many[0] < (few[2] - few[0]) / 5


def test_of_a_loss_the_low_end_is_the_larger_loss():
    low, value, high = values([-100_000] * 10, [1] * 10, [1] * 8 + [None] * 2, [0] * 10)[0]
    assert low < value < high < 0


def test_each_tier_has_its_own_share_and_none_without_a_past():
    found = values([100_000] * 4, [1, 1, None, None], [1, None, 1, None], [0, 0, 1, 1])
    assert found[0][1] == round(100_000 * factor(0.5, 2, 1000)) and found[2:] == [(None, None, None)] * 2


def test_too_early_in_a_year_nothing_is_said():
    assert values([100_000], [1], [1], [0], date(2026, 3, 30)) == [(None, None, None)]
    assert values([100_000], [1], [1], [0], date(2026, 3, 31))[0][1] is not None
    assert values([None], [1], [1], [0]) == [(None, None, None)]

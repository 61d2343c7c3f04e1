"""The same expressions on Spark give the same results to the last unit."""

from datetime import date

import ibis
import pyarrow as pa
import pytest
from plugins.nights import ON, USUAL, moved, night
from plugins.spark_session import session

from zhiji.insight.engines import duckdb_engine, spark_engine
from zhiji.insight.measures import MEASURES

__all__ = ["session"]


def everything(tables):
    """Every measure's rows under its name, as one expression: one plan, one job."""
    built = (
        measure.build(tables, ON).mutate(measure=ibis.literal(name)) for name, measure in MEASURES.items()
    )
    rows = ibis.union(
        *(one.select("measure", "customer", value=one.value.cast("int64")) for one in built)
    ).to_pyarrow()
    return {(row["measure"], row["customer"], row["value"]) for row in rows.to_pylist()}


ABROAD = night([moved(4, 41, date(2024, 1, 5), -700, "transfer_out", bank="CCB")])["transactions"]
NIGHT = USUAL | {"transactions": pa.concat_tables([USUAL["transactions"], ABROAD])}
"""The usual night with a transfer to another bank, so that every measure has a row."""


@pytest.mark.req("Z01")
def test_every_measure_is_the_same_on_both_engines(session):
    with duckdb_engine(NIGHT) as tables:
        here = everything(tables)
    with spark_engine(session, NIGHT) as tables:
        there = everything(tables)
    assert here == there and {name for name, _customer, _value in here} == set(MEASURES)


@pytest.mark.req("Z01", "B10")
def test_what_became_of_deposits_is_the_same_on_both_engines(session):
    from test_maturing import BY_HAND, GIVEN, found_in, rows

    with duckdb_engine(GIVEN) as tables:
        here = rows(found_in(tables))
    with spark_engine(session, GIVEN) as tables:
        there = rows(found_in(tables))
    assert here == there == BY_HAND


@pytest.mark.req("Z01", "R18", "U12", "U14")
def test_the_rates_of_the_bank_are_the_same_on_both_engines(session):
    from test_rates import BY_HAND, GIVEN, rows

    with spark_engine(session, GIVEN) as tables:
        assert {name: rows(name, tables) for name in BY_HAND} == BY_HAND

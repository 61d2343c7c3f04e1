"""One DuckDB a worker for the questions of pages: nothing of a question stays in it, and none sees another's rows."""

import gc
import os
import weakref
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.insight import engines
from zhiji.insight.engines import rows_engine
from zhiji.insight.explorer.counting import middle


def of(*values):
    return ds.dataset(pa.table({"customer": pa.array(values, pa.int64())}))


def seen_by_another_question():
    with engines._instance(os.getpid()).cursor() as beside:
        return beside.execute("SELECT * FROM standings").fetchall()


def total(rows):
    return rows.customer.sum().to_pyarrow().as_py()


@pytest.mark.req("Z01")
def test_what_a_question_read_is_gone_with_it():
    rows = of(1, 2, 3)
    gone = weakref.ref(rows)
    with rows_engine(rows) as table:
        assert total(table) == 6
        with pytest.raises(duckdb.CatalogException):
            seen_by_another_question()
    with pytest.raises(duckdb.ConnectionException):
        total(table)
    del rows, table
    gc.collect()
    assert gone() is None, "the files' keys hang on it"
    with rows_engine(of(40)) as table:
        assert total(table) == 40 and table.get_backend().con.execute("SHOW TABLES").fetchall() == [
            ("standings",)
        ]


def test_questions_at_the_same_time_have_their_own_rows():
    together = Barrier(4)

    def asked(number):
        with rows_engine(of(number, number)) as table:
            together.wait(timeout=20)
            return total(table)

    with ThreadPoolExecutor(4) as several:
        assert list(several.map(asked, range(4))) == [0, 2, 4, 6]


def test_what_does_not_fit_is_never_written_to_a_disk():
    with rows_engine(of(1)) as table:
        settings = table.get_backend().con.execute("SELECT current_setting('temp_directory')").fetchone()
    assert settings == ("",)


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=9))
def test_a_median_from_the_values_is_the_engines(values):
    with duckdb.connect() as engine:
        text = "SELECT CAST(round(quantile_cont(v, 0.5)) AS BIGINT) FROM (SELECT unnest($1::BIGINT[]) AS v)"
        assert engine.execute(text, [values]).fetchone() == (middle(np.array(values)),)

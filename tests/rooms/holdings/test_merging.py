"""Fewer files: what is merged into what, cut between customers, stopped half way, done in steps; files of an earlier form."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pyarrow as pa
import pytest
from plugins.small_feed import DAY, next_day, usual, write_feed

from zhiji.access.actors import Job
from zhiji.holdings.actions.lake import merge
from zhiji.holdings.actions.loading import load
from zhiji.holdings.lake import files, merging
from zhiji.holdings.lake.files import home, in_order, write
from zhiji.holdings.lake.manifest import Manifest, current, tidy
from zhiji.holdings.lake.reading import every_row, rows_of
from zhiji.holdings.lake.replacing import replaced
from zhiji.holdings.lake.shapes import SETS, TRANSACTIONS
from zhiji.holdings.looks.lake import verify

HOUSE = {"by": Job("tests"), "channel": "test"}
TODAY = date(2026, 11, 22)
CUSTOMERS = tuple(range(1_000, 41_000, 1_000))


@pytest.fixture
def small(settings, tmp_path, monkeypatch):
    """A lake in which 50 rows fill a file and eight a row group."""
    settings.ZHIJI_LAKE = tmp_path / "lake"
    for module in (files, merging):
        monkeypatch.setattr(module, "ROWS_IN_FILE", 50)
    monkeypatch.setitem(SETS, "transactions", replace(SETS["transactions"], group=8))


def rows(day, customers=CUSTOMERS, count=1):
    """``count`` transactions of each customer on the day."""
    found = [
        dict.fromkeys(TRANSACTIONS.names)
        | {"customer": one, "account": one + 1, "day": day, "seq": n, "ref": one + n, "amount": n, "balance": n, "currency": "CNY"}
        for one in customers
        for n in range(count)
    ]  # fmt: skip
    return in_order("transactions", pa.Table.from_pylist(found, TRANSACTIONS))


def days(first, many, **given):
    """A state with one file a day."""
    every = [first + timedelta(days=n) for n in range(many)]
    return Manifest(1, tuple(write("transactions", day, day, [rows(day, **given)]) for day in every))


def all_rows(state):
    order = [(one, "ascending") for one in ("customer", "day", "seq")]
    return every_row("transactions", state=state).to_table().sort_by(order)


@pytest.mark.parametrize(
    ("first", "last", "into"),
    [
        (date(2025, 3, 1), date(2025, 3, 1), (2025,)),
        (date(2025, 1, 1), date(2025, 12, 31), (2025,)),
        (date(2025, 12, 31), date(2026, 1, 1), None),
        (date(2026, 9, 30), date(2026, 9, 30), (2026, 3)),
        (date(2026, 7, 1), date(2026, 9, 30), (2026, 3)),
        (date(2026, 9, 30), date(2026, 10, 1), None),
        (date(2026, 10, 5), date(2026, 10, 5), (2026, 4, 10)),
        (date(2026, 11, 1), date(2026, 11, 10), (2026, 4, 11, 0)),
        (date(2026, 11, 20), date(2026, 11, 20), (2026, 4, 11, 1)),
        (date(2026, 11, 10), date(2026, 11, 11), None),
        (date(2026, 11, 21), date(2026, 11, 21), None),
    ],
)
def test_what_is_past_is_merged_with_its_like(first, last, into):
    assert merging.period(first, last, TODAY) == into


def test_the_last_days_of_a_month_of_31_are_one_ten():
    today = date(2027, 1, 1)
    assert merging.period(date(2026, 12, 31), date(2026, 12, 31), date(2026, 12, 31)) is None
    assert merging.period(date(2026, 12, 31), date(2026, 12, 31), today) == (2026,)


@pytest.mark.req("L05")
def test_ten_years_of_days_lie_in_few_files(small):
    """Nine years, three quarters, a month, two tens of days, two days: not one file a day."""
    state = days(date(2017, 1, 1), (TODAY - date(2017, 1, 1)).days + 1, customers=(7,))
    before = all_rows(state)
    state = Manifest(2, tuple(merging.merged(state, TODAY)))
    spans = {(one.first, one.last) for one in state.segments}
    assert len(spans) == 9 + 3 + 1 + 2 + 2
    assert all_rows(state).equals(before)
    assert merging.merged(state, TODAY) is None


@pytest.mark.req("L05")
def test_a_merged_period_is_cut_between_customers(small):
    state = days(date(2025, 1, 1), 10)
    before = all_rows(state)
    merged = Manifest(2, tuple(merging.merged(state, TODAY)))
    assert 5 <= len(merged.segments) <= 8 and all(one.rows <= 80 for one in merged.segments)
    ordered = sorted(merged.segments, key=lambda one: one.lowest)
    assert all(one.highest < after.lowest for one, after in pairwise(ordered))
    assert all_rows(merged).equals(before)
    for customer in CUSTOMERS:
        assert rows_of(customer, "transactions", state=merged).num_rows == 10
        assert rows_of(customer + 1, "transactions", state=merged).num_rows == 0
    assert merging.merged(merged, TODAY) is None, "what is merged stays as it is"


def test_a_large_file_of_an_earlier_lake_is_cut_and_reads_the_same(small):
    old = write("transactions", date(2025, 1, 1), date(2025, 1, 1), [rows(date(2025, 1, 1), count=12)])
    state = Manifest(1, (old,))
    before, mine = all_rows(state), rows_of(CUSTOMERS[3], "transactions", state=state)
    cut = Manifest(2, tuple(merging.merged(state, TODAY)))
    assert len(cut.segments) >= 8 and all_rows(cut).equals(before)
    assert rows_of(CUSTOMERS[3], "transactions", state=cut).equals(mine) and mine.num_rows == 12
    assert merging.merged(cut, TODAY) is None


def test_one_customers_rows_are_never_cut_and_not_tried_again_and_again(small):
    state = days(date(2025, 1, 1), 3, customers=(5,), count=200)
    merged = Manifest(2, tuple(merging.merged(state, TODAY)))
    assert len(merged.segments) == 1 and rows_of(5, "transactions", state=merged).num_rows == 600
    assert merging.merged(merged, TODAY) is None


def test_many_rows_of_a_feed_are_cut_between_customers_at_once(small):
    found = replaced(Manifest(0, ()), DAY, DAY, {"transactions": rows(DAY, count=4)})
    assert len(found) == 4 and {one.first for one in found} == {DAY}
    assert all(one.highest < after.lowest for one, after in pairwise(found))
    assert all_rows(Manifest(1, tuple(found))).num_rows == 160


@pytest.mark.req("L04")
def test_a_day_of_a_merged_period_is_taken_out_of_every_piece(small):
    state = Manifest(2, tuple(merging.merged(days(date(2025, 1, 1), 5), TODAY)))
    day = date(2025, 1, 3)
    again = Manifest(3, tuple(replaced(state, day, day, {"transactions": rows(day, CUSTOMERS[:2])})))
    assert all_rows(again).num_rows == 4 * 40 + 2
    assert rows_of(CUSTOMERS[0], "transactions", state=again).num_rows == 5
    assert rows_of(CUSTOMERS[2], "transactions", day, day, state=again).num_rows == 0
    merged = Manifest(4, tuple(merging.merged(again, TODAY)))
    assert all_rows(merged).equals(all_rows(again)) and merging.merged(merged, TODAY) is None


def test_a_file_from_before_a_column_was_added_gives_nulls(small, monkeypatch):
    now = SETS["transactions"]
    with monkeypatch.context() as then:
        then.setitem(
            SETS,
            "transactions",
            replace(now, schema=TRANSACTIONS.remove(TRANSACTIONS.get_field_index("bank"))),
        )
        old = write("transactions", DAY, DAY, [rows(DAY)])  # fmt: skip
    new = write(
        "transactions", DAY + timedelta(days=1), DAY + timedelta(days=1), [rows(DAY + timedelta(days=1))]
    )
    found = rows_of(CUSTOMERS[0], "transactions", state=Manifest(1, (old, new)))
    assert found.schema.equals(TRANSACTIONS) and found["bank"].to_pylist() == [None, None]


def test_a_look_loads_no_library_that_takes_a_second(small, settings):
    """What a worker's first look costs: a statement needs neither pandas nor DuckDB nor Ibis."""
    one = write("transactions", DAY, DAY, [rows(DAY, count=3)])
    text = f"""
import datetime, sys
import django; django.setup()
from zhiji.holdings.lake.files import Segment
from zhiji.holdings.lake.manifest import Manifest
from zhiji.holdings.lake.reading import rows_of
from zhiji.holdings.looks.statement import _sums
found = rows_of({CUSTOMERS[0]}, "transactions", {DAY!r}, {DAY!r}, state=Manifest(1, ({one!r},)))
print(_sums(found, 1), *sorted({{"pandas", "duckdb", "ibis"}} & set(sys.modules)))
"""
    home = {"ZHIJI_HOME": str(settings.ZHIJI_HOME), "ZHIJI_LAKE": str(settings.ZHIJI_LAKE)}
    home |= {
        "DJANGO_SETTINGS_MODULE": "zhiji.settings",
        "ZHIJI_DATABASE_URL": "postgresql://nobody@localhost/nothing",
    }
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True, env=os.environ | home
    )
    assert done.stdout.strip() == "{'CNY': 3}"


def fed_for(bank, tmp_path, count):
    """Days of one customer, a feed each."""
    file, balance = bank.file(), 579950
    assert load(write_feed(tmp_path / "start", usual(file.number), DAY), **HOUSE).ok
    for n in range(1, count):
        balance += 100
        day = DAY + timedelta(days=n)
        tables = next_day(file.number, day, amount="1.00", balance=f"{balance / 100:.2f}")
        assert load(write_feed(tmp_path / day.isoformat(), tables, day), **HOUSE).ok


@pytest.mark.req("L07")
def test_a_merge_stopped_half_way_leaves_the_lake_as_it_was(bank, tmp_path, monkeypatch):
    fed_for(bank, tmp_path, 3)
    before, at = current(), datetime(2026, 12, 5, tzinfo=UTC)
    written = []

    def full(*given):
        if written:
            raise OSError(28, "No space left on device")
        written.append(write(*given))
        return written[0]

    monkeypatch.setattr(merging, "write", full)
    with pytest.raises(OSError, match="space"):
        merge(at=at, **HOUSE)
    assert current() == before and verify(**HOUSE).ok and written[0].path.exists()
    monkeypatch.setattr(merging, "write", write)
    assert merge(at=at, **HOUSE) == 6 and len(current().segments) == 2
    tidy()
    assert not written[0].path.exists() and verify(**HOUSE).ok
    assert {one.path for one in current().segments} <= set(home().glob("*/*.parquet"))


@pytest.mark.req("L07")
def test_a_large_merge_is_done_in_steps_each_journalled(bank, tmp_path, monkeypatch, journal):
    fed_for(bank, tmp_path, 3)
    monkeypatch.setattr(merging, "ROWS_AT_ONCE", 1)
    at, counts = datetime(2026, 12, 5, tzinfo=UTC), []
    while count := merge(at=at, **HOUSE):
        counts.append(count)
        assert verify(**HOUSE).ok
    assert counts == [3, 3] and len(current().segments) == 2
    assert len([one for one in journal("holdings:lake:merge") if "manifest" in one.facts]) == 2

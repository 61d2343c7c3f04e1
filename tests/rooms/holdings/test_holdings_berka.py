"""The Berka bank: eight tables, 49,102 real transactions; every key stands, every running balance joins."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from zhiji.access.actors import Job
from zhiji.customers.intake.taking import import_customers
from zhiji.holdings.actions.loading import load
from zhiji.holdings.feed.mapping import read_feed_mapping
from zhiji.holdings.feed.promising import write_manifest
from zhiji.holdings.lake.checking import verified
from zhiji.holdings.lake.reading import every_row
from zhiji.holdings.models import Holding

EXAMPLE = Path(__file__).parents[3] / "examples" / "berka"
HOUSE = {"by": Job("tests"), "channel": "test"}
FILES = ("account.asc", "card.asc", "disp.asc", "loan.asc", "order.asc")


@pytest.fixture
def berka(bank, shared_data, tmp_path):
    """The bank with the Berka clients taken in; a folder with the tables, the transactions uncut."""
    source = shared_data / "berka"
    if not source.is_dir():
        pytest.skip(f"the Berka data are not at {source}")
    import_customers(source / "client.asc", EXAMPLE / "mapping.toml", rejects_folder=tmp_path, channel="test")
    folder = tmp_path / "feed"
    folder.mkdir()
    for name in FILES:
        shutil.copy(source / name, folder / name)
    shutil.copy(next(source.glob("trans*.asc")), folder / "trans.asc")
    return folder


def without_the_last_day(path: Path) -> int:
    """The cut at hand ends within 31 March 1994: interest of that day is missing. Rows left."""
    lines = path.read_text("latin-1").splitlines(keepends=True)
    kept = [line for line in lines if line.split(";")[2] != "940331"]
    path.write_text("".join(kept), "latin-1")
    return len(kept) - 1


@pytest.mark.slow
@pytest.mark.req("B01", "L03", "L05", "Z03", "Z08")
def test_every_key_and_every_running_balance_reconciles(berka):
    rows = without_the_last_day(berka / "trans.asc")
    mapping = read_feed_mapping(EXAMPLE / "feed.toml")
    write_manifest(berka, mapping, date(1993, 1, 1), date(1998, 12, 31))
    taken = load(berka, mapping, **HOUSE)
    assert taken.ok, taken.refused and [str(one) for one in taken.refused.problems[:5]]
    assert taken.customers == 5369
    held = Counter(Holding.objects.values_list("kind", flat=True))
    assert held == {
        "account": 4500, "authority": 869, "card": 892, "loan": 682, "standing_order": 6471,
    }  # fmt: skip
    lake = every_row("transactions")  # noqa: F841  (DuckDB reads it by name)
    broken, counted, accounts = duckdb.sql(
        "SELECT count(*) FILTER (abs(before + amount - balance) > 10), count(*), count(DISTINCT account) FROM (SELECT *, "
        "lag(balance, 1, 0) OVER (PARTITION BY customer, account ORDER BY day, seq) AS before FROM lake)"
    ).fetchone()
    assert (broken, counted) == (0, rows)
    assert accounts > 1000
    assert verified().ok
    again = load(berka, mapping, **HOUSE)
    assert again.already and again.generation == taken.generation


@pytest.mark.slow
@pytest.mark.req("L04", "L07")
def test_a_day_cut_in_its_middle_refuses_the_whole_feed(berka, journal):
    mapping = read_feed_mapping(EXAMPLE / "feed.toml")
    write_manifest(berka, mapping, date(1993, 1, 1), date(1998, 12, 31))
    taken = load(berka, mapping, **HOUSE)
    assert not taken.ok
    assert taken.refused.counts == {"chain": 29}  # of 28 accounts that the cut met between two bookings
    first = taken.refused.problems[0]
    assert (first.file, first.rule, first.column) == ("trans.asc", "chain", "balance") and first.row > 40_000
    assert not Holding.objects.exists() and every_row("transactions").count_rows() == 0
    assert '"chain":29' in journal("holdings:feed:load")[0].facts
    assert taken.report.is_file()

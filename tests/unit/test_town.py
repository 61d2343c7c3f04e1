"""The town of the scale bench: the same every time, its balances run, its feed is believed, and it is what its truth says."""

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest
from bench.town import Town, blocks
from bench.town.accounts import LOAN, MORTGAGE
from bench.town.feed import customer_number, write_feed
from bench.town.lake import write_lake
from bench.town.moves import KIND
from bench.town.spikes import LIMIT, SPAN
from bench.town.truth import truth

from zhiji.holdings.feed.checks import check_tables
from zhiji.holdings.feed.manifest import broken_files, read_manifest
from zhiji.holdings.feed.mapping import PLAIN
from zhiji.holdings.feed.problems import FeedRefused
from zhiji.holdings.feed.running import check_running
from zhiji.holdings.feed.shaping import open_engine, shape
from zhiji.holdings.lake.manifest import EMPTY
from zhiji.holdings.lake.reading import every_row, rows_of
from zhiji.insight.measures.activity import BY_THE_BANK

TOWN = Town(300)


@pytest.fixture(scope="module")
def small():
    (only,) = blocks(TOWN)
    return only


@pytest.fixture(scope="module")
def told():
    return truth(TOWN).to_pylist()


def of_trait(told, *traits):
    return [row for row in told if row["trait"] in traits]


def offset(day):
    return (day - TOWN.first).days


class Own:
    """Movements of the customers' own doing in the town, by customer."""

    def __init__(self, block):
        own = ~np.isin(block.moves["kind"], [KIND[name] for name in BY_THE_BANK])
        self.customer = block.accounts["customer"][block.moves["account"]][own]
        self.moves = {name: column[own] for name, column in block.moves.items()}

    def of(self, customer, first, last, kind=None):
        """Amounts from ``first`` to before ``last``, dates or offsets."""
        low, high = (day if isinstance(day, int) else offset(day) for day in (first, last))
        day = self.moves["day"]
        fits = (self.customer == customer) & (day >= low) & (day < high)
        return self.moves["amount"][fits if kind is None else fits & (self.moves["kind"] == KIND[kind])]


@pytest.fixture(scope="module")
def own(small):
    return Own(small)


def test_the_same_seed_gives_the_same_town_and_another_another(small):
    (again,), (other,) = blocks(Town(300)), blocks(Town(300, seed=8))
    for given in ("accounts", "moves", "steps"):
        assert all(
            (column == getattr(again, given)[name]).all() for name, column in getattr(small, given).items()
        )
    assert (
        len(other.moves["amount"]) != len(small.moves["amount"])
        or (other.moves["amount"] != small.moves["amount"]).any()
    )
    assert 80 < len(small.moves["amount"]) / 300 < 120


def test_every_balance_is_the_one_before_plus_the_amount(small):
    account, amount, balance = (small.moves[name] for name in ("account", "amount", "balance"))
    begins = np.r_[True, account[1:] != account[:-1]]
    assert (begins[1:] | (balance[:-1] + amount[1:] == balance[1:])).all()
    whose = account[begins]
    opened = small.accounts["opened"][whose]
    assert (
        (balance[begins] == amount[begins]) == (opened >= 0)
    ).all()  # from nothing only where it opens within the days
    assert (balance[begins] - amount[begins] == np.where(opened < 0, small.accounts["lift"][whose], 0)).all()
    owed = np.isin(small.accounts["family"][account], (LOAN, MORTGAGE))
    assert (balance[~owed] >= 0).all() and (balance[owed] < 0).all() and (amount != 0).all()
    day, seq = small.moves["day"], small.moves["seq"]
    same = ~begins[1:] & (day[1:] == day[:-1])
    assert (seq[1:][same] == seq[:-1][same] + 1).all() and (seq[1:][~same] == 1).all()
    assert (day >= small.accounts["opened"][account]).all() and (
        day <= small.accounts["closed"][account]
    ).all()


def checked(folder, customers):
    """The feed's own checks, but for whose the numbers are: that is asked of the customers' files."""
    manifest = read_manifest(folder)
    assert broken_files(folder, manifest) == []
    with open_engine() as engine:
        shape(engine, folder, manifest, PLAIN)
        check_tables(engine, manifest)
        numbers = ", ".join(f"'{customer_number(place)}'" for place in range(customers))
        assert engine.execute(
            f"SELECT count(*) FROM accounts WHERE customer NOT IN ({numbers})"
        ).fetchone() == (0,)
        engine.execute(
            "CREATE TABLE owned AS SELECT account, 0::BIGINT AS customer_key, row AS account_key FROM accounts"
        )
        check_running(engine, manifest, PLAIN, EMPTY)
        return {name: promise.rows for name, promise in manifest.tables.items()}


def test_the_feed_passes_the_feed_check_and_holds_the_whole_town(small, tmp_path):
    rows = checked(write_feed(tmp_path / "feed", TOWN), 300)
    assert rows["transactions"] == len(small.moves["amount"]) and rows["accounts"] == len(
        small.accounts["customer"]
    )
    assert min(rows.values()) > 0 and {
        "loans",
        "collateral",
        "cards",
        "credit_lines",
        "standing_orders",
        "balances",
    } <= set(rows)


def test_a_feed_of_some_days_holds_what_was_open_then(small, tmp_path):
    first = TOWN.first + timedelta(days=400)
    rows = checked(write_feed(tmp_path / "feed", TOWN, first, first + timedelta(days=30)), 300)
    day = small.moves["day"]
    assert rows["transactions"] == ((day >= 400) & (day <= 430)).sum()
    assert rows["accounts"] == (small.accounts["opened"] <= 430).sum()


def test_a_changed_balance_is_refused(tmp_path, monkeypatch):
    from bench.town import feed

    right = feed._transaction_rows

    def wrong(*given):
        rows = right(*given)
        amounts = rows["amount"].to_pylist()
        amounts[40] += 1
        return rows.set_column(
            rows.schema.get_field_index("amount"), "amount", pa.array(amounts, pa.decimal128(18, 2))
        )

    monkeypatch.setattr(feed, "_transaction_rows", wrong)
    with pytest.raises(FeedRefused) as refused:
        checked(write_feed(tmp_path / "feed", Town(20)), 20)
    assert {problem.rule for problem in refused.value.problems} == {"chain"}


def test_churners_fade_out_before_they_leave(told, own):
    churners = of_trait(told, "churner")
    assert len(churners) >= 5
    for row in churners:
        assert len(own.of(row["customer"], offset(row["last"]) + 1, TOWN.days)) == 0
    busy, fading = (
        sum(len(own.of(row["customer"], row[end] - timedelta(days=30), row[end])) for row in churners)
        for end in ("first", "last")
    )
    assert fading < busy / 2


def test_who_sleeps_moves_nothing_and_who_is_woken_does(told, own):
    sleepers = of_trait(told, "dormant")
    for row in sleepers:
        assert len(own.of(row["customer"], max(0, offset(row["first"])), TOWN.days)) == 0
    assert any(len(own.of(row["customer"], TOWN.first, row["first"])) > 5 for row in sleepers)
    for row in of_trait(told, "woken"):
        assert len(own.of(row["customer"], offset(row["first"]) - 365, row["first"])) == 0
        assert abs(own.of(row["customer"], row["first"], TOWN.days)).sum() > 100_000_00


def test_spikes_are_what_monitors_look_for(told, own):
    for row in of_trait(told, "structuring"):
        cash = own.of(row["customer"], row["first"], row["last"], "deposit")
        near = cash[(cash < LIMIT) & (cash >= LIMIT - 50 * 100_00)]
        assert len(near) >= 5 and near.sum() > 4 * LIMIT
    for trait, kind in (("fan_in", "transfer_in"), ("fan_out", "transfer_out")):
        for row in of_trait(told, trait):
            assert len(own.of(row["customer"], row["first"], row["last"] + timedelta(days=1), kind)) >= 25
    assert {row["trait"] for row in told} >= {
        "structuring",
        "fan_in",
        "fan_out",
        "woken",
        "renewed",
        "left",
        "dormant",
        "churner",
    }
    assert all((row["last"] - row["first"]).days == SPAN for row in of_trait(told, "structuring", "woken"))


def test_deposits_are_renewed_or_leave_on_the_day_they_mature(told, small):
    closings = small.moves["kind"] == KIND["closing"]
    closed = set(
        zip(small.moves["account"][closings].tolist(), small.moves["day"][closings].tolist(), strict=True)
    )
    matured = of_trait(told, "renewed", "left")
    for row in matured:
        assert ((row["account"], offset(row["first"])) in closed) == (row["trait"] == "left")
    shares = len(of_trait(told, "renewed")) / len(matured)
    assert 0.5 < shares < 0.9


def test_wages_fall_on_two_days_and_the_festival_on_its_own(small):
    calendar, moved = TOWN.calendar, small.moves
    usual = [day for day in moved["day"][moved["kind"] == KIND["salary"]].tolist() if day not in TOWN.bonus]
    assert {calendar[day].weekday() < 5 for day in usual} == {True}
    assert {calendar[day].day for day in usual} <= {8, 9, 10, 13, 14, 15}
    spent = np.bincount(moved["day"][moved["kind"] == KIND["card"]], minlength=TOWN.days)
    begins = int(TOWN.bonus[0]) + 10
    assert spent[begins - 14 : begins].mean() > 1.35 * spent.mean()
    assert spent[begins : begins + 7].mean() < 0.75 * spent.mean()


def test_the_lake_written_directly_holds_the_same_rows(small, settings, tmp_path):
    settings.ZHIJI_LAKE = tmp_path / "lake"
    written = write_lake(TOWN, tmp_path, asked=3)
    rows = every_row("transactions", state=written.manifest).to_table(columns=["day", "amount", "balance"])
    assert sorted(rows["balance"].to_pylist()) == sorted(small.moves["balance"].tolist())
    assert sum(one.rows for one in written.manifest.of("balances")) == len(small.steps["day"])
    key = written.asked[0]
    mine = rows_of(key.opaque, "transactions", state=written.manifest)
    opened = [
        key._unseal(*row)
        for row in zip(*(mine[name].to_pylist() for name in ("account", "ref", "sealed")), strict=True)
    ]
    assert mine.num_rows > 0 and all(one.startswith(b'["T') for one in opened)
    assert mine.schema.field("day").type == pa.date32() and mine["customer"].unique().to_pylist() == [
        key.opaque
    ]

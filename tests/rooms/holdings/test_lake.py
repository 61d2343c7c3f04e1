"""The lake: what lies in it, who is not named there, a changed byte, merging, keeping, shredding."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from django.db import connection
from plugins.small_feed import DAY, next_day, usual, write_feed

from zhiji import vault
from zhiji.access.actors import Job
from zhiji.holdings.actions.lake import keeps_from, merge, retain
from zhiji.holdings.actions.loading import load
from zhiji.holdings.feed.packing import counterparty
from zhiji.holdings.lake import reading
from zhiji.holdings.lake.files import home
from zhiji.holdings.lake.manifest import LakeBroken, Manifest, current, segment_of, tidy
from zhiji.holdings.lake.reading import every_row, rows_of
from zhiji.holdings.looks.lake import list_feeds, verify
from zhiji.holdings.looks.shown import lasting_key
from zhiji.vault.acts import within_act
from zhiji.vault.lasting import LastingKey, open_rows

HOUSE = {"by": Job("tests"), "channel": "test"}
SECRETS = ("6217000000000001", "9558800000000003", "南湖织造有限公司", "甘棠", "三本书")


@pytest.fixture
def fed(bank, tmp_path):
    file = bank.file()
    assert load(write_feed(tmp_path / "feed", usual(file.number)), **HOUSE).ok
    return file


def days_of(bank, tmp_path, days):
    """A feed for each day, of one customer; each puts 1.00 in."""
    file, balance = bank.file(), 579950
    assert load(write_feed(tmp_path / "start", usual(file.number), DAY), **HOUSE).ok
    for day in days:
        balance += 100
        tables = next_day(file.number, day, amount="1.00", balance=f"{balance / 100:.2f}")
        tables["transactions"][0]["transaction"] = day.isoformat()
        taken = load(write_feed(tmp_path / day.isoformat(), tables, day), **HOUSE)
        assert taken.ok, [str(one) for one in taken.refused.problems]
    return file


@pytest.mark.req("N04", "N05", "A20")
def test_the_files_name_nobody_and_open_to_nobody_without_their_key(fed):
    files = list(home().glob("*/*.parquet"))
    assert len(files) == 2
    for path in files:
        content = path.read_bytes()
        assert content[:4] == b"PARE", "the footer itself is encrypted"
        assert not [one for one in SECRETS if one.encode() in content]
        with pytest.raises(OSError, match="encrypted"):
            pq.read_table(path)
    table = every_row("transactions").to_table()
    shown = str(table.drop_columns(["sealed"]).to_pylist()) + repr(b"".join(table["sealed"].to_pylist()))
    assert not [one for one in SECRETS if one in shown] and str(fed.customer_id) not in map(
        str, table["customer"].to_pylist()
    )
    assert fed.number not in shown


@pytest.mark.req("L07")
def test_a_changed_byte_is_found(bank, fed):
    assert verify(**HOUSE).ok
    victim = current().of("transactions")[0].path
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(content)
    found = verify(by=bank.auditor, channel="test")
    assert [(one.file.split("/")[0], one.problem) for one in found.findings] == [
        ("transactions", "the file was changed.")
    ]
    victim.unlink()
    assert "missing" in verify(**HOUSE).findings[0].problem


@pytest.mark.req("L07")
def test_a_changed_manifest_is_found_and_nothing_is_read_by_it(fed):
    path = next(home().glob("manifest-*.json"))
    path.write_text(path.read_text().replace('"rows": 3', '"rows": 2'))
    current.__globals__["_read"].cache_clear()
    assert "changed" in verify(**HOUSE).findings[0].problem
    with pytest.raises(LakeBroken):
        current()


@pytest.mark.req("L07")
def test_hashes_stand_in_the_journal(fed, journal):
    facts = journal("holdings:feed:load")[0].facts
    assert all(one.sha256 in facts for one in current().segments)


def test_duckdb_reads_the_lake_by_columns_and_filters(fed):
    lake = every_row("transactions")  # noqa: F841  (DuckDB reads it by name)
    query = "SELECT count(*), sum(amount), max(day) FROM lake WHERE amount < 0 AND day >= DATE '2026-11-20'"
    assert duckdb.sql(query).fetchone() == (2, -320050, DAY)


@pytest.mark.req("L05")
def test_merging_keeps_every_row_and_the_tidy_lake_holds_no_other_file(bank, tmp_path):
    file = days_of(bank, tmp_path, [DAY + timedelta(days=n) for n in range(1, 6)])
    before = every_row("transactions").to_table()
    assert len(current().of("transactions")) == 6
    merged = merge(at=datetime(2026, 12, 5, tzinfo=UTC), **HOUSE)
    assert merged == 12 and len(current().of("transactions")) == 1
    after = every_row("transactions").to_table()
    order = [("customer", "ascending"), ("day", "ascending"), ("seq", "ascending"), ("ref", "ascending")]
    assert after.sort_by(order).equals(before.sort_by(order))
    assert verify(**HOUSE).ok and merge(at=datetime(2026, 12, 6, tzinfo=UTC), **HOUSE) == 0
    tidy()
    merge(at=datetime(2027, 1, 6, tzinfo=UTC), **HOUSE)
    held = {one.path for one in current().segments}
    assert held <= set(home().glob("*/*.parquet"))
    assert rows_of(lasting_key(file.customer_id).opaque, "transactions").num_rows == 8


@pytest.mark.req("L04")
def test_a_day_within_a_merged_file_is_replaced(bank, tmp_path):
    file = days_of(bank, tmp_path, [DAY + timedelta(days=n) for n in range(1, 4)])
    merge(at=datetime(2026, 12, 5, tzinfo=UTC), **HOUSE)
    day = DAY + timedelta(days=2)
    tables = next_day(file.number, day, amount="1.00", balance="5801.50")
    tables["transactions"][0] |= {"transaction": "again", "remark": "corrected"}
    assert load(write_feed(tmp_path / "again", tables, day), **HOUSE).ok
    rows = rows_of(lasting_key(file.customer_id).opaque, "transactions", day, day)
    assert rows.num_rows == 1
    assert rows_of(lasting_key(file.customer_id).opaque, "transactions").num_rows == 6


@pytest.mark.req("L04")
def test_what_is_past_its_keeping_is_dropped_and_nothing_else(bank, tmp_path, journal):
    file = days_of(bank, tmp_path, [DAY + timedelta(days=n) for n in range(1, 4)])
    assert retain(at=datetime(2036, 11, 20, 4, tzinfo=UTC), **HOUSE) == 0, "ten years to the day are kept"
    assert retain(at=datetime(2036, 11, 22, 4, tzinfo=UTC), **HOUSE) > 0
    rows = rows_of(lasting_key(file.customer_id).opaque, "transactions")
    assert pc.min(rows["day"]).as_py() == date(2026, 11, 22)
    assert '"kept_from":"2026-11-22"' in journal("holdings:lake:retain")[0].facts
    assert verify(**HOUSE).ok


@pytest.mark.req("L04")
def test_a_hold_wins_over_the_years(bank, tmp_path, monkeypatch, journal):
    from zhiji.holdings.actions import lake as acts

    file = days_of(bank, tmp_path, [DAY + timedelta(days=1)])
    monkeypatch.setattr(acts, "_ask_held", [lambda: [file.customer_id]])
    assert retain(at=datetime(2040, 1, 1, tzinfo=UTC), **HOUSE) == 0
    assert rows_of(lasting_key(file.customer_id).opaque, "transactions").num_rows == 4
    monkeypatch.setattr(acts, "_ask_held", [])
    assert retain(at=datetime(2040, 1, 1, tzinfo=UTC), **HOUSE) > 0
    assert rows_of(lasting_key(file.customer_id).opaque, "transactions").num_rows == 0


def test_the_leap_day_is_kept_like_the_day_before_it():
    assert keeps_from(date(2036, 2, 29)) == date(2026, 2, 28)


@pytest.mark.req("N05")
def test_a_shredded_customers_rows_are_found_and_read_by_nobody(bank, tmp_path, settings, fed):
    other = bank.file()
    tables = usual(other.number)
    for name in ("accounts", "cards", "loans", "credit_lines", "transactions", "balances"):
        for row in tables[name]:
            for column in ("account", "card", "loan", "line", "transaction"):
                if column in row:
                    row[column] = f"9{row[column]}"
    assert load(write_feed(tmp_path / "two", tables, DAY + timedelta(days=0)), **HOUSE).ok
    key = lasting_key(other.customer_id)
    row = rows_of(key.opaque, "transactions").slice(0, 1).to_pylist()[0]
    with connection.cursor() as cursor:
        within_act(cursor, "tests:customer:shred")
    vault.shred(other.customer_id, order="court 7")
    with pytest.raises((vault.Shredded, vault.KeyMissing)):
        lasting_key(other.customer_id)
    stranger = lasting_key(fed.customer_id)
    with pytest.raises(vault.Tampered):
        stranger._unseal(row["account"], row["ref"], row["sealed"])


@pytest.mark.req("N05")
def test_a_full_reseal_leaves_the_lake_readable(bank, fed):
    from zhiji.vault.keys import DataKey, data_key

    before = data_key(fed.customer_id)
    after = before.successor(before.suite)
    assert isinstance(after, DataKey) and after.generation == before.generation + 1
    from zhiji.vault import suites

    assert (
        LastingKey(after, suites.AES256GCM_SHA256).opaque
        == LastingKey(before, suites.AES256GCM_SHA256).opaque
    )


@pytest.mark.req("H01")
def test_rows_open_with_a_permit_only(bank, fed):
    from zhiji.vault.permits import Permit

    key = lasting_key(fed.customer_id)
    row = rows_of(key.opaque, "transactions").slice(0, 1).to_pylist()[0]
    sealed = [(row["account"], row["ref"], row["sealed"])]
    with pytest.raises(vault.NotPermitted):
        open_rows(key, sealed, Permit(0, {fed.customer_id: frozenset({0, 1, 2, 4, 5})}))
    assert open_rows(key, sealed, Permit(0, {fed.customer_id: frozenset({3})}))[0].startswith(b'["T1"')
    for moved in ((row["account"] + 1, row["ref"]), (row["account"], row["ref"] + 1)):
        with pytest.raises(vault.Tampered):
            open_rows(key, [(*moved, row["sealed"])], Permit(0, {fed.customer_id: frozenset({3})}))


def test_the_feeds_are_listed_newest_first(bank, fed):
    lines = list_feeds(by=bank.supervisor, channel="test").lines
    assert [(one.last, one.rows["transactions"]) for one in lines] == [(DAY, 3)]


@pytest.mark.req("L06")
def test_a_counterparty_is_a_number_of_this_customer_alone(bank):
    """The same counterparty of two customers is two numbers; the account counts before the name; without both there is none."""
    one, other = lasting_key(bank.file().pk), lasting_key(bank.file().pk)
    told = counterparty(one, "ICBC", "9558 8000 0000 0003", "甘棠")
    assert told == counterparty(one, "ICBC", "9558800000000003", None), (
        "spaces and the name beside the account do not count"
    )
    assert told != counterparty(one, "CCB", "9558800000000003", "甘棠")
    assert told != counterparty(other, "ICBC", "9558800000000003", "甘棠"), (
        "nobody is found again with another customer"
    )
    assert counterparty(one, None, " ", "甘 棠") == counterparty(one, "ICBC", None, "甘棠") != told
    assert counterparty(one, "ICBC", None, "") is None and 0 <= told < 1 << 63


@pytest.mark.req("L06", "N05")
def test_who_was_a_counterparty_stays_the_same_number_after_rotation_and_is_nobody_after_shredding(bank, fed):
    from zhiji.vault import suites
    from zhiji.vault.keys import data_key

    rows = rows_of(lasting_key(fed.pk).opaque, "transactions")
    salary = counterparty(lasting_key(fed.pk), "ICBC", "9558800000000003", "南湖织造有限公司")
    assert rows["counterparty"].to_pylist()[0] == salary and rows["counterparty"].null_count == 0
    resealed = data_key(fed.pk).successor(suites.AES256GCM_SHA256)
    assert (
        counterparty(LastingKey(resealed, suites.AES256GCM_SHA256), "ICBC", "9558800000000003", None)
        == salary
    )
    with connection.cursor() as cursor:
        within_act(cursor, "tests:customer:shred")
    vault.shred(fed.pk, order="court 7")
    with pytest.raises((vault.Shredded, vault.KeyMissing)):
        lasting_key(fed.pk)


def test_currencies_are_known_without_reading_anybodys_balances(fed, monkeypatch):
    monkeypatch.setattr(reading, "whole", None)
    assert reading.currencies("balances", DAY, current()) == {"CNY"}


def test_a_lake_that_did_not_note_currencies_is_asked_for_them(fed):
    state = current()
    older = Manifest(state.generation, tuple(replace(one, currencies=None) for one in state.segments))
    assert reading.currencies("balances", DAY, older) == {"CNY"}
    line = asdict(older.segments[0])
    line.pop("currencies")
    assert segment_of(line) == older.segments[0], "a manifest of an earlier version is read"

"""The same feed twice, a late day, a corrected day, a bank's own words: what the lake and the tables hold after each."""

import csv
from datetime import date

import pytest
from plugins.small_feed import DAY, next_day, usual, write_feed

from zhiji.access.actors import Job
from zhiji.holdings.actions.loading import load
from zhiji.holdings.feed.mapping import parse_feed_mapping
from zhiji.holdings.feed.promising import write_manifest
from zhiji.holdings.lake.manifest import current
from zhiji.holdings.lake.reading import every_row, rows_of
from zhiji.holdings.looks.shown import lasting_key
from zhiji.holdings.looks.statement import statement
from zhiji.holdings.models import Holding, Link

HOUSE = {"by": Job("tests"), "channel": "test"}
SECOND, THIRD = date(2026, 11, 21), date(2026, 11, 22)


def amounts(file):
    table = rows_of(lasting_key(file.customer_id).opaque, "transactions")
    return [
        (str(day), amount)
        for day, amount in zip(table["day"].to_pylist(), table["amount"].to_pylist(), strict=True)
    ]


@pytest.mark.req("L04", "Z08")
def test_the_same_feed_twice_changes_nothing(bank, tmp_path):
    file = bank.file()
    folder = write_feed(tmp_path / "one", usual(file.number))
    first = load(folder, **HOUSE)
    held = list(Holding.objects.order_by("pk").values())
    again = load(folder, **HOUSE)
    assert (again.ok, again.already, again.generation) == (True, True, first.generation)
    assert [row["digest"] for row in Holding.objects.order_by("pk").values()] == [
        row["digest"] for row in held
    ]


def test_an_unchanged_holding_is_not_sealed_anew(bank, tmp_path):
    file = bank.file()
    load(write_feed(tmp_path / "one", usual(file.number)), **HOUSE)
    tables = next_day(file.number, SECOND)
    tables["credit_lines"][0]["used"] = "13000.00"
    taken = load(write_feed(tmp_path / "two", tables, SECOND), **HOUSE)
    assert taken.written == {"accounts": 0, "cards": 0, "loans": 0, "credit_lines": 1}


@pytest.mark.req("L04")
def test_a_corrected_day_replaces_that_day_alone(bank, tmp_path):
    file = bank.file()
    load(write_feed(tmp_path / "one", usual(file.number)), **HOUSE)
    load(write_feed(tmp_path / "two", next_day(file.number, SECOND), SECOND), **HOUSE)
    load(
        write_feed(tmp_path / "three", next_day(file.number, THIRD, "5899.50", "1.00", "5900.50"), THIRD),
        **HOUSE,
    )
    corrected = next_day(file.number, SECOND)
    corrected["transactions"] = [
        corrected["transactions"][0] | {"transaction": "C1", "amount": "60.00", "balance": "5859.50"},
        corrected["transactions"][0] | {"transaction": "C2", "amount": "40.00", "balance": "5899.50"},
    ]
    taken = load(write_feed(tmp_path / "four", corrected, SECOND), **HOUSE)
    assert taken.ok and taken.written == {}, "a day of the past leaves today's holdings alone"
    assert amounts(file) == [
        ("2026-11-20", 800000), ("2026-11-20", -120050), ("2026-11-20", -200000), ("2026-11-21", 6000), ("2026-11-21", 4000),
        ("2026-11-22", 100),
    ]  # fmt: skip


def test_a_corrected_day_that_no_longer_joins_the_next_is_refused(bank, tmp_path):
    file = bank.file()
    load(write_feed(tmp_path / "one", usual(file.number)), **HOUSE)
    load(write_feed(tmp_path / "two", next_day(file.number, SECOND), SECOND), **HOUSE)
    load(
        write_feed(tmp_path / "three", next_day(file.number, THIRD, "5899.50", "1.00", "5900.50"), THIRD),
        **HOUSE,
    )
    corrected = next_day(file.number, SECOND, "5799.50", "60.00", "5859.50")
    taken = load(write_feed(tmp_path / "four", corrected, SECOND), **HOUSE)
    assert taken.refused.counts == {"after": 1}


@pytest.mark.req("L04")
def test_a_late_day_is_put_in_where_it_belongs(bank, tmp_path):
    file = bank.file()
    load(write_feed(tmp_path / "one", usual(file.number)), **HOUSE)
    tables = next_day(file.number, THIRD)
    load(write_feed(tmp_path / "three", tables, THIRD), **HOUSE)
    late = next_day(file.number, SECOND)
    late["transactions"] = [
        late["transactions"][0] | {"transaction": "L1", "amount": "5.00", "balance": "5804.50"},
        late["transactions"][0] | {"transaction": "L2", "amount": "-5.00", "balance": "5799.50"},
    ]
    assert load(write_feed(tmp_path / "two", late, SECOND), **HOUSE).ok
    assert [day for day, _ in amounts(file)] == ["2026-11-20"] * 3 + ["2026-11-21"] * 2 + ["2026-11-22"]


@pytest.mark.req("Z08")
def test_a_bank_maps_its_own_words(bank, tmp_path):
    file = bank.file()
    folder = tmp_path / "own"
    folder.mkdir()
    tables = {
        "KONTEN": [{"NR": "1", "KD": file.number, "ART": "S", "WHG": "CNY", "AUF": "15.01.2020"}],
        "BUCHUNGEN": [
            {"ID": "7", "NR": "1", "TAG": "20.11.2026", "BETRAG": "50.00", "SH": "S", "SALDO": "-50.00"},
            {"ID": "6", "NR": "1", "TAG": "20.11.2026", "BETRAG": "20.00", "SH": "H", "SALDO": "-30.00"},
        ],
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="") as out:
            writer = csv.DictWriter(out, rows[0], delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
    mapping = parse_feed_mapping(
        """
        system = "zhiji"
        [file]
        delimiter = ";"
        [tables.accounts]
        file = "KONTEN.csv"
        [tables.accounts.columns]
        account = "NR"
        customer = "KD"
        family = { column = "ART", codes = { S = "savings" } }
        currency = "WHG"
        opened_on = { column = "AUF", date = "%d.%m.%Y" }
        [tables.transactions]
        file = "BUCHUNGEN.csv"
        [tables.transactions.columns]
        transaction = "ID"
        account = "NR"
        day = { column = "TAG", date = "%d.%m.%Y" }
        amount = "BETRAG"
        direction = { column = "SH", codes = { S = "out", H = "in" } }
        balance = "SALDO"
        kind = { constant = "other" }
        """
    )
    write_manifest(folder, mapping, DAY, DAY)
    assert load(folder, mapping, **HOUSE).ok
    read = statement(file.number, DAY, DAY, by=bank.rm01, purpose="service", channel="test")
    assert [(one.transaction, one.amount, one.balance) for one in read.movements] == [
        ("7", -5000, -5000),
        ("6", 2000, -3000),
    ]


@pytest.mark.req("Z08")
def test_customers_of_another_system_are_known_by_their_number_there(bank, tmp_path):
    from zhiji.customers.actions.filing import create

    values = {"name": "许之遥", "other_numbers": ["core:88001"]}
    file = create(
        "person", values, unit=bank.west, manager=bank.rm01, custodian=bank.officer, source="other_system", purpose="onboarding",
        **HOUSE,
    )  # fmt: skip
    tables = usual("88001")
    folder = write_feed(tmp_path / "one", tables)
    write_manifest(folder, parse_feed_mapping(""), DAY, DAY, "core")
    taken = load(folder, **HOUSE)
    assert taken.ok, [str(one) for one in taken.refused.problems]
    assert set(Holding.objects.values_list("customer_id", flat=True)) == {file.customer_id}
    assert list(Link.objects.values_list("customer_id", flat=True)) == [file.customer_id]
    assert every_row("transactions").count_rows() == 3 and current().generation == 1

"""A feed is believed whole or not at all: every rule broken once, each told with file, row, column, rule and mend."""

import json

import pytest
from plugins.small_feed import DAY, next_day, usual, write_feed

from zhiji.access.actors import Job
from zhiji.customers.intake.recipes import MappingError
from zhiji.holdings.actions.loading import load
from zhiji.holdings.feed.mapping import parse_feed_mapping
from zhiji.holdings.lake.manifest import current
from zhiji.holdings.models import Feed, Holding

HOUSE = {"by": Job("tests"), "channel": "test"}
A1, A2 = "6217000000000001", "6217000000000002"


def put(table, row, **values):
    def change(tables):
        tables[table][row] |= values

    return change


def drop(table, row):
    def change(tables):
        del tables[table][row]

    return change


def double(table):
    def change(tables):
        tables[table].append(dict(tables[table][0]))

    return change


BROKEN = {
    "a needed value is missing": (put("accounts", 0, currency=""), "accounts.csv", 2, "currency", "needed"),
    "no date": (put("accounts", 1, opened_on="25.11.2025"), "accounts.csv", 3, "opened_on", "type"),
    "a day the calendar has not": (put("accounts", 1, opened_on="2025-02-29"), "accounts.csv", 3, "opened_on", "type"),
    "three decimals": (put("transactions", 1, amount="-1200.505"), "transactions.csv", 3, "amount", "type"),
    "an amount with commas": (put("transactions", 0, amount="8,000.00"), "transactions.csv", 2, "amount", "type"),
    "an unknown code": (put("accounts", 0, family="chequing"), "accounts.csv", 2, "family", "choice"),
    "an account twice": (double("accounts"), "accounts.csv", 4, "account", "key"),
    "a transaction twice": (double("transactions"), "transactions.csv", 5, "transaction", "key"),
    "a transaction of no account": (put("transactions", 2, account="99"), "transactions.csv", 4, "account", "reference"),
    "a card of no account": (put("cards", 0, account="99"), "cards.csv", 2, "account", "reference"),
    "an account of no product": (put("accounts", 0, product="XX"), "accounts.csv", 2, "product", "reference"),
    "a stranger": (put("credit_lines", 0, customer="9999-9999-9999"), "credit_lines.csv", 2, "customer", "customer"),
    "another day's move": (put("transactions", 0, day="2026-11-19"), "transactions.csv", 2, "day", "day"),
    "opened tomorrow": (put("accounts", 0, opened_on="2026-11-21"), "accounts.csv", 2, "opened_on", "day"),
    "closed before opened": (put("accounts", 0, closed_on="2019-01-01"), "accounts.csv", 2, "closed_on", "dates"),
    "signed and directed": (put("transactions", 1, direction="out"), "transactions.csv", 3, "amount", "sign"),
    "a currency of three decimals": (put("accounts", 1, currency="KWD"), "accounts.csv", 3, "currency", "currency"),
    "a currency that is none": (put("accounts", 1, currency="ABC"), "accounts.csv", 3, "currency", "currency"),
    "a balance that does not follow": (put("transactions", 1, balance="7799.51"), "transactions.csv", 3, "balance", "chain"),
    "a row lost in the middle": (drop("transactions", 1), "transactions.csv", 3, "balance", "chain"),
}  # fmt: skip


@pytest.mark.req("L04", "L08", "Z10")
@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_rule_refuses_the_whole_feed(bank, tmp_path, broken):
    change, file, row, column, rule = BROKEN[broken]
    tables = usual(bank.file().number)
    change(tables)
    taken = load(write_feed(tmp_path / "feed", tables), **HOUSE)
    assert not taken.ok
    problem = taken.refused.problems[0]
    assert (problem.file, problem.row, problem.column, problem.rule) == (file, row, column, rule)
    assert problem.message and problem.mend and str(problem).startswith(f"{file}, row {row}")
    assert current().generation == 0 and not Holding.objects.exists() and not Feed.objects.exists()


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text())


def tamper(name, **more):
    def change(held):
        held["tables"][name] |= more

    return change


WRONG_MANIFESTS = {
    "count": tamper("transactions", rows=4),
    "sum": tamper("transactions", sums={"amount": "4799.51"}),
    "hash": tamper("transactions", sha256="0" * 64),
    "file": tamper("transactions", file="missing.csv"),
    "manifest": tamper("transactions", file="../secret.csv"),
}


@pytest.mark.req("L07")
@pytest.mark.parametrize("rule", WRONG_MANIFESTS)
def test_a_manifest_that_promises_something_else_refuses_the_feed(bank, tmp_path, rule):
    folder = write_feed(tmp_path / "feed", usual(bank.file().number))
    held = manifest_of(folder)
    WRONG_MANIFESTS[rule](held)
    (folder / "manifest.json").write_text(json.dumps(held))
    taken = load(folder, **HOUSE)
    assert not taken.ok and rule in taken.refused.counts, taken.refused.counts


def test_no_problem_repeats_a_value(bank, tmp_path):
    tables = usual(bank.file().number)
    tables["transactions"][1] |= {"amount": "-12.345", "kind": "SECRETKIND"}
    folder = write_feed(tmp_path / "feed", tables)
    text = json.dumps(load(folder, **HOUSE).refused.as_dict(), ensure_ascii=False)
    assert "12.345" not in text and "SECRETKIND" not in text and A1 not in text


def test_a_file_that_is_torn_is_told_so_without_its_values(bank, tmp_path):
    folder = write_feed(tmp_path / "feed", usual(bank.file().number))
    (folder / "transactions.csv").write_bytes((folder / "transactions.csv").read_bytes()[:-30])
    taken = load(folder, **HOUSE)
    assert taken.refused.counts == {"hash": 1}


@pytest.mark.req("L04")
def test_a_bad_day_leaves_yesterday_standing(bank, tmp_path):
    number = bank.file().number
    assert load(write_feed(tmp_path / "one", usual(number)), **HOUSE).ok
    before = current()
    tables = next_day(number, DAY.replace(day=21), opening="5799.50", balance="5899.51")
    taken = load(write_feed(tmp_path / "two", tables, DAY.replace(day=21)), **HOUSE)
    assert taken.refused.counts == {"chain": 1}
    assert current() == before and Feed.objects.count() == 1


MAPPINGS = {
    'tables = { money = { columns = {} } }': ("tables", "money"),
    '[tables.balances.columns]\naccount = "A"\nday = "D"': ("tables.balances.columns", "balance"),
    '[tables.balances.columns]\nbooked = "A"': ("tables.balances.columns", "booked"),
    'order = "random"': ("", "order"),
    'tolerance = "0.123"': ("", "tolerance"),
    'colour = "red"': ("", "colour"),
    '[tables.balances.columns]\naccount = { column = "A", derive = "eval" }': ("tables.balances.columns", "account"),
}  # fmt: skip


@pytest.mark.parametrize("text", MAPPINGS)
def test_a_wrong_mapping_names_table_and_key(text):
    with pytest.raises(MappingError) as raised:
        parse_feed_mapping(text)
    assert (raised.value.table, raised.value.key) == MAPPINGS[text]

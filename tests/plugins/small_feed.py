"""A feed of a few rows: tables as lists of dicts, written as CSV with their manifest."""

import csv
from copy import deepcopy
from datetime import date
from pathlib import Path

from zhiji.holdings.feed.contract import CONTRACT
from zhiji.holdings.feed.mapping import PLAIN
from zhiji.holdings.feed.promising import write_manifest

DAY = date(2026, 11, 20)


def usual(number: str) -> dict[str, list[dict[str, str]]]:
    """One customer (named by our own number): a current account, a time deposit, a card, a loan, a credit line; three moves."""
    return deepcopy(
        {
            "products": [
                {"product": "TD1", "family": "time_deposit", "name_zh_hans": "一年定期", "name_en": "One-year deposit"},
                {"product": "CA1", "family": "current", "name_zh_hans": "活期", "name_en": "Current account"},
            ],
            "accounts": [
                {"account": "6217000000000001", "customer": number, "product": "CA1", "family": "current", "currency": "CNY",
                 "opened_on": "2020-01-15"},
                {"account": "6217000000000002", "customer": number, "product": "TD1", "family": "time_deposit", "currency": "CNY",
                 "opened_on": "2025-11-25", "matures_on": "2026-11-25", "rate": "1.45"},
            ],
            "cards": [
                {"card": "6222020000000007", "account": "6217000000000001", "type": "debit", "level": "gold", "issued_on": "2020-01-15"},
            ],
            "loans": [
                {"loan": "L77", "account": "6217000000000001", "currency": "CNY", "amount": "300000.00", "outstanding": "120000.00",
                 "granted_on": "2021-03-01", "matures_on": "2031-03-01", "state": "regular"},
            ],
            "credit_lines": [
                {"line": "K5", "customer": number, "currency": "CNY", "limit": "50000.00", "used": "12500.00", "granted_on": "2024-05-01"},
            ],
            "balances": [{"account": "6217000000000002", "day": DAY.isoformat(), "balance": "100000.00"}],
            "transactions": [
                {"transaction": "T1", "account": "6217000000000001", "day": DAY.isoformat(), "time": "09:31:02", "amount": "8000.00",
                 "balance": "9000.00", "kind": "salary", "channel": "batch", "bank": "ICBC", "counter_account": "9558800000000003",
                 "counter_name": "南湖织造有限公司", "purpose": "工资"},
                {"transaction": "T2", "account": "6217000000000001", "day": DAY.isoformat(), "amount": "-1200.50",
                 "balance": "7799.50", "kind": "card", "channel": "pos", "counter_name": "西溪书店", "remark": "三本书"},
                {"transaction": "T3", "account": "6217000000000001", "day": DAY.isoformat(), "amount": "-2000.00",
                 "balance": "5799.50", "kind": "transfer_out", "channel": "mobile", "bank": "CCB", "counter_account": "6217000010000009",
                 "counter_name": "甘棠"},
            ],
        }
    )  # fmt: skip


def next_day(
    number: str, day: date, opening: str = "5799.50", amount: str = "100.00", balance: str = "5899.50"
) -> dict:
    """The feed of a later day: the same holdings, one move."""
    tables = usual(number)
    tables["balances"] = []
    tables["transactions"] = [
        {"transaction": f"N{day:%m%d}", "account": "6217000000000001", "day": day.isoformat(), "amount": amount, "balance": balance,
         "kind": "deposit", "counter_name": "柜面", "channel": "counter"},
    ]  # fmt: skip
    return tables


def write_feed(
    folder: Path, tables: dict[str, list[dict[str, str]]], first: date = DAY, last: date | None = None
) -> Path:
    """The tables as ``<table>.csv`` with a manifest, in ``folder`` (made anew)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, CONTRACT[name].names)
            writer.writeheader()
            writer.writerows(rows)
    write_manifest(folder, PLAIN, first, last or first, "zhiji")
    return folder

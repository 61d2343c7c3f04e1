"""A night small enough to reckon by hand: three customers, four accounts, two currencies."""

from datetime import date

import pyarrow as pa

from zhiji.holdings.lake.shapes import BALANCES, TRANSACTIONS

ON = date(2024, 3, 10)
HOLDINGS = pa.schema(
    [("customer", pa.int64()), ("account", pa.int64()), ("kind", pa.string()), ("family", pa.string()), ("product", pa.string()),
     ("currency", pa.string()), ("opened_on", pa.date32()), ("closed_on", pa.date32()), ("matures_on", pa.date32())]
)  # fmt: skip
RATES = pa.schema([("currency", pa.string()), ("millionths", pa.int64())])


def moved(customer, account, day, amount, kind="payment", currency="CNY", bank="", seq=1, counterparty=None):
    return {
        "customer": customer, "account": account, "day": day, "seq": seq, "ref": seq, "amount": amount, "balance": 0,
        "currency": currency, "kind": kind, "channel": "mobile", "bank": bank, "counterparty": counterparty, "sealed": b"",
    }  # fmt: skip


def stood(customer, account, day, balance, currency="CNY"):
    return {"customer": customer, "account": account, "day": day, "balance": balance, "currency": currency}


def held(
    customer, account, family="savings", kind="account", opened=date(2020, 1, 1), closed=None, currency="CNY"
):
    return {
        "customer": customer, "account": account, "kind": kind, "family": family, "product": family, "currency": currency,
        "opened_on": opened, "closed_on": closed, "matures_on": None,
    }  # fmt: skip


def night(transactions=(), balances=(), holdings=(), rates=((("CNY"), 1_000_000), ("USD", 7_123_456))):
    return {
        "transactions": pa.Table.from_pylist(list(transactions), TRANSACTIONS),
        "balances": pa.Table.from_pylist(list(balances), BALANCES),
        "holdings": pa.Table.from_pylist(list(holdings), HOLDINGS),
        "rates": pa.Table.from_pylist(
            [{"currency": name, "millionths": rate} for name, rate in rates], RATES
        ),
    }


USUAL = night(
    transactions=[
        moved(1, 11, date(2024, 3, 1), -5_000), moved(1, 11, date(2024, 2, 29), 20_001, "salary"),
        moved(1, 11, date(2024, 3, 9), 7, "interest"), moved(1, 11, date(2023, 3, 12), -100), moved(1, 11, date(2023, 3, 11), -900),
        moved(1, 12, date(2024, 1, 15), 1_000, "transfer_in", "USD"), moved(1, 12, date(2023, 11, 30), -300, "transfer_out", "USD"),
        moved(2, 21, date(2022, 12, 1), -1), moved(2, 21, date(2024, 3, 1), -250, "fee"),
        moved(3, 31, date(2023, 12, 5), 4_000), moved(1, 11, date(2024, 3, 11), -9_999),
    ],
    balances=[
        stood(1, 11, date(2023, 12, 31), 100_000), stood(1, 11, date(2024, 2, 29), 120_001), stood(1, 11, date(2024, 3, 1), 115_001),
        stood(1, 12, date(2024, 1, 15), 1_000, "USD"), stood(2, 21, date(2021, 5, 1), -30_000), stood(3, 31, date(2024, 3, 10), 4_000),
        stood(3, 31, date(2024, 3, 11), 0),
    ],
    holdings=[
        held(1, 11), held(1, 12, "current", currency="USD"), held(1, 11, "card", "card"), held(2, 21, "loan"),
        held(3, 31, "time_deposit"), held(3, 32, "fund", closed=date(2024, 3, 10)), held(3, 33, "fund", opened=date(2024, 3, 11)),
    ],
)  # fmt: skip

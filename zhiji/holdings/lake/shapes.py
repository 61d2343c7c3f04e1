"""The columns of the lake's two sets of rows. Amounts are whole hundredths of the currency; days are the bank's."""

from typing import Any

import pyarrow as pa

TRANSACTIONS = pa.schema(
    [
        ("customer", pa.int64()),
        ("account", pa.int64()),
        ("day", pa.date32()),
        ("seq", pa.int32()),
        ("ref", pa.int64()),
        ("amount", pa.int64()),
        ("balance", pa.int64()),
        ("currency", pa.string()),
        ("kind", pa.string()),
        ("channel", pa.string()),
        ("bank", pa.string()),
        ("sealed", pa.binary()),
    ]
)
"""``seq`` orders an account's day; ``amount`` is positive for money in; ``balance`` is the account's after it; ``ref``
stands for the bank's number of the transaction; ``bank`` is the counterparty's bank; ``sealed`` holds the rest."""

BALANCES = pa.schema(
    [
        ("customer", pa.int64()),
        ("account", pa.int64()),
        ("day", pa.date32()),
        ("balance", pa.int64()),
        ("currency", pa.string()),
    ]
)
"""The end-of-day balance of an account, on the days it differs from the day before."""

SETS: dict[str, Any] = {"transactions": TRANSACTIONS, "balances": BALANCES}
ORDER = {
    "transactions": [("customer", "ascending"), ("account", "ascending"), ("day", "ascending"), ("seq", "ascending")],
    "balances": [("customer", "ascending"), ("account", "ascending"), ("day", "ascending")],
}  # fmt: skip

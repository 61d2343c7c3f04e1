"""The lake's sets of rows: their columns, their order. Amounts are whole hundredths of the currency; days are the bank's.

Two sets come with the feed. A room above may keep one of its own here (``keep_set``): it is encrypted, journalled, verified,
backed up and dropped by age like these.
"""

from dataclasses import dataclass

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
        ("counterparty", pa.int64()),
        ("sealed", pa.binary()),
    ]
)
"""``seq`` orders an account's day; ``amount`` is positive for money in; ``balance`` is the account's after it; ``ref``
stands for the bank's number of the transaction; ``bank`` is the counterparty's bank; ``counterparty`` is a number that this customer's key makes of the counterparty: the same of one
customer in all rows, another of another customer, null where the feed names none (and in files older than the column); ``sealed`` holds
the rest."""

PRIVATE = ("transaction", "time", "counter_account", "counter_name", "purpose", "remark", "direction")
"""What a row's sealed part holds, in this order."""

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


@dataclass(frozen=True, slots=True)
class RowSet:
    """One set: ``schema``; the columns it is sorted by, ``customer`` first; the column whose sum a file's line gives.

    ``merged``: files of past days, months and years may become one (``zhiji lake merge``). ``group``: rows of a row group; fewer
    are quicker where one customer's are asked for, more where all are read.
    """

    schema: pa.Schema
    sorted_by: tuple[str, ...]
    total: str
    merged: bool = True
    group: int = 4_096

    @property
    def order(self) -> list[tuple[str, str]]:
        """As pyarrow sorts."""
        return [(column, "ascending") for column in self.sorted_by]


SETS: dict[str, RowSet] = {
    "transactions": RowSet(TRANSACTIONS, ("customer", "account", "day", "seq"), "amount"),
    "balances": RowSet(BALANCES, ("customer", "account", "day"), "balance"),
}


def keep_set(name: str, rows: RowSet) -> None:
    """Add a set of a room above; once, when that room is made ready."""
    if SETS.setdefault(name, rows) != rows:
        raise ValueError(f"the lake has another set named {name}")

"""The lake's rows of a feed: opaque keys, whole hundredths, and what identifies a counterparty sealed for its customer."""

import duckdb
import orjson
import pyarrow as pa

from zhiji.holdings.lake.shapes import BALANCES, PRIVATE, TRANSACTIONS
from zhiji.vault.lasting import LastingKey

_BATCH = 50_000
_COUNTER = slice(PRIVATE.index("counter_account"), PRIVATE.index("counter_name") + 1)
_TRANSACTIONS = """
SELECT o.customer_id, o.customer_key, o.account_key, m.day, m.seq, m.amount, m.balance, o.currency, t.kind, t.channel, t.bank,
    {private}
FROM transactions t JOIN moves m USING (row) JOIN owned o ON o.account = t.account
ORDER BY o.customer_key, o.account_key, m.day, m.seq
"""
_BALANCES = """
SELECT o.customer_key AS customer, o.account_key AS account, e.day, any_value(e.balance ORDER BY e.row NULLS FIRST) AS balance,
    any_value(o.currency) AS currency
FROM ends e JOIN owned o ON o.account = e.account LEFT JOIN prior p ON p.account = e.account
WHERE e.row IS NULL OR e.known IS NULL
GROUP BY ALL
"""


def packed_transactions(engine: duckdb.DuckDBPyConnection, keys: dict[int, LastingKey]) -> pa.Table:
    """Every transaction as a row of the lake, in the lake's order."""
    private = ", ".join(f't."{name}"' for name in PRIVATE)
    cursor = engine.execute(_TRANSACTIONS.format(private=private))
    batches = []
    while rows := cursor.fetchmany(_BATCH):
        batches.append(_batch(rows, keys))
    return pa.Table.from_batches(batches, TRANSACTIONS) if batches else TRANSACTIONS.empty_table()


def _batch(rows: list[tuple], keys: dict[int, LastingKey]) -> pa.RecordBatch:
    refs, others, sealed = [], [], []
    for row in rows:
        key, private = keys[row[0]], row[11:]
        others.append(counterparty(key, row[10], *private[_COUNTER]))
        ref = key.token("transaction", private[0])
        refs.append(ref)
        sealed.append(key.seal(row[2], ref, orjson.dumps(private)))
    columns = list(zip(*rows, strict=True))
    clear = [columns[1], columns[2], columns[3], columns[4], refs, *columns[5:11], others, sealed]
    arrays = [pa.array(column, field.type) for column, field in zip(clear, TRANSACTIONS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=TRANSACTIONS)


def counterparty(key: LastingKey, bank: str | None, account: str | None, name: str | None) -> int | None:
    """A number for the counterparty, by account and bank, else by name; None where neither is known.

    It is this customer's own: who reads the lake can count a customer's counterparties, tell none of them, and find none again with
    another customer; with the customer's key it is gone.
    """
    number = "".join((account or "").split()).upper()
    if number:
        return key.token("counterparty", f"{bank or ''}\0{number}")
    called = "".join((name or "").split()).upper()
    return key.token("counterparty", f"\0\0{called}") if called else None


def packed_balances(engine: duckdb.DuckDBPyConnection) -> pa.Table:
    """End-of-day balances of accounts that moved, and of those of whom nothing was known before."""
    return engine.execute(_BALANCES).to_arrow_table().select(BALANCES.names).cast(BALANCES)

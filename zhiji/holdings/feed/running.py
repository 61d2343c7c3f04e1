"""The running balance of every account through the days of a feed, joined to what the lake knows before and after them."""

# ruff: noqa: S608  (every name in a statement is the contract's or quoted; values are dates and numbers)

from itertools import groupby

import duckdb
import pyarrow as pa

from zhiji.holdings.feed.chaining import chained
from zhiji.holdings.feed.checks import Findings
from zhiji.holdings.feed.manifest import FeedManifest
from zhiji.holdings.feed.mapping import FeedMapping
from zhiji.holdings.lake.manifest import Manifest
from zhiji.holdings.lake.reading import every_row

_PRIOR = """
CREATE TABLE prior AS SELECT o.account,
    arg_max(b.balance, b.day) FILTER (b.day < DATE '{first}') AS opening,
    arg_max(b.balance, b.day) FILTER (b.day <= DATE '{last}') AS closing,
    bool_or(b.day > DATE '{last}') AS goes_on
FROM lake_balances b JOIN owned o ON o.customer_key = b.customer AND o.account_key = b.account GROUP BY o.account
"""
_MOVES = """
CREATE TABLE moves AS SELECT t.row, t.account, t.day, t.amount, t.balance,
    {seq} AS seq
FROM transactions t {joined}
"""
_CHAIN = """
SELECT row FROM (SELECT m.row, m.amount, m.balance,
    coalesce(lag(m.balance) OVER (PARTITION BY m.account ORDER BY m.day, m.seq), p.opening) AS before
    FROM moves m LEFT JOIN prior p USING (account))
WHERE before IS NOT NULL AND abs(before + amount - balance) > {tolerance}
"""
_ENDS = """
CREATE TABLE ends AS
WITH moved AS (
    SELECT account, day, arg_max(balance, seq) AS balance FROM moves GROUP BY account, day
), told AS (
    SELECT b.row, b.account, b.day, b.balance,
        coalesce((SELECT arg_max(m.balance, m.day) FROM moved m WHERE m.account = b.account AND m.day <= b.day), p.opening) AS known
    FROM balances b LEFT JOIN prior p USING (account)
)
SELECT account, day, balance, NULL::BIGINT AS row, balance AS known FROM moved
UNION ALL SELECT account, day, balance, row, known FROM told
"""


def check_running(
    engine: duckdb.DuckDBPyConnection, manifest: FeedManifest, mapping: FeedMapping, lake: Manifest
) -> None:
    """Makes ``moves`` (transactions in order) and ``ends`` (balances at days' ends); raises FeedRefused where they do not join.

    Needs ``owned``: account, customer_id, customer_key, account_key.
    """
    engine.register("lake_balances", every_row("balances", state=lake))
    engine.execute(_PRIOR.format(first=manifest.first, last=manifest.last))
    engine.unregister("lake_balances")
    if mapping.order == "balance":
        engine.register("found_order", _found_order(engine, mapping.tolerance))
        engine.execute(_MOVES.format(seq="f.seq", joined="JOIN found_order f USING (row)"))
        engine.unregister("found_order")
    else:
        seq = "row_number() OVER (PARTITION BY t.account, t.day ORDER BY t.row)::INTEGER"
        engine.execute(_MOVES.format(seq=seq, joined=""))
    found = Findings(engine)
    if promise := manifest.tables.get("transactions"):
        found.rows(promise.file, "chain", _CHAIN.format(tolerance=mapping.tolerance), "balance")
    engine.execute(_ENDS)
    if promise := manifest.tables.get("balances"):
        query = f"SELECT row FROM ends WHERE row IS NOT NULL AND abs(known - balance) > {mapping.tolerance}"
        found.rows(promise.file, "closing", query, "balance")
    _check_after(found, manifest, mapping.tolerance)
    found.refuse()


def _check_after(found: Findings, manifest: FeedManifest, tolerance: int) -> None:
    """A day taken in again must end where the days after it, already known, begin."""
    query = f"""
    SELECT coalesce(max(m.row), 0) FROM prior p LEFT JOIN moves m USING (account) WHERE p.goes_on
    GROUP BY p.account, p.opening, p.closing
    HAVING abs(coalesce(arg_max(m.balance, (m.day, m.seq)), p.opening, p.closing) - p.closing) > {tolerance}
    """
    file = manifest.tables["transactions"].file if "transactions" in manifest.tables else manifest.name
    found.rows(file, "after", query, "balance")


def _found_order(engine: duckdb.DuckDBPyConnection, tolerance: int) -> pa.Table:
    rows: list[int] = []
    places: list[int] = []
    found = engine.execute(
        "SELECT t.account, p.opening, t.day, t.row, t.amount, t.balance FROM transactions t LEFT JOIN prior p USING (account) "
        "ORDER BY t.account, t.day, t.row"
    ).fetchall()
    for _account, of_account in groupby(found, key=lambda row: row[0]):
        held = list(of_account)
        days = [[row[3:] for row in day] for _, day in groupby(held, key=lambda row: row[2])]
        for day in chained(days, held[0][1], tolerance):
            rows += [row for row, _, _ in day]
            places += range(1, len(day) + 1)
    return pa.table({"row": pa.array(rows, pa.int64()), "seq": pa.array(places, pa.int32())})

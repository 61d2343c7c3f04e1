"""Whose account is it: the table ``owned`` (account, customer and their opaque keys), and the keys themselves."""

# ruff: noqa: S608  (every name in a statement is the contract's or quoted; values are dates and numbers)

import duckdb
import pyarrow as pa

from zhiji.access.gateway import Gate
from zhiji.holdings.feed.checks import Findings
from zhiji.holdings.feed.linking import customers_of
from zhiji.holdings.feed.manifest import FeedManifest
from zhiji.holdings.lake.manifest import lake_suite
from zhiji.vault.lasting import LastingKey, lasting_keys

NAMED_IN = ("accounts", "holders", "cards", "loans", "credit_lines", "collateral")
_AT_ONCE = 10_000


def find_owners(
    gate: Gate, engine: duckdb.DuckDBPyConnection, manifest: FeedManifest, system: str
) -> dict[int, LastingKey]:
    """Makes ``people`` (number, customer_id) and ``owned``; answers every customer's key. Raises FeedRefused for strangers."""
    named = " UNION ".join(f"SELECT customer FROM {table} WHERE customer IS NOT NULL" for table in NAMED_IN)
    numbers = [number for (number,) in engine.execute(named).fetchall()]
    known = customers_of(gate, system, numbers)
    people = pa.table(
        {
            "number": pa.array(list(known), pa.string()),
            "customer_id": pa.array(list(known.values()), pa.int64()),
        }
    )
    engine.register("people_found", people)
    engine.execute("CREATE TABLE people AS SELECT * FROM people_found")
    engine.unregister("people_found")
    found = Findings(engine)
    for table in NAMED_IN:
        if table in manifest.tables:
            query = f"SELECT row FROM {table} WHERE customer NOT IN (SELECT number FROM people)"
            found.rows(manifest.tables[table].file, "customer", query, "customer")
    found.refuse()
    keys = _keys(list(known.values()))
    _own(engine, keys, system)
    return keys


def _keys(customer_ids: list[int]) -> dict[int, LastingKey]:
    keys: dict[int, LastingKey] = {}
    chosen = lake_suite()
    wanted = sorted(set(customer_ids))
    for start in range(0, len(wanted), _AT_ONCE):
        keys |= lasting_keys(wanted[start : start + _AT_ONCE], chosen)
    return keys


def account_token(key: LastingKey, system: str, account: str) -> int:
    """The number under which the lake knows an account of this customer."""
    return key.token("account", f"{system}\0{account}")


def _own(engine: duckdb.DuckDBPyConnection, keys: dict[int, LastingKey], system: str) -> None:
    rows = engine.execute(
        "SELECT a.account, p.customer_id, a.currency FROM accounts a JOIN people p ON p.number = a.customer"
    ).fetchall()
    owned = pa.table(
        {
            "account": pa.array([account for account, _, _ in rows], pa.string()),
            "customer_id": pa.array([customer for _, customer, _ in rows], pa.int64()),
            "customer_key": pa.array([keys[customer].opaque for _, customer, _ in rows], pa.int64()),
            "account_key": pa.array([account_token(keys[c], system, a) for a, c, _ in rows], pa.int64()),
            "currency": pa.array([currency for _, _, currency in rows], pa.string()),
        }
    )
    engine.register("owned_found", owned)
    engine.execute("CREATE TABLE owned AS SELECT * FROM owned_found")
    engine.unregister("owned_found")

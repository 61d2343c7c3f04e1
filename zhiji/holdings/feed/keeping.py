"""Today's holdings into the database: sealed, one row a thing, only what changed. Products and exchange rates beside them."""

# ruff: noqa: S608  (every name in a statement is the contract's or quoted; values are dates and numbers)

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import orjson
from django.db import connection

from zhiji import vault
from zhiji.holdings.feed.contract import CONTRACT
from zhiji.holdings.feed.owning import account_token
from zhiji.holdings.models import Product, Rate
from zhiji.vault.keys import data_keys
from zhiji.vault.lasting import LastingKey

COMPARTMENT = 3
_AT_ONCE = 5_000
KINDS = {
    "accounts": "account", "holders": "authority", "cards": "card", "loans": "loan", "credit_lines": "credit_line",
    "collateral": "collateral", "standing_orders": "standing_order",
}  # fmt: skip
_NUMBERED = {"account": "account", "card": "card"}
_COLUMNS = (
    "customer_id", "kind", "key", "account_key", "token", "digest", "product", "family", "currency", "opened_on", "closed_on",
    "matures_on", "as_of", "details",
)  # fmt: skip
_BEGINS = {"cards": "issued_on", "loans": "granted_on", "credit_lines": "granted_on", "holders": "since"}
_FAMILY = {"cards": "card", "loans": "loan", "credit_lines": "credit_line"}


@dataclass(frozen=True, slots=True)
class _Row:
    clear: tuple[Any, ...]
    digest: int
    details: bytes


def keep_products(engine: duckdb.DuckDBPyConnection) -> None:
    """The bank's products, as the feed names them."""
    rows = engine.execute(
        "SELECT product, family, name_zh_hans, name_zh_hant, name_en, risk, sold_until FROM products"
    ).fetchall()
    Product.objects.bulk_create(
        [
            Product(code=c, family=f, name_zh_hans=s or "", name_zh_hant=t or "", name_en=e or "", risk=r or "", sold_until=u)
            for c, f, s, t, e, r, u in rows
        ],
        update_conflicts=True, unique_fields=["code"],
        update_fields=["family", "name_zh_hans", "name_zh_hant", "name_en", "risk", "sold_until"],
    )  # fmt: skip


def keep_rates(engine: duckdb.DuckDBPyConnection, day: date) -> None:
    """The exchange rates of the feed's last day."""
    rows = engine.execute("SELECT currency, (rate::DECIMAL(10, 6) * 1000000)::BIGINT FROM rates").fetchall()
    Rate.objects.bulk_create(
        [Rate(day=day, currency=currency, millionths=millionths) for currency, millionths in rows],
        update_conflicts=True, unique_fields=["day", "currency"], update_fields=["millionths"],
    )  # fmt: skip


def keep_holdings(
    engine: duckdb.DuckDBPyConnection, tables: list[str], keys: dict[int, LastingKey], system: str, day: date
) -> dict[str, int]:
    """Write what is new or changed; how many rows of each table were written."""
    written = {}
    for name in tables:
        if name in KINDS:
            written[name] = 0
            for rows in _batches(_rows(engine, name, keys, system, day)):
                written[name] += _write(rows)
    return written


def _batches(rows: Iterator[_Row]) -> Iterator[list[_Row]]:
    batch: list[_Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _rows(
    engine: duckdb.DuckDBPyConnection, name: str, keys: dict[int, LastingKey], system: str, day: date
) -> Iterator[_Row]:
    kind, table = KINDS[name], CONTRACT[name]
    columns = ", ".join(f't."{one.name}"' for one in table.columns)
    on = "a.account = t.account" if "account" in table.names else "false"
    customer = "coalesce(t.customer, a.customer)" if "customer" in table.names else "a.customer"
    query = (
        f"SELECT p.customer_id, a.account, o.customer_id, a.family, a.currency, {columns} FROM {name} t "
        f"LEFT JOIN accounts a ON {on} LEFT JOIN owned o ON o.account = a.account JOIN people p ON p.number = {customer}"
    )
    families = dict(engine.execute("SELECT product, family FROM products").fetchall())
    cursor = engine.execute(query)
    while fetched := cursor.fetchmany(_AT_ONCE):
        for customer_id, account, owner, family, currency, *values in fetched:
            held = {one: value for one, value in zip(table.names, values, strict=True) if value is not None}
            key = keys[customer_id]
            number = held.get(table.keys[0], "")
            account_key = account_token(keys[owner], system, account) if account and owner in keys else None
            details = orjson.dumps(held, option=orjson.OPT_SORT_KEYS)
            begins = held.get(_BEGINS.get(name, "opened_on"))
            product = held.get("product", "")
            clear = (
                customer_id, kind, key.token(kind, f"{system}\0{number}"), account_key, _token(kind, held, customer_id),
                product, held.get("family") or families.get(product) or _FAMILY.get(name) or family or "",
                held.get("currency") or currency or "", begins, held.get("closed_on"),
                held.get("matures_on") or held.get("expires_on"), day,
            )  # fmt: skip
            yield _Row(clear, key.token("digest", details.decode()), details)


def _token(kind: str, held: dict[str, Any], customer_id: int) -> int | None:
    if kind not in _NUMBERED:
        return None
    from zhiji import fields

    number = str(held.get("number") or held[kind])
    return vault.index_token(_NUMBERED[kind], fields.normalise(_NUMBERED[kind], number), customer_id)


def _write(rows: list[_Row]) -> int:
    known = _known({row.clear[0] for row in rows})
    changed = [row for row in rows if known.get(row.clear[:3]) != row.digest]
    if not changed:
        return 0
    keys = data_keys((row.clear[0] for row in changed), for_sealing=True)
    with connection.cursor() as cursor:
        names = ", ".join(f'"{name}"' for name in _COLUMNS)
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS holdings_draft ON COMMIT DROP AS "
            f"SELECT {names} FROM holdings_holding WITH NO DATA"
        )
        cursor.execute("TRUNCATE holdings_draft")
        with cursor.copy(f"COPY holdings_draft ({names}) FROM STDIN") as copy:
            for row in changed:
                blob = vault.seal(keys[row.clear[0]], COMPARTMENT, 0, 0, row.details)
                copy.write_row((*row.clear[:5], row.digest, *row.clear[5:], blob))
        updates = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in _COLUMNS[3:])
        cursor.execute(
            f"INSERT INTO holdings_holding ({names}) SELECT {names} FROM holdings_draft "
            f"ON CONFLICT (customer_id, kind, key) DO UPDATE SET {updates}"
        )
    return len(changed)


def _known(customer_ids: set[int]) -> dict[tuple[int, str, int], int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customer_id, kind, key, digest FROM holdings_holding WHERE customer_id = ANY(%s)",
            [list(customer_ids)],
        )
        return {(customer_id, kind, key): digest for customer_id, kind, key, digest in cursor.fetchall()}

"""Whose night it is: every live file under the lake's own key, with what is known of it without opening it.

Nothing sealed is opened here. Which opaque key is whose is reckoned anew every night and never written down: once a
customer's key is shredded nobody can tell any more which rows were theirs.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pyarrow as pa
from django.conf import settings
from django.db import connection

from zhiji.access.rules import TOP_SECRET
from zhiji.holdings.lake.manifest import lake_suite
from zhiji.insight.night.standings import TRAITS
from zhiji.vault.decoys import decoys_among
from zhiji.vault.lasting import lasting_keys

AT_ONCE = 10_000
PEOPLE = pa.schema([*TRAITS, ("file", pa.int64())])
"""The traits, and the file's own number: in memory only."""
_QUERY = """SELECT customer_id, unit_id, manager_id, kind, state, key_customer, secrecy, (opened_at AT TIME ZONE %s)::date
FROM customers_file WHERE customer_id > %s AND NOT store_only ORDER BY customer_id LIMIT %s"""
_HOLDINGS = """SELECT customer_id, account_key, kind, family, product, currency, opened_on, closed_on, matures_on
FROM holdings_holding WHERE customer_id > %s AND customer_id <= %s"""
HOLDINGS = pa.schema(
    [
        ("customer", pa.int64()), ("account", pa.int64()), ("kind", pa.string()), ("family", pa.string()), ("product", pa.string()),
        ("currency", pa.string()), ("opened_on", pa.date32()), ("closed_on", pa.date32()), ("matures_on", pa.date32()),
    ]
)  # fmt: skip


def people_and_holdings(on: date, told: Callable[[int], None] = lambda _: None) -> tuple[pa.Table, pa.Table]:
    """``PEOPLE`` and ``HOLDINGS`` of all whose data may be worked on: no file that is only stored."""
    people, holdings, done = [], [], 0
    for files in _batches():
        keys = lasting_keys([file[0] for file in files], lake_suite())
        opaque = {number: key.opaque for number, key in keys.items()}
        people.append(_people(files, opaque, on))
        holdings.append(_holdings(files[0][0] - 1, files[-1][0], opaque))
        done += len(files)
        told(done)
    return pa.concat_tables([PEOPLE.empty_table(), *people]), pa.concat_tables(
        [HOLDINGS.empty_table(), *holdings]
    )


def _batches() -> Iterator[list[tuple[Any, ...]]]:
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_QUERY, [settings.TIME_ZONE, after, AT_ONCE])
            found = cursor.fetchall()
        if not found:
            return
        after = found[-1][0]
        yield found


def _people(files: list[tuple[Any, ...]], opaque: dict[int, int], on: date) -> pa.Table:
    ids, units, managers, kinds, states, keys, secrecy, opened = zip(*files, strict=True)
    decoys = set(decoys_among(ids))
    columns = [
        pa.array([opaque[one] for one in ids], pa.int64()), pa.array([on] * len(ids), pa.date32()), pa.array(units, pa.int64()),
        pa.array(managers, pa.int64()), pa.array(kinds), pa.array(states), pa.array(keys),
        pa.array([grade >= TOP_SECRET or one in decoys for one, grade in zip(ids, secrecy, strict=True)]), pa.array(opened, pa.date32()), pa.array(ids, pa.int64()),
    ]  # fmt: skip
    return pa.table(columns, schema=PEOPLE)


def _holdings(after: int, upto: int, opaque: dict[int, int]) -> pa.Table:
    with connection.cursor() as cursor:
        cursor.execute(_HOLDINGS, [after, upto])
        rows = [(opaque[one], *rest) for one, *rest in cursor.fetchall() if one in opaque]
    if not rows:
        return HOLDINGS.empty_table()
    return pa.table(
        [
            pa.array(column, field.type)
            for column, field in zip(zip(*rows, strict=True), HOLDINGS, strict=True)
        ],
        schema=HOLDINGS,
    )

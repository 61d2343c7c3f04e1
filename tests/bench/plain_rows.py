"""The same customers in the clear, as an unguarded system would keep them: for the comparisons only."""

import json
from collections.abc import Iterator
from typing import Any

from bank import Bank

_FACTS = (
    "kind, state, secrecy, key_customer, unit_id AS unit, manager_id AS manager, deputy_id AS deputy, custodian_id AS custodian, "
    "opened_at, version, changed_at, completeness, missing"
)
_HIDDEN = {
    "level": "clear",
    "present": False,
    "value": None,
    "text": "",
    "source": None,
    "learned": None,
    "verified": None,
}


def fill(bank: Bank, example: dict[str, Any]) -> None:
    """Make ``bare_customer`` (a row as the API shows it) and ``bare_person`` (name, paper, phone: what a search box searches).

    ``example`` is the API's answer for the first customer; every row carries the same fields, shaped alike.
    """
    with bank.connect() as database:
        database.execute("DROP TABLE IF EXISTS bare_person, bare_fields, bare_customer")
        ids = [
            one for (one,) in database.execute("SELECT customer_id FROM customers_file ORDER BY customer_id")
        ]
        database.execute("CREATE UNLOGGED TABLE bare_fields (customer_id bigint, fields jsonb)")
        database.execute(
            "CREATE TABLE bare_person (customer_id bigint PRIMARY KEY, name text, paper text, phone text)"
        )
        with database.cursor().copy("COPY bare_fields FROM STDIN") as copy:
            for customer_id, row in zip(ids, bank.rows(), strict=True):
                copy.write_row((customer_id, json.dumps(_fields(row, example["fields"]), ensure_ascii=False)))
        with database.cursor().copy("COPY bare_person FROM STDIN") as copy:
            for customer_id, row in zip(ids, bank.rows(), strict=True):
                copy.write_row((customer_id, row[1], row[3], row[6]))
        database.execute(
            f"CREATE TABLE bare_customer AS SELECT customer_id, {_FACTS}, fields FROM customers_file JOIN bare_fields USING (customer_id)"
        )
        database.execute("ALTER TABLE bare_customer ADD PRIMARY KEY (customer_id)")
        database.execute("DROP TABLE bare_fields")
        database.execute("ANALYZE bare_customer, bare_person")


def _fields(row: list[str], like: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    place = dict(zip(("province", "city", "district", "line"), row[8:12], strict=True))
    values: dict[str, tuple[Any, str]] = {
        "name": (row[1], row[1]),
        "birth_date": (born := f"{row[3][6:10]}-{row[3][10:12]}-{row[3][12:14]}", born),
        "papers": (
            [{"type": "resident_id", "number": row[3], "valid_from": row[4], "valid_to": row[5]}],
            f"居民身份证 {row[3]}",
        ),
        "other_numbers": ([f"core:{row[0]}"], f"core:{row[0]}"),
        "phones": ([{"number": f"+86{row[6]}", "use": "mobile"}], row[6]),
        "emails": ([row[7]], row[7]),
        "domicile": ({"country": "CN", **place}, "".join(row[8:12])),
    }
    made = {}
    for name, shown in like.items():
        value, text = values.get(name, (shown["value"], shown["text"]))
        made[name] = {**shown, "value": value, "text": text} if shown["present"] else _HIDDEN
    return made


def some(bank: Bank, count: int) -> Iterator[tuple[int, str, str, str]]:
    """So many customers drawn at random: id, name, paper, phone."""
    with bank.connect() as database:
        yield from database.execute(
            "SELECT customer_id, name, paper, phone FROM bare_person ORDER BY hashint8(customer_id) LIMIT %s",
            [count],
        )

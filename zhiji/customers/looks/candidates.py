"""Files fetched cheaply for comparison: what the gateway must know of each, and the sealed columns asked for.

A portfolio of 2,000 files is compared on every keystroke of a fragment search, so no model instance is built for them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from zhiji.customers.looks.scopes import parts_of
from zhiji.fields import COMPARTMENTS
from zhiji.vault import Sealed


class Candidate:
    """A file as the gateway judges it, with some sealed compartments; the others are None."""

    customer_id: int
    pack: str
    kind: str
    secrecy: int
    manager_id: int | None
    deputy_id: int | None
    custodian_id: int | None
    unit_path: str
    identity = contact = work = wealth = personal = ties = None


def candidates(
    scope: str, by: Any, compartments: Sequence[str], limit: int, *, fragments: bool = False
) -> tuple[list[Candidate], bool]:
    """The newest files of a scope, at most ``limit``, and whether there are more."""
    parts = parts_of(scope, by, fragments=fragments)
    where = " OR ".join(f"f.{column} = %s" for part in parts for column in part) or "false"
    values: list[Any] = [value for part in parts for value in part.values()]
    columns = ", ".join(f"f.{name}" for name in compartments)
    sql = (
        "SELECT f.customer_id, f.pack, f.kind, f.secrecy, f.manager_id, f.deputy_id, f.custodian_id, u.path, "  # noqa: S608  (names come from code)
        f"{columns} FROM customers_file f JOIN staff_unit u ON u.id = f.unit_id WHERE {where} "
        "ORDER BY f.customer_id DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit + 1])
        rows = cursor.fetchall()
    return list(_made(rows[:limit], compartments)), len(rows) > limit


def _made(rows: Iterable[Sequence[Any]], compartments: Sequence[str]) -> Iterable[Candidate]:
    places = [(8 + place, name, COMPARTMENTS.index(name)) for place, name in enumerate(compartments)]
    for row in rows:
        one = Candidate()
        (one.customer_id, one.pack, one.kind, one.secrecy, one.manager_id, one.deputy_id, one.custodian_id,
         one.unit_path) = row[:8]  # fmt: skip
        for place, name, number in places:
            blob = row[place]
            setattr(one, name, None if blob is None else Sealed(bytes(blob), row[0], number))
        yield one

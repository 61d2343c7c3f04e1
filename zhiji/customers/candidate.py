"""Files fetched cheaply for comparison: what the gateway must know of each, and the sealed columns asked for.

Thousands are compared on a keystroke of a fragment search, dozens of strangers on a look-up by telephone, so no model
instance is built for them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from zhiji.fields import COMPARTMENTS
from zhiji.vault import Sealed


class Candidate:
    """A file as the gateway judges it, with some sealed compartments; the others are None."""

    customer_id: int
    pack: str
    kind: str
    secrecy: int
    store_only: bool
    unprofiled: bool
    manager_id: int | None
    deputy_id: int | None
    custodian_id: int | None
    unit_path: str
    identity = contact = work = wealth = personal = ties = None


def fetch(where: str, values: Sequence[Any], compartments: Sequence[str], limit: int) -> list[Candidate]:
    """The newest files ``AS f`` that satisfy ``where`` (SQL of our own making, its ``values`` apart), at most ``limit``."""
    columns = "".join(f", f.{name}" for name in compartments)
    sql = (
        "SELECT f.customer_id, f.pack, f.kind, f.secrecy, f.manager_id, f.deputy_id, f.custodian_id, f.store_only, f.unprofiled, u.path"  # noqa: S608  (names come from code)
        f"{columns} FROM customers_file f JOIN staff_unit u ON u.id = f.unit_id WHERE {where} "
        "ORDER BY f.customer_id DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit])
        return list(_made(cursor.fetchall(), compartments))


def _made(rows: Iterable[Sequence[Any]], compartments: Sequence[str]) -> Iterable[Candidate]:
    places = [(10 + place, name, COMPARTMENTS.index(name)) for place, name in enumerate(compartments)]
    for row in rows:
        one = Candidate()
        (one.customer_id, one.pack, one.kind, one.secrecy, one.manager_id, one.deputy_id, one.custodian_id,
         one.store_only, one.unprofiled, one.unit_path) = row[:10]  # fmt: skip
        for place, name, number in places:
            blob = row[place]
            setattr(one, name, None if blob is None else Sealed(bytes(blob), row[0], number))
        yield one

"""How the files in one colleague's own care stand, in counts (F02, F04): kinds, states, key customers, completeness."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from zhiji.access.gateway import Gate, look
from zhiji.customers.looks.scopes import CUSTODY_ROLES, SCOPES, parts_of
from zhiji.customers.rules import KINDS, STATES

COUNTED = 5000
"""Most files one summary counts, the newest; an information officer of a big bank keeps more than a glance may cost."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Files of one's care that stand alike to the reader, as the gateway judges them, and how many there are."""

    unit_path: str
    manager_id: int | None
    deputy_id: int | None
    custodian_id: int | None
    secrecy: int
    store_only: bool
    unprofiled: bool
    kind: str
    state: str
    key_customer: bool
    files: int
    incomplete: int
    completeness: int
    customer_id: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over the files the reader may see for this purpose. ``completeness`` is their mean, 0 to 100, None without files.

    ``incomplete`` lack something required. ``whole`` is False when there are more files than were counted.
    """

    scope: str
    shows: str
    as_of: datetime
    files: int
    kinds: Mapping[str, int]
    states: Mapping[str, int]
    key_customers: int
    incomplete: int
    completeness: int | None
    whole: bool


@look("customers:file:summary")
def summarise(gate: Gate) -> Summary:
    """The files one manages or stands in for; those an information officer keeps. Never a unit's or the bank's.

    Files the reader may not see for this purpose are not counted, so that no figure tells of them. Nothing is opened.
    """
    gate.check_question()
    scope = "custody" if gate.by.role in CUSTODY_ROLES else "portfolio"
    found = _standings(scope, gate.by)
    whole = sum(one.files for one in found) <= COUNTED
    seen: list[Standing] = gate.foresee(found)
    files = sum(one.files for one in seen)
    gate.permit_query({"scope": scope, "counted": files})
    return Summary(
        scope, str(SCOPES[scope]), gate.at, files,
        {kind: sum(one.files for one in seen if one.kind == kind) for kind in KINDS},
        {state: sum(one.files for one in seen if one.state == state) for state in STATES},
        sum(one.files for one in seen if one.key_customer),
        sum(one.incomplete for one in seen),
        round(sum(one.completeness for one in seen) / files) if files else None, whole,
    )  # fmt: skip


def _standings(scope: str, by: Any) -> list[Standing]:
    """The scope grouped in the database: some dozens of rows, whatever the size of the portfolio."""
    parts = parts_of(scope, by)
    where = " OR ".join(f"{column} = %s" for part in parts for column in part)
    values = [value for part in parts for value in part.values()]
    # Who else manages or keeps a file matters only where that is the reader: others' names would split groups for nothing.
    own = ", ".join(
        f"CASE WHEN {column} = %s THEN {column} END AS {column}"
        for column in ("manager_id", "deputy_id", "custodian_id")
    )
    sql = (
        f"SELECT u.path, manager_id, deputy_id, custodian_id, secrecy, store_only, unprofiled, f.kind, state, key_customer, count(*), "  # noqa: S608  (names come from code)
        "count(*) FILTER (WHERE missing > 0), sum(completeness) FROM (SELECT unit_id, secrecy, store_only, unprofiled, kind, state, key_customer, "
        f"missing, completeness, {own} FROM customers_file WHERE {where} ORDER BY customer_id DESC LIMIT %s) f "
        "JOIN staff_unit u ON u.id = f.unit_id GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [by.pk, by.pk, by.pk, *values, COUNTED + 1])
        rows: Iterable[tuple[Any, ...]] = cursor.fetchall()
    return [Standing(*row) for row in rows]

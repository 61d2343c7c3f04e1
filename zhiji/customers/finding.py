"""Finds files before the gateway decides on them. Nothing found here is shown without a permit."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection

from zhiji import fields, vault
from zhiji.access.gateway import Gate
from zhiji.access.grants import BESIDE
from zhiji.access.rules import TOP_SECRET, Actor, decide
from zhiji.customers.candidate import Candidate, fetch
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of, number_of
from zhiji.customers.sealing import INDEX_NUMBER
from zhiji.staff.models import Unit

CANDIDATES = 500
"""Most candidates of one identifier that are opened for comparison; above it the question is too wide."""


def _files() -> Any:
    return File.objects.select_related("unit")


def file_by_number(gate: Gate, number: str) -> File:
    """The file with this number; refuses as ``NotHere`` (journalled) when there is none."""
    customer_id = customer_id_of(number)
    file = _file_of(gate, customer_id) if customer_id is not None else None
    if file is None and customer_id is not None:
        gate.seek(customer_id)
    return file if file is not None else gate.unknown()


def standing_of(number: str) -> Candidate:
    """What the gateway must know of a file that was opened already, to say what else of it opens; nothing sealed comes along."""
    return fetch("f.customer_id = %s", [customer_id_of(number)], (), 1)[0]


def _file_of(gate: Gate, customer_id: int) -> File | None:
    """The row, with what the gateway will ask of it: its unit's place in the tree, and the colleague's live grants on it."""
    who, purpose, at = gate.asking
    with connection.cursor() as cursor:
        cursor.execute(_BY_ID, [who, purpose, at, customer_id])
        row = cursor.fetchone()
    if row is None:
        return None
    *file_row, unit, path, live = row
    file = File.from_db(connection.alias, _COLUMNS, file_row)
    file.unit = Unit.from_db(
        connection.alias, ("id", "path"), (unit, path)
    )  # the rest is fetched if ever asked for
    gate.bring(customer_id, live)
    return file


# The commonest question of all: Django would compose the same statement anew each time, at many times the cost of asking.
_COLUMNS = tuple(field.attname for field in File._meta.concrete_fields)
_BY_ID = (
    f"SELECT {', '.join(f'f.{name}' for name in _COLUMNS)}, u.id, u.path, {BESIDE.format(customer='f.customer_id')} "  # noqa: S608 (names of our columns)
    "FROM customers_file f JOIN staff_unit u ON u.id = f.unit_id WHERE f.customer_id = %s"
)


def locked_file(gate: Gate, number: str) -> File:
    """The same, locked until the act's transaction ends."""
    customer_id = customer_id_of(number)
    file = (
        _files().select_for_update(of=("self",)).filter(pk=customer_id).first()
        if customer_id is not None
        else None
    )
    return file if file is not None else gate.unknown()


def by_identifiers(gate: Gate, asked: Sequence[tuple[str, str]]) -> list[tuple[str, Candidate]]:
    """Files that truly carry one of some full identifiers, each with the index in which it does: one look-up of all their
    tokens, then the candidates are opened and compared.

    ``asked`` pairs an index of ``fields.INDEXES`` with a text as typed. The caller must still ask for permits to show any.
    """
    wanted = frozenset((index, fields.normalise(index, text)) for index, text in asked)
    named = _candidates(sorted(wanted))
    if not named:
        return []
    compartments = sorted({INDEX_COMPARTMENTS[index] for index, _ in named})
    numbers = list({customer_id for _, customer_id in named})
    files = {
        one.customer_id: one
        for one in fetch("f.customer_id = ANY(%s)", [numbers], compartments, len(numbers))
    }
    sealed = [
        (customer_id, blob)
        for customer_id, name in dict.fromkeys((number, INDEX_COMPARTMENTS[index]) for index, number in named)
        if customer_id in files and (blob := getattr(files[customer_id], name)) is not None
    ]
    indexes = frozenset(index for index, _ in wanted)
    carried: dict[tuple[str, int], None] = {}

    def carries(customer_id: int, values: dict[str, Any]) -> bool:
        file = files[customer_id]
        own = wanted.intersection(fields.tokens(fields.register(file.pack), file.kind, values, indexes))
        carried.update(dict.fromkeys((index, customer_id) for index, _ in own))
        return bool(own)

    gate.match(sealed, carries)
    return [(index, files[customer_id]) for index, customer_id in carried]


def _candidates(wanted: Sequence[tuple[str, str]]) -> list[tuple[str, int]]:
    """Index and customer behind every token asked for, at most CANDIDATES of one identifier. One query."""
    asked = [
        (place, INDEX_NUMBER[index], token)
        for place, (index, text) in enumerate(wanted)
        for token in vault.query_tokens(index, text)
    ]
    if not asked:
        return []
    places, indexes, tokens = (list(column) for column in zip(*asked, strict=True))
    found: dict[int, dict[int, None]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_TOKENS, [places, indexes, tokens, CANDIDATES])
        for place, customer_id in cursor.fetchall():
            found.setdefault(place, {})[customer_id] = None
    return [
        (wanted[place][0], number) for place in sorted(found) for number in list(found[place])[:CANDIDATES]
    ]


_BY_TOKENS = """
SELECT asked.place, held.customer_id
FROM unnest(%s::int4[], %s::int2[], %s::int8[]) AS asked (place, index, token)
CROSS JOIN LATERAL (
    SELECT t.customer_id FROM customers_token t WHERE t.index = asked.index AND t.token = asked.token LIMIT %s
) AS held
"""

INDEX_COMPARTMENTS: Mapping[str, str] = {
    "name": "identity",
    "pinyin": "identity",
    "paper": "identity",
    "licence": "identity",
    "reference": "identity",
    "phone": "contact",
    "email": "contact",
    "account": "wealth",
    "card": "wealth",
}


def same_paper(gate: Gate, register: fields.Register, kind: str, values: Mapping[str, Any]) -> list[str]:
    """Numbers of files that carry one of these values' paper or licence numbers already, but for those the asker must not know of."""
    asked = [pair for pair in fields.tokens(register, kind, values) if pair[0] in ("paper", "licence")]
    found = list(dict.fromkeys(number_of(file.customer_id) for _, file in by_identifiers(gate, asked)))
    secret = unknowable(gate.by, found) if gate.by.role != "system" else ()
    return [number for number in found if number not in secret]


def unknowable(by: Actor, numbers: Collection[str]) -> set[str]:
    """Of these customer numbers, those of files the colleague must not even know of (J04)."""
    ids = {customer_id: number for number in numbers if (customer_id := customer_id_of(number)) is not None}
    secret = _files().filter(pk__in=ids, secrecy=TOP_SECRET)
    return {ids[file.customer_id] for file in secret if decide(by, "customers:file:open", file, "").hides}

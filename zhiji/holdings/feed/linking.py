"""Whose number is it? A feed's customer numbers, found without opening a file where they were met before."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection

from zhiji import fields
from zhiji.access.gateway import Gate
from zhiji.customers.finding import by_identifiers
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of
from zhiji.holdings.feed.mapping import OWN_SYSTEM
from zhiji.holdings.models import Link
from zhiji.vault.lasting import reference_token

FEW = 500
"""Up to so many new numbers are looked for one by one in the blind index; for more, every file is opened once."""
_BATCH = 2_000
_ONLY = frozenset({"reference"})


def customers_of(gate: Gate, system: str, numbers: Collection[str]) -> dict[str, int]:
    """Number → customer id, for those of whom there is a file. New finds are kept as keyed tokens (``Link``)."""
    if system == OWN_SYSTEM:
        return _own(numbers)
    texts = {number: fields.normalise("reference", f"{system}:{number}") for number in numbers}
    tokens = {number: reference_token("reference", text) for number, text in texts.items()}
    known = _linked(tokens.values())
    new = [number for number in numbers if tokens[number] not in known]
    if new:
        known |= (
            _searched(gate, {texts[one]: tokens[one] for one in new}) if len(new) <= FEW else _scanned(gate)
        )
    return {number: known[token] for number, token in tokens.items() if token in known}


def _own(numbers: Collection[str]) -> dict[str, int]:
    ids = {number: found for number in numbers if (found := customer_id_of(number)) is not None}
    held = set(File.objects.filter(pk__in=list(ids.values())).values_list("pk", flat=True))
    return {number: found for number, found in ids.items() if found in held}


def _linked(tokens: Any) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, customer_id FROM holdings_link WHERE token = ANY(%s)", [list(tokens)])
        return dict(cursor.fetchall())


def _searched(gate: Gate, asked: dict[str, int]) -> dict[int, int]:
    found = {}
    for text, token in asked.items():
        named = by_identifiers(gate, [("reference", text)])
        if len(named) == 1:
            found[token] = named[0][1].customer_id
    _keep(found)
    return found


def _scanned(gate: Gate) -> dict[int, int]:
    """Open every file's identity once, for comparison only, and keep what numbers stand on it."""
    found: dict[int, int] = {}
    for batch in _batches():
        shapes = {customer_id: (pack, kind) for customer_id, pack, kind, _ in batch}

        def fits(customer_id: int, values: dict[str, Any], shapes: Any = shapes) -> bool:
            pack, kind = shapes[customer_id]
            for _index, text in fields.tokens(fields.register(pack), kind, values, _ONLY):
                found[reference_token("reference", text)] = customer_id
            return False

        gate.match([(customer_id, sealed.of(customer_id)) for customer_id, _, _, sealed in batch], fits)
    _keep(found)
    return found


def _batches() -> Iterator[list[tuple[int, str, str, Any]]]:
    after = 0
    while True:
        files = File.objects.filter(customer_id__gt=after, identity__isnull=False).order_by("customer_id")
        batch = list(files.values_list("customer_id", "pack", "kind", "identity")[:_BATCH])
        if not batch:
            return
        yield batch
        after = batch[-1][0]


def _keep(found: dict[int, int]) -> None:
    rows = [Link(customer_id=customer_id, token=token) for token, customer_id in found.items()]
    Link.objects.bulk_create(rows, batch_size=5_000, ignore_conflicts=True)

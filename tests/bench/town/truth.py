"""Who is what, for tests of models and monitors only: no feed and no lake holds it."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from .block import Block, blocks
from .lives import LIVES, NEVER, TRAITS
from .seasons import Town
from .spikes import SPAN

SCHEMA = pa.schema([("customer", pa.int64()), ("trait", pa.string()), ("life", pa.string()), ("account", pa.int64()),
                    ("first", pa.date32()), ("last", pa.date32())])  # fmt: skip
"""customer: place in the town from 0; account: place among the block's, null for the customer as a whole; first and last day:
of a churner's fading and leaving (none after), of a sleeper's rest (open), of a spike, of a maturity."""


def truth(town: Town) -> pa.Table:
    """One row a trait."""
    found = [row for one in blocks(town) for row in told(town, one)]
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in found], SCHEMA)


def told(town: Town, one: Block) -> Iterator[tuple]:
    """The truth of one block."""
    held = one.held

    def row(who: int, trait: str, first: int, last: int | None, account: int | None = None) -> tuple:
        days = (None if day is None else town.epoch + int(day) for day in (first, last))
        return one.start + int(who), trait, LIVES[held.life[who]], account, *days

    for who in np.flatnonzero(held.leave != NEVER):
        yield row(who, "churner", held.fade[who], held.leave[who])
    for who in np.flatnonzero((held.asleep != NEVER) & (held.spike == 0)):
        yield row(who, "dormant", held.asleep[who], None)
    for who in np.flatnonzero(held.spike):
        yield row(who, TRAITS[held.spike[who]], held.struck[who], held.struck[who] + SPAN)
    matured = one.matured
    for who, account, day, renewed in zip(
        matured.customer, matured.account, matured.day, matured.renewed, strict=True
    ):
        yield row(who, "renewed" if renewed else "left", day, day, int(account))

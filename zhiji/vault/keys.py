"""Data keys: random bytes per customer, stored wrapped by the key-encryption key of an epoch.

The first 32 bytes seal and are replaced by a full re-seal; the other 32 make commitments and last as long
as the customer, so that what the journal holds can still be checked after a re-seal, and no longer after
shredding.

There is no cache of data keys: a shred order takes effect in every process with the next opening.
"""

import os
import struct
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, NoReturn

from django.db import connection

from zhiji.vault import ledger, suites
from zhiji.vault.errors import KeyMissing, KeyRetired, SealedError, Shredded
from zhiji.vault.providers import KeyProvider, provider, suite
from zhiji.vault.suites import SECRET_BYTES, Aead, Suite

TABLE = "vault_datakey"
COLUMNS = ("customer_id", "epoch", "suite", "generation", "wrapped")
TYPES = ("int8", "int2", "int2", "int2", "bytea")
_AAD = struct.Struct(">16sqhHH")  # epochs below zero: the line kept apart for top-secret files
_COPY_FROM = 20
FIRST_GENERATION = 1
_INSERT = f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608 (constants)
_SELECT = f"SELECT {', '.join(COLUMNS)}, previous FROM {TABLE} WHERE customer_id = ANY(%s)"  # noqa: S608


class WrappedRow(NamedTuple):
    """A row of vault_datakey as `COLUMNS` orders it, for a binary COPY with `TYPES`."""

    customer_id: int
    epoch: int
    suite: int
    generation: int
    wrapped: bytes


class DataKey:
    """One customer's key. It derives a cipher per compartment and never shows its secret.

    Attributes:
        generation: counts full re-seals; stored in every blob.
    """

    __slots__ = ("_ciphers", "_previous", "_secret", "customer_id", "generation", "suite")

    def __init__(
        self, customer_id: int, suite: Suite, generation: int, secret: bytes, previous: bytes | None = None
    ) -> None:
        self.customer_id = customer_id
        self.suite = suite
        self.generation = generation
        self._secret = secret
        self._previous = previous
        self._ciphers: dict[int, Aead] = {}

    def compartment(self, number: int) -> Aead:
        """The compartment's own cipher: keys are derived one way, so that one opens no other."""
        cipher = self._ciphers.get(number)
        if cipher is None:
            key = self.suite.derive(self._secret[:SECRET_BYTES], b"compartment %d" % number)
            cipher = self._ciphers[number] = self.suite.aead(key)
        return cipher

    def commit(self, message: bytes, suite: Suite) -> bytes:
        """The customer's lasting HMAC of a message, 32 bytes; the same before and after a re-seal."""
        return suite.mac(self._secret[SECRET_BYTES:], message)

    def before(self, generation: int, suite: Suite) -> "DataKey":
        """The key of the generation before, while a re-seal still keeps it; KeyRetired otherwise."""
        if self._previous is not None and generation == self.generation - 1:
            return DataKey(self.customer_id, suite, generation, self._previous)
        raise KeyRetired(
            f"customer {self.customer_id}: sealed with data key {generation}, which was replaced by "
            f"{self.generation}; this is an old copy of the row"
        )

    def wrap(self, keys: KeyProvider, epoch: int) -> bytes:
        """The secret under the epoch's key, bound to customer, epoch, suite and generation."""
        return keys.wrap(epoch, self._secret, _aad(self.customer_id, epoch, self.suite.id, self.generation))

    def wrap_previous(self, keys: KeyProvider, epoch: int) -> bytes | None:
        """Likewise for the key a re-seal is replacing."""
        if self._previous is None:
            return None
        return keys.wrap(
            epoch, self._previous, _aad(self.customer_id, epoch, self.suite.id, self.generation - 1)
        )

    def successor(self, suite: Suite) -> "DataKey":
        """A fresh key for the same customer, one generation on."""
        secret = os.urandom(SECRET_BYTES) + self._secret[SECRET_BYTES:]
        return DataKey(self.customer_id, suite, self.generation + 1, secret, self._secret)

    def __repr__(self) -> str:
        return f"<DataKey of customer {self.customer_id}>"

    def __reduce__(self) -> NoReturn:
        raise SealedError("a data key never leaves its process")


def _aad(customer_id: int, epoch: int, suite_id: int, generation: int) -> bytes:
    return _AAD.pack(b"zhiji data key\0\0", customer_id, epoch, suite_id, generation)


def wrapped_rows(customer_ids: Iterable[int]) -> tuple[dict[int, DataKey], list[WrappedRow]]:
    """Fresh keys with the rows that store them, for callers who COPY the rows themselves."""
    keys, chosen = provider(), suite()
    epoch = keys.current_epoch()
    made: dict[int, DataKey] = {}
    rows: list[WrappedRow] = []
    for customer_id in customer_ids:
        key = DataKey(customer_id, chosen, FIRST_GENERATION, os.urandom(2 * SECRET_BYTES))
        made[customer_id] = key
        rows.append(WrappedRow(customer_id, epoch, chosen.id, FIRST_GENERATION, key.wrap(keys, epoch)))
    return made, rows


def make_keys(customer_ids: Sequence[int]) -> dict[int, DataKey]:
    """Makes and stores a key for each customer in the caller's transaction.

    A customer who has a key already, or who was shredded, is an error: IntegrityError or Shredded.
    """
    if gone := ledger.shredded().intersection(customer_ids):
        raise Shredded(min(gone))
    made, rows = wrapped_rows(customer_ids)
    with connection.cursor() as cursor:
        if len(rows) < _COPY_FROM:
            cursor.executemany(_INSERT, rows)
        else:
            with cursor.copy(f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(TYPES)
                for row in rows:
                    copy.write_row(row)
    return made


def data_key(customer_id: int, *, for_sealing: bool = False) -> DataKey:
    """One customer's key; see `data_keys`."""
    return data_keys((customer_id,), for_sealing=for_sealing)[customer_id]


def data_keys(customer_ids: Iterable[int], *, for_sealing: bool = False) -> dict[int, DataKey]:
    """The keys of many customers, in one query.

    ``for_sealing=True`` (inside a transaction) holds the rows until it ends, so that a re-seal under way
    cannot replace a key between its reading and the writing of what was sealed with it.

    Raises Shredded, KeyMissing, KeyUnavailable (the epoch's key is absent) or Tampered.
    """
    wanted = list(dict.fromkeys(customer_ids))
    _refuse_shredded(wanted)
    with connection.cursor() as cursor:
        cursor.execute(_SELECT + (" ORDER BY customer_id FOR SHARE" if for_sealing else ""), [wanted])
        found = unwrapped(cursor.fetchall())
    if len(found) < len(wanted):
        _explain_missing([customer_id for customer_id in wanted if customer_id not in found])
    return found


def unwrapped(rows: Iterable[tuple[int, int, int, int, bytes, bytes | None]]) -> dict[int, DataKey]:
    """Keys from rows of `COLUMNS` and ``previous``."""
    keys = provider()
    found: dict[int, DataKey] = {}
    for customer_id, epoch, suite_id, generation, wrapped, previous in rows:
        secret = keys.unwrap(epoch, bytes(wrapped), _aad(customer_id, epoch, suite_id, generation))
        before = None
        if previous is not None:
            before = keys.unwrap(epoch, bytes(previous), _aad(customer_id, epoch, suite_id, generation - 1))
        found[customer_id] = DataKey(customer_id, suites.numbered(suite_id), generation, secret, before)
    return found


def store_wrapped(cursor: Any, epoch: int, keys: Sequence[DataKey]) -> None:
    """Writes keys wrapped under an epoch over the rows they came from."""
    store = provider()
    cursor.execute(
        "UPDATE vault_datakey k SET epoch = %s, suite = n.suite, generation = n.generation, "
        "wrapped = n.wrapped, previous = n.previous "
        "FROM unnest(%s::bigint[], %s::smallint[], %s::smallint[], %s::bytea[], %s::bytea[]) "
        "AS n(customer_id, suite, generation, wrapped, previous) WHERE k.customer_id = n.customer_id",
        [
            epoch,
            [key.customer_id for key in keys],
            [key.suite.id for key in keys],
            [key.generation for key in keys],
            [key.wrap(store, epoch) for key in keys],
            [key.wrap_previous(store, epoch) for key in keys],
        ],
    )


def _refuse_shredded(customer_ids: list[int]) -> None:
    if gone := ledger.shredded().intersection(customer_ids):
        raise Shredded(min(gone))


def _explain_missing(customer_ids: list[int]) -> NoReturn:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(customer_id) FROM vault_tombstone WHERE customer_id = ANY(%s)", [customer_ids]
        )
        shredded = cursor.fetchone()[0]
    if shredded is not None:
        raise Shredded(shredded)
    raise KeyMissing(customer_ids[0])

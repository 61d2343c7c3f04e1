"""Rows as PostgreSQL's binary COPY wants them, put together where the sealing happens, so that the parent only relays bytes.

The format: a signature, then per row a 16-bit count of columns and per column a 32-bit length and the bytes (big-endian).
https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format". Tests read everything back through the models.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"

FILE_TABLE = "customers_file"
FILE_COLUMNS = [
    "customer_id",
    "pack",
    "kind",
    "state",
    "secrecy",
    "key_customer",
    "unit_id",
    "manager_id",
    "deputy_id",
    "custodian_id",
    "opened_at",
    "version",
    "changed_at",
    "changed_by",
    "change_source",
    "change_note",
    "completeness",
    "missing",
    "identity",
    "contact",
    "work",
    "wealth",
    "personal",
    "ties",
]
TOKEN_TABLE, TOKEN_COLUMNS = "customers_token", ("index", "token", "customer_id")
NAME_TABLE, NAME_COLUMNS = "customers_publicname", ("customer_id", "name", "grams")

_INT2, _INT4, _INT8 = struct.Struct(">ih"), struct.Struct(">ii"), struct.Struct(">iq")
_LENGTH = struct.Struct(">i")
_TOKEN = struct.Struct(">hihiqiq")
TOKEN_SIZE = _TOKEN.size
_KEY = struct.Struct(">hiqihihihi")
_VARCHAR = 1043
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def int2(value: int) -> bytes:
    return _INT2.pack(2, value)


def int4(value: int) -> bytes:
    return _INT4.pack(4, value)


def int8(value: int | None) -> bytes:
    return NULL if value is None else _INT8.pack(8, value)


def boolean(value: bool) -> bytes:
    return b"\0\0\0\1\1" if value else b"\0\0\0\1\0"


def instant(value: datetime) -> bytes:
    """A ``timestamptz``: microseconds since 2000."""
    passed = value - _EPOCH
    return _INT8.pack(8, (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds)


def octets(value: bytes | None) -> bytes:
    return NULL if value is None else _LENGTH.pack(len(value)) + value


def text(value: str) -> bytes:
    return octets(value.encode())


def varchars(values: Sequence[str]) -> bytes:
    """A ``varchar[]`` of one dimension."""
    inside = b"".join(map(text, values))
    return octets(struct.pack(">iiiii", 1, 0, _VARCHAR, len(values), 1) + inside)


def columns(*packed: bytes) -> bytes:
    """A row."""
    return struct.pack(">h", len(packed)) + b"".join(packed)


def token_row(index: int, token: int, customer_id: int) -> bytes:
    """A row of the blind index; rows compare as (index, token, customer), so that sorting them keeps B-trees happy."""
    return _TOKEN.pack(3, 2, index, 8, token, 8, customer_id)


def token_owner(row: bytes) -> int:
    """The customer of a packed token row."""
    return int(_TOKEN.unpack(row)[6])


def key_row(customer_id: int, epoch: int, suite: int, generation: int, wrapped: bytes) -> bytes:
    """A row of wrapped data keys, in the order of ``vault.keys.COLUMNS``."""
    return _KEY.pack(5, 8, customer_id, 2, epoch, 2, suite, 2, generation, len(wrapped)) + wrapped

"""Files (scans of papers) sealed in chunks, so that a large one never stands in memory whole.

Each file has a content key of its own, itself sealed under the customer's data key like any other blob: the
row of the attachment keeps it in a `SealedField`. Re-sealing touches that blob only, and shredding reaches
every file.

    format u8 | suite u8 | then chunks: ciphertext of up to 1 MiB | tag 16

A chunk's nonce is its number; its associated data bind customer, attachment, number, and whether it is the
last: chunks cannot be dropped, doubled, reordered or moved to another file.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from zhiji.vault import suites
from zhiji.vault.errors import Tampered
from zhiji.vault.keys import DataKey
from zhiji.vault.opening import open as open_sealed
from zhiji.vault.permits import Permit
from zhiji.vault.sealed import Sealed
from zhiji.vault.sealing import seal
from zhiji.vault.suites import NONCE_BYTES, SECRET_BYTES, TAG_BYTES

FORMAT = 1
CHUNK_BYTES = 1 << 20
_BINDING = struct.Struct(">BBqqQ?")


@dataclass(frozen=True, slots=True)
class SealedFile:
    """What to keep in the attachment's row.

    Attributes:
        key_blob: the content key, sealed: for a `SealedField` of the same compartment.
        size: of the plaintext, bytes.
    """

    key_blob: bytes
    size: int


def seal_stream(
    key: DataKey, compartment: int, attachment_id: int, source: BinaryIO, sink: BinaryIO
) -> SealedFile:
    """Seals what ``source`` holds into ``sink``, 1 MiB at a time."""
    secret = os.urandom(SECRET_BYTES)
    suite = key.suite
    cipher = suite.aead(suite.derive(secret, b"attachment"))
    sink.write(bytes((FORMAT, suite.id)))
    size = number = 0
    chunk = _full(source, CHUNK_BYTES)
    while True:
        following = _full(source, CHUNK_BYTES) if len(chunk) == CHUNK_BYTES else b""
        aad = _BINDING.pack(FORMAT, suite.id, key.customer_id, attachment_id, number, not following)
        sink.write(cipher.seal(_nonce(number), chunk, aad))
        size += len(chunk)
        if not following:
            return SealedFile(seal(key, compartment, 0, 0, secret), size)
        chunk, number = following, number + 1


def open_stream(key_sealed: Sealed, permit: Permit, attachment_id: int, source: BinaryIO) -> Iterator[bytes]:
    """The plaintext, chunk by chunk, each verified before it is given out.

    A file cut short raises Tampered at the cut, after the chunks before it: a caller who must not act on
    part of a file consumes it whole first. Other errors as `vault.open`.
    """
    secret = open_sealed(key_sealed, permit)
    return _chunks(secret, key_sealed.customer_id or 0, attachment_id, source)


def open_path(key_sealed: Sealed, permit: Permit, attachment_id: int, path: Path) -> Iterator[bytes]:
    """As `open_stream`, of the file at ``path``: found and its key opened at once, closed when the last chunk is out."""
    secret = open_sealed(key_sealed, permit)
    source = path.open("rb")

    def chunks() -> Iterator[bytes]:
        with source:
            yield from _chunks(secret, key_sealed.customer_id or 0, attachment_id, source)

    return chunks()


def _chunks(secret: bytes, customer_id: int, attachment_id: int, source: BinaryIO) -> Iterator[bytes]:
    head = _full(source, 2)
    if len(head) < 2 or head[0] != FORMAT:
        raise Tampered("the attachment's beginning is not of a known format")
    suite = suites.numbered(head[1])
    cipher = suite.aead(suite.derive(secret, b"attachment"))
    stored = CHUNK_BYTES + TAG_BYTES
    chunk = _full(source, stored)
    number = 0
    while True:
        following = _full(source, stored) if len(chunk) == stored else b""
        aad = _BINDING.pack(FORMAT, suite.id, customer_id, attachment_id, number, not following)
        yield cipher.open(_nonce(number), chunk, aad)
        if not following:
            return
        chunk, number = following, number + 1


def _nonce(number: int) -> bytes:
    return number.to_bytes(NONCE_BYTES, "big")


def _full(source: BinaryIO, size: int) -> bytes:
    """Up to ``size`` bytes; fewer only at the end, whatever a single read gives."""
    parts: list[bytes] = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)

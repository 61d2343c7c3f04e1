"""The sealed blob: what it looks like, sealing, and unsealing with a key in hand.

    format u8 | suite u8 | generation u16 | version u32 | revision u32 | nonce 12 | ciphertext | tag 16

The associated data are the first twelve bytes, the customer id and the compartment: a blob moved to another
customer, compartment or version does not open. Random nonces are safe because a compartment's key seals
one message per version of the file, far below the 2^32 that NIST SP 800-38D allows.
"""

import os
import struct
from typing import NamedTuple

from zhiji.vault import suites
from zhiji.vault.errors import KeyRetired, Tampered
from zhiji.vault.keys import DataKey
from zhiji.vault.suites import NONCE_BYTES, TAG_BYTES

FORMAT = 1
COMPARTMENTS = 6
_HEADER = struct.Struct(">BBHII")
_BINDING = struct.Struct(">qB")
_BODY = _HEADER.size + NONCE_BYTES
OVERHEAD = _BODY + TAG_BYTES


class Header(NamedTuple):
    """What a blob says about itself in the clear (and authenticates)."""

    format: int
    suite: int
    generation: int
    version: int
    revision: int


def seal(key: DataKey, compartment: int, version: int, revision: int, payload: bytes) -> bytes:
    """The payload as a blob of ``len(payload) + 40`` bytes.

    Args:
        compartment: 0 to 5, sealed apart from one another.
        version: of the customer's file, 0 to 2³² - 1.
        revision: of the field register that shaped the payload.
    """
    if not 0 <= compartment < COMPARTMENTS:
        raise ValueError(f"there is no compartment {compartment}")
    header = _HEADER.pack(FORMAT, key.suite.id, key.generation, version, revision)
    nonce = os.urandom(NONCE_BYTES)
    aad = header + _BINDING.pack(key.customer_id, compartment)
    return header + nonce + key.compartment(compartment).seal(nonce, payload, aad)


def header_of(blob: bytes) -> Header:
    """The clear header, not yet verified; Tampered when the blob is too short or of no known format."""
    if len(blob) < OVERHEAD:
        raise Tampered("the blob is too short")
    header = Header(*_HEADER.unpack_from(blob))
    if header.format != FORMAT:
        raise Tampered(f"no blob has the format {header.format}")
    return header


def unseal(key: DataKey, compartment: int, blob: bytes) -> bytes:
    """The payload. Tampered: changed, or bound to another place. KeyRetired: sealed before a re-seal."""
    header = header_of(blob)
    suite = suites.numbered(header.suite)
    binding = _BINDING.pack(key.customer_id, compartment)
    nonce, sealed = blob[_HEADER.size : _BODY], blob[_BODY:]
    if header.generation != key.generation:
        try:
            key = key.before(header.generation, suite)
        except KeyRetired:
            # If the present key opens it, only the generation was altered: that is tampering, not age.
            honest = _HEADER.pack(*header._replace(generation=key.generation))
            if suite is key.suite and _opens(key, compartment, nonce, sealed, honest + binding):
                raise Tampered("the blob names another data key than the one that opens it") from None
            raise
    if suite is not key.suite:
        raise Tampered("the blob names another cipher suite than its data key")
    return key.compartment(compartment).open(nonce, sealed, blob[: _HEADER.size] + binding)


def _opens(key: DataKey, compartment: int, nonce: bytes, sealed: bytes, aad: bytes) -> bool:
    try:
        key.compartment(compartment).open(nonce, sealed, aad)
    except Tampered:
        return False
    return True

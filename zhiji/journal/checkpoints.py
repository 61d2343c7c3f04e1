"""Signed tree heads: C2SP ``tlog-checkpoint`` in a C2SP ``signed-note`` with Ed25519.

    bank.example/journal                      the origin, also the name of the key
    20852163                                  how many entries
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
    zhiji time=2026-11-22T03:10:25.123456Z system=7364 horizon=812 next=815

    — bank.example/journal Az3grl...

The fourth line is an extension, signed with the rest: when (the database's clock) and up to which transaction. Every
transaction below ``horizon`` was over and sealed; none at or above ``next`` had begun. It lets a verifier see an entry
that claims to be older than it is. Generic tools ignore it.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.utils.module_loading import import_string

_EXTENSION = re.compile(r"zhiji time=(\S+Z) system=(\S+) horizon=(\d+) next=(\d+)")
_ED25519 = b"\x01"


class Signer(Protocol):
    """Who signs checkpoints. ``name`` identifies the log; it holds neither white space nor ``+``."""

    @property
    def name(self) -> str: ...

    @property
    def public_key_bytes(self) -> bytes: ...

    def sign(self, message: bytes, /) -> bytes: ...


class BadCheckpoint(ValueError):
    """A note that is malformed or not signed by the expected key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head. ``next`` is the transaction number that had not begun yet; ``note`` is the signed text."""

    origin: str
    size: int
    root: bytes
    at: datetime
    system: str
    horizon: int
    next: int
    note: str = ""


def signer() -> Signer:
    """The signer that ``settings.ZHIJI_JOURNAL_SIGNER`` names."""
    made: Signer = import_string(settings.ZHIJI_JOURNAL_SIGNER)()
    return made


def verifier_key(name: str, public_key: bytes) -> str:
    """The public key in the one-line form of C2SP signed notes: ``name+hash+key``."""
    encoded = base64.b64encode(_ED25519 + public_key).decode()
    return f"{name}+{_key_hash(name, public_key).hex()}+{encoded}"


def trusted_keys() -> dict[str, list[bytes]]:
    """Public keys by name: the signer's, and earlier ones from ``settings.ZHIJI_JOURNAL_PAST_KEYS`` (verifier keys)."""
    now = signer()
    keys = {now.name: [now.public_key_bytes]}
    for text in getattr(settings, "ZHIJI_JOURNAL_PAST_KEYS", ()):
        name, _hash, encoded = text.split("+", 2)
        keys.setdefault(name, []).append(base64.b64decode(encoded)[1:])
    return keys


def sign(size: int, root: bytes, at: datetime, system: str, horizon: int, following: int) -> Checkpoint:
    """A checkpoint over the tree, signed by the configured signer."""
    by = signer()
    if not by.name or re.search(r"[\s+]", by.name):
        raise ValueError(f"the signer's name {by.name!r} must hold neither white space nor '+'")
    time = at.isoformat(timespec="microseconds")[:26] + "Z"
    text = (
        f"{by.name}\n{size}\n{base64.b64encode(root).decode()}\n"
        f"zhiji time={time} system={system} horizon={horizon} next={following}\n"
    )
    signature = _key_hash(by.name, by.public_key_bytes) + by.sign(text.encode())
    note = f"{text}\n\u2014 {by.name} {base64.b64encode(signature).decode()}\n"
    return Checkpoint(by.name, size, root, at, system, horizon, following, note)


def read(note: str, keys: Mapping[str, Sequence[bytes]]) -> Checkpoint:
    """The checkpoint in a note. Raises :class:`BadCheckpoint` unless one of the keys signed it."""
    text, separator, signatures = note.rpartition("\n\n")
    if not separator:
        raise BadCheckpoint("no signature")
    text += "\n"
    lines = text.split("\n")
    extension = _EXTENSION.fullmatch(lines[3]) if len(lines) == 5 else None
    if extension is None or not re.fullmatch(r"0|[1-9]\d*", lines[1]):
        raise BadCheckpoint("not a checkpoint of this journal")
    try:
        root = base64.b64decode(lines[2], validate=True)
        at = datetime.fromisoformat(extension[1])
    except (binascii.Error, ValueError) as error:
        raise BadCheckpoint(str(error)) from None
    if len(root) != 32:
        raise BadCheckpoint("the root is not 32 bytes")
    if not any(_signed(text.encode(), line, keys) for line in signatures.splitlines()):
        raise BadCheckpoint("not signed by a trusted key")
    return Checkpoint(
        lines[0], int(lines[1]), root, at, extension[2], int(extension[3]), int(extension[4]), note
    )


def _signed(message: bytes, line: str, keys: Mapping[str, Sequence[bytes]]) -> bool:
    match = re.fullmatch(r"\u2014 (\S+) (\S+)", line)
    if not match:
        return False
    try:
        blob = base64.b64decode(match[2], validate=True)
    except binascii.Error:
        return False
    for public_key in keys.get(match[1], ()):
        if blob[:4] != _key_hash(match[1], public_key):
            continue
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(blob[4:], message)
        except InvalidSignature:
            continue
        return True
    return False


def _key_hash(name: str, public_key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:4]

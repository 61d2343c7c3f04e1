"""The encrypted pack that goes outside (Art. 24), and its passphrase. ``scripts/open_pack.py`` opens it without this house.

A pack is one file: the line ``ZHIJI PACK 1``, a line of JSON (when it ends, how the key is stretched, the nonce), and one
AES-256-GCM message over the contents whose associated data are both lines: changing the day it ends breaks it. The key is
scrypt of a passphrase of 123 random bits that is shown once, never kept, and told on another channel than the file.
"""

import base64
import os
import secrets
from collections.abc import Mapping
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

FIRST_LINE = b"ZHIJI PACK 1\n"
COST = {"n": 2**15, "r": 8, "p": 1}
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # told apart on the telephone


def new_passphrase() -> str:
    """Five groups of five signs."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(5)) for _ in range(5))


def sealed_pack(contents: Mapping[str, Any], passphrase: str, *, expires_at: str, number: str) -> bytes:
    """The bytes of a pack. ``expires_at``: ISO 8601 with its offset; ``number``: the printed number of the case."""
    salt, nonce = os.urandom(16), os.urandom(12)
    header = {
        "number": number, "expires_at": expires_at, "cipher": "AES-256-GCM", "nonce": base64.b64encode(nonce).decode(),
        "scrypt": COST | {"salt": base64.b64encode(salt).decode()},
    }  # fmt: skip
    head = FIRST_LINE + orjson.dumps(header, option=orjson.OPT_SORT_KEYS) + b"\n"
    key = Scrypt(salt=salt, length=32, **COST).derive(passphrase.encode())
    return head + AESGCM(key).encrypt(nonce, orjson.dumps(dict(contents)), head)

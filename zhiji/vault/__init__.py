"""The vault: sealing and opening, data keys, the blind index, shredding, rotation.

It knows customers as whole numbers and payloads as bytes, nothing of fields or files.

    keys = vault.make_keys([1, 2])                       # stored wrapped, in the caller's transaction
    blob = vault.seal(keys[1], 0, 1, 7, b"payload")      # compartment 0, version 1, register revision 7
    vault.open(vault.Sealed(blob, 1, 0), permit)         # a permit comes from the access room only

Also here: ``vault.attachments`` (files), ``vault.blind``, ``vault.rotation``, ``vault.signing``,
``vault.providers`` (key stores), ``vault.permits`` (for the access room).
"""

from zhiji.vault.blind import index_token, query_tokens
from zhiji.vault.commitments import commitment, commits_to
from zhiji.vault.errors import (
    KeyMissing,
    KeyRetired,
    KeyUnavailable,
    LedgerBroken,
    NotPermitted,
    SealedError,
    Shredded,
    Tampered,
    VaultError,
)
from zhiji.vault.keys import DataKey, data_key, data_keys, make_keys, wrapped_rows
from zhiji.vault.ledger import shredded
from zhiji.vault.opening import open, open_many
from zhiji.vault.sealed import Sealed, SealedField
from zhiji.vault.sealing import seal
from zhiji.vault.shred import replay_shreds, shred

__all__ = [
    "DataKey",
    "KeyMissing",
    "KeyRetired",
    "KeyUnavailable",
    "LedgerBroken",
    "NotPermitted",
    "Sealed",
    "SealedError",
    "SealedField",
    "Shredded",
    "Tampered",
    "VaultError",
    "commitment",
    "commits_to",
    "data_key",
    "data_keys",
    "index_token",
    "make_keys",
    "open",
    "open_many",
    "query_tokens",
    "replay_shreds",
    "seal",
    "shred",
    "shredded",
    "wrapped_rows",
]

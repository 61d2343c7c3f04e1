"""Keys for rows that live outside the database (the lake): one per customer, gone when the customer is shredded.

They derive from the lasting part of the data key, as commitments do: neither rotation nor a full re-seal touches rows by
the hundred million, and shredding reaches every copy of them at once. Besides, keys for whole files, wrapped by epoch.

    suite u8 | nonce 12 | ciphertext | tag 16        one sealed row
"""

import os
import struct
from collections.abc import Iterable, Sequence

from zhiji.vault import suites
from zhiji.vault.errors import NotPermitted, Tampered
from zhiji.vault.keys import DataKey, data_keys
from zhiji.vault.permits import Permit
from zhiji.vault.providers import provider, suite
from zhiji.vault.suites import NONCE_BYTES, SECRET_BYTES, TAG_BYTES, Suite

COMPARTMENT = 3
"""What a permit must cover before a sealed row is opened: the wealth compartment."""
_BINDING = struct.Struct(">qqq")


class LastingKey:
    """One customer's key outside the database.

    Attributes:
        opaque: the number under which the lake knows the customer, 63 bits; it cannot be reckoned without the data key.
    """

    __slots__ = ("_cipher", "_mac", "_secret", "_suite", "customer_id", "opaque")

    def __init__(self, key: DataKey, chosen: Suite) -> None:
        self.customer_id, self._suite = key.customer_id, chosen
        self._secret = key.commit(b"lake rows", chosen)
        self._mac = chosen.keyed(key.commit(b"lake tokens", chosen))
        self._cipher: suites.Aead | None = None
        self.opaque = self.token("customer", "")

    def token(self, kind: str, text: str) -> int:
        """A number that stands for a text of this customer: the same text, the same number; another customer's differs."""
        mac = self._mac(kind.encode() + b"\0" + text.encode())
        return int.from_bytes(mac[:8], "big") >> 1

    def seal(self, account: int, ref: int, payload: bytes) -> bytes:
        """A row's private part, bound to customer, account and row. ``len(payload) + 29`` bytes."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._aead().seal(nonce, payload, _BINDING.pack(self.opaque, account, ref))
        return bytes((self._suite.id,)) + nonce + sealed

    def _unseal(self, account: int, ref: int, blob: bytes) -> bytes:
        if len(blob) < 1 + NONCE_BYTES + TAG_BYTES or blob[0] != self._suite.id:
            raise Tampered("the sealed row is of no known form")
        return self._aead().open(
            blob[1 : 1 + NONCE_BYTES], blob[1 + NONCE_BYTES :], _BINDING.pack(self.opaque, account, ref)
        )

    def _aead(self) -> suites.Aead:
        if self._cipher is None:
            self._cipher = self._suite.aead(self._secret[: self._suite.key_bytes])
        return self._cipher

    def __repr__(self) -> str:
        return f"<LastingKey of customer {self.customer_id}>"


def lasting_keys(customer_ids: Iterable[int], chosen: Suite | None = None) -> dict[int, LastingKey]:
    """The keys of many customers, in one query. ``chosen``: the suite the lake was begun with (the present one).

    Raises Shredded, KeyMissing, KeyUnavailable or Tampered as ``vault.keys`` explains.
    """
    chosen = chosen or suite()
    return {number: LastingKey(key, chosen) for number, key in data_keys(customer_ids).items()}


def open_rows(key: LastingKey, rows: Sequence[tuple[int, int, bytes]], permit: Permit) -> list[bytes]:
    """The payloads of (account, ref, blob); NotPermitted before anything is opened."""
    if not permit.covers(key.customer_id, COMPARTMENT):
        raise NotPermitted(f"the permit leaves out compartment {COMPARTMENT} of {key.customer_id}")
    return [key._unseal(account, ref, blob) for account, ref, blob in rows]


def reference_token(system: str, number: str) -> int:
    """A number that stands for a customer's number in another system, 63 bits, keyed by the bank's index key."""
    chosen = suite()
    key = chosen.mac(provider().index_key(), b"zhiji feed reference")
    return int.from_bytes(chosen.mac(key, f"{system}\0{number}".encode())[:8], "big") >> 1


def new_file_key(name: str) -> tuple[bytes, str]:
    """A fresh key for one file outside the database: 32 bytes, and how to keep it (``epoch:hex``), bound to its name."""
    keys = provider()
    epoch, secret = keys.current_epoch(), os.urandom(SECRET_BYTES)
    return secret, f"{epoch}:{keys.wrap(epoch, secret, _file_aad(name)).hex()}"


def file_key(name: str, kept: str) -> bytes:
    """The key of a file, from what was kept of it; KeyUnavailable or Tampered."""
    epoch, _, wrapped = kept.partition(":")
    return provider().unwrap(int(epoch), bytes.fromhex(wrapped), _file_aad(name))


def rewrapped_file_key(name: str, kept: str) -> str:
    """How to keep the key of a file from now on: under the epoch of today, as it was where it is already. The file stays as it is.

    Raises KeyUnavailable or Tampered as ``file_key`` does.
    """
    keys = provider()
    epoch = keys.current_epoch()
    if kept.partition(":")[0] == str(epoch):
        return kept
    return f"{epoch}:{keys.wrap(epoch, file_key(name, kept), _file_aad(name)).hex()}"


def _file_aad(name: str) -> bytes:
    return b"zhiji file key\0" + name.encode()


__all__ = [
    "LastingKey", "file_key", "lasting_keys", "new_file_key", "open_rows", "reference_token", "rewrapped_file_key",
]  # fmt: skip

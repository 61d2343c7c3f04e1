"""The two cipher suites behind one port: AES-256-GCM with SHA-256, and SM4-GCM with SM3 (GB/T 32907, 32905).

A suite's number is stored in everything it seals, so an installation that changes suite still opens the old.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

from zhiji.vault.errors import Tampered

NONCE_BYTES = 12
TAG_BYTES = 16
SECRET_BYTES = 32


class Aead(Protocol):
    """Authenticated encryption under one key."""

    def seal(self, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
        """Ciphertext followed by the 16-byte tag. A nonce must never be used twice under one key."""

    def open(self, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        """The plaintext; Tampered when ciphertext, tag, nonce or associated data differ in any bit."""


class AesGcm:
    """AES-GCM (NIST SP 800-38D). Keys of 16, 24 or 32 bytes; the suite uses 32."""

    __slots__ = ("_cipher", "seal")

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self.seal = self._cipher.encrypt

    def open(self, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        try:
            return self._cipher.decrypt(nonce, sealed, aad)
        except InvalidTag:
            raise Tampered("the sealed bytes do not verify") from None


class Sm4Gcm:
    """SM4-GCM (RFC 8998). Keys of 16 bytes."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = algorithms.SM4(key)

    def seal(self, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
        encryptor = Cipher(self._key, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(aad)
        return encryptor.update(plain) + encryptor.finalize() + encryptor.tag

    def open(self, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
        if len(sealed) < TAG_BYTES:
            raise Tampered("the sealed bytes are shorter than their tag")
        decryptor = Cipher(self._key, modes.GCM(nonce, sealed[-TAG_BYTES:])).decryptor()
        decryptor.authenticate_additional_data(aad)
        plain = decryptor.update(sealed[:-TAG_BYTES])
        try:
            return plain + decryptor.finalize()
        except InvalidTag:
            raise Tampered("the sealed bytes do not verify") from None


class Mac:
    """HMAC (RFC 2104) under one key, keyed once and used often: call it with a message for 32 bytes."""

    __slots__ = ("_keyed",)

    def __init__(self, key: bytes, algorithm: hashes.HashAlgorithm) -> None:
        self._keyed = HMAC(key, algorithm)

    def __call__(self, message: bytes) -> bytes:
        mac = self._keyed.copy()
        mac.update(message)
        return mac.finalize()


def _hmac_sha256(key: bytes) -> Mac:
    return Mac(key, hashes.SHA256())


def _hmac_sm3(key: bytes) -> Mac:
    return Mac(key, hashes.SM3())


@dataclass(frozen=True, slots=True)
class Suite:
    """One choice of cipher and hash.

    Attributes:
        id: stored in every blob and wrapped key.
        key_bytes: length of the cipher's key.
        aead: makes the cipher for a key.
        keyed: makes the HMAC for a key.
    """

    id: int
    name: str
    key_bytes: int
    aead: Callable[[bytes], Aead]
    keyed: Callable[[bytes], Mac]

    def mac(self, key: bytes, message: bytes) -> bytes:
        """The suite's HMAC, 32 bytes."""
        return self.keyed(key)(message)

    def derive(self, secret: bytes, label: bytes) -> bytes:
        """A cipher key for one use, from which neither the secret nor a key of another label follows."""
        return self.mac(secret, label)[: self.key_bytes]


AES256GCM_SHA256 = Suite(1, "aes256gcm-sha256", 32, AesGcm, _hmac_sha256)
SM4GCM_SM3 = Suite(2, "sm4gcm-sm3", 16, Sm4Gcm, _hmac_sm3)

BY_NAME = {suite.name: suite for suite in (AES256GCM_SHA256, SM4GCM_SM3)}
BY_ID = {suite.id: suite for suite in BY_NAME.values()}


def named(name: str) -> Suite:
    """The suite of a ``ZHIJI_SUITE`` setting; ValueError lists the names."""
    try:
        return BY_NAME[name]
    except KeyError:
        raise ValueError(f"ZHIJI_SUITE is {name!r}; it must be one of {', '.join(BY_NAME)}") from None


def numbered(number: int) -> Suite:
    """The suite whose number a blob carries; Tampered when there is none such."""
    try:
        return BY_ID[number]
    except KeyError:
        raise Tampered(f"no cipher suite has the number {number}") from None

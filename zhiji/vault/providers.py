"""Where the keys above the data keys come from: a file (demo), or the environment.

`KeyProvider` is the port. It wraps and unwraps by epoch and never hands out a key-encryption key, so that a
hardware module or a key server can stand behind it without a change elsewhere.
"""

import base64
import binascii
import os
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from zhiji.vault import suites
from zhiji.vault.errors import KeyUnavailable, Tampered
from zhiji.vault.suites import NONCE_BYTES, SECRET_BYTES, Suite

FINGERPRINT_BYTES = 4
_HEADER = 1 + FINGERPRINT_BYTES + NONCE_BYTES


class KeyProvider(Protocol):
    """The port for key stores."""

    @property
    def is_demo(self) -> bool:
        """Whether a production start must refuse these keys."""

    def current_epoch(self, *, apart: bool = False) -> int:
        """The epoch that wraps new data keys; looked up afresh, so that a rotation shows at once.

        ``apart``: of the line for top-secret files (Art. 22), whose epochs count down from -1 and whose keys are kept
        elsewhere: an ordinary key opens none of them.
        """

    def new_epoch(self, *, apart: bool = False) -> int:
        """Makes the next key-encryption key; its epoch. KeyUnavailable says what an operator must do."""

    def wrap(self, epoch: int, secret: bytes, aad: bytes) -> bytes:
        """The secret under the epoch's key; opaque to everyone else."""

    def unwrap(self, epoch: int, wrapped: bytes, aad: bytes) -> bytes:
        """The secret. KeyUnavailable: the key that wrapped it is not held. Tampered: the bytes changed."""

    def index_key(self) -> bytes:
        """32 bytes from which the blind index keys derive, in process: a search makes many tokens."""

    def signing_key(self) -> Ed25519PrivateKey:
        """What signs the journal's checkpoints (or an object with the same ``sign`` and ``public_key``)."""


class SoftwareKeys:
    """Wrapping in this process with 32-byte secrets that a subclass knows how to find."""

    is_demo = False

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self._wrapping: dict[tuple[int, int], tuple[suites.Aead, bytes]] = {}

    def secret(self, name: str) -> bytes:
        """The 32 bytes called ``kek-<epoch>``, ``apart/kek-<n>``, ``index`` or ``signing``; KeyUnavailable if not held."""
        raise NotImplementedError

    def _cipher(self, epoch: int, suite: Suite) -> tuple[suites.Aead, bytes]:
        known = self._wrapping.get((epoch, suite.id))
        if known is None:
            key = self.secret(f"kek-{epoch}" if epoch > 0 else f"apart/kek-{-epoch}")
            # Derived per suite: one key is never used by two ciphers.
            cipher = suite.aead(suite.derive(key, b"zhiji wrap"))
            known = cipher, suite.mac(key, b"zhiji fingerprint")[:FINGERPRINT_BYTES]
            self._wrapping[epoch, suite.id] = known
        return known

    def wrap(self, epoch: int, secret: bytes, aad: bytes) -> bytes:
        cipher, fingerprint = self._cipher(epoch, self.suite)
        nonce = os.urandom(NONCE_BYTES)
        return bytes((self.suite.id,)) + fingerprint + nonce + cipher.seal(nonce, secret, aad)

    def unwrap(self, epoch: int, wrapped: bytes, aad: bytes) -> bytes:
        if len(wrapped) < _HEADER:
            raise Tampered("the wrapped key is too short")
        cipher, fingerprint = self._cipher(epoch, suites.numbered(wrapped[0]))
        ours = wrapped[1 : 1 + FINGERPRINT_BYTES] == fingerprint
        try:
            secret = cipher.open(wrapped[1 + FINGERPRINT_BYTES : _HEADER], wrapped[_HEADER:], aad)
        except Tampered:
            if ours:
                raise
            raise KeyUnavailable(
                f"epoch {epoch}: the key held is not the one that wrapped this; restore the right key"
            ) from None
        if not ours:
            raise Tampered("the wrapped key names another key-encryption key than the one that opens it")
        return secret

    def index_key(self) -> bytes:
        return self.secret("index")

    def signing_key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret("signing"))


class FileKeys(SoftwareKeys):
    """Keys in files only their owner may read, under ``ZHIJI_HOME/keys``; made on first use in demo mode."""

    is_demo = True

    def __init__(self, suite: Suite, folder: Path, *, may_make: bool) -> None:
        super().__init__(suite)
        self.folder = folder
        self.may_make = may_make
        self._secrets: dict[str, bytes] = {}

    def current_epoch(self, *, apart: bool = False) -> int:
        epochs = self._epochs(apart)
        if not epochs:
            self._make("apart/kek-1" if apart else "kek-1")
            epochs = [1]
        return -epochs[-1] if apart else epochs[-1]

    def new_epoch(self, *, apart: bool = False) -> int:
        epoch = abs(self.current_epoch(apart=apart)) + 1
        self._make(f"apart/kek-{epoch}" if apart else f"kek-{epoch}")
        return -epoch if apart else epoch

    def _epochs(self, apart: bool) -> list[int]:
        folder = self.folder / "apart" if apart else self.folder
        found = (path.stem.removeprefix("kek-") for path in folder.glob("kek-*.key"))
        return sorted(int(epoch) for epoch in found if epoch.isdigit())

    def secret(self, name: str) -> bytes:
        if name not in self._secrets:
            path = self.folder / f"{name}.key"
            # A missing epoch is never made up here: it would turn "key absent" into "data damaged".
            if not path.exists() and "kek-" not in name:
                self._make(name)
            try:
                self._secrets[name] = _decoded(path.read_text(encoding="ascii"), str(path))
            except FileNotFoundError:
                raise KeyUnavailable(f"{path} is absent: restore it from the backup of the keys") from None
        return self._secrets[name]

    def _make(self, name: str) -> None:
        """Writes a fresh key; of several processes one wins and all use the winner's."""
        path = self.folder / f"{name}.key"
        if not self.may_make:
            raise KeyUnavailable(f"{path} is absent, and keys are made on first use in demo mode only")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.parent / f".{path.stem}.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(SECRET_BYTES)))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()


class EnvironmentKeys(SoftwareKeys):
    """Keys in ``ZHIJI_KEK_<epoch>``, ``ZHIJI_APART_KEK_<n>``, ``ZHIJI_INDEX_KEY``, ``ZHIJI_SIGNING_KEY``: 32 bytes in base64."""

    def current_epoch(self, *, apart: bool = False) -> int:
        prefix = "ZHIJI_APART_KEK_" if apart else "ZHIJI_KEK_"
        held = (name.removeprefix(prefix) for name in os.environ if name.startswith(prefix))
        epochs = [int(epoch) for epoch in held if epoch.isdigit()]
        if not epochs:
            raise KeyUnavailable(f"{prefix}1 is not set: it must hold 32 random bytes in base64")
        return -max(epochs) if apart else max(epochs)

    def new_epoch(self, *, apart: bool = False) -> int:
        prefix, epoch = (
            "ZHIJI_APART_KEK_" if apart else "ZHIJI_KEK_",
            abs(self.current_epoch(apart=apart)) + 1,
        )
        raise KeyUnavailable(
            f"every key is wrapped under epoch {epoch - 1} already: set {prefix}{epoch} to 32 random bytes "
            "in base64 in every process, then rotate again"
        )

    def secret(self, name: str) -> bytes:
        variable = {"index": "ZHIJI_INDEX_KEY", "signing": "ZHIJI_SIGNING_KEY"}.get(name)
        prefix = "ZHIJI_APART_KEK_" if name.startswith("apart/") else "ZHIJI_KEK_"
        variable = variable or prefix + name.rpartition("kek-")[2]
        if not (text := os.environ.get(variable)):
            raise KeyUnavailable(f"{variable} is not set: it must hold 32 random bytes in base64")
        return _decoded(text, variable)


def _decoded(text: str, where: str) -> bytes:
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise KeyUnavailable(f"{where} is not base64") from None
    if len(secret) != SECRET_BYTES:
        raise KeyUnavailable(f"{where} holds {len(secret)} bytes; it must hold {SECRET_BYTES}")
    return secret


def provider() -> KeyProvider:
    """The provider that the settings name; one per process and configuration."""
    return _provider(settings.ZHIJI_KEYS, settings.ZHIJI_SUITE, settings.ZHIJI_HOME, settings.MODE)


def suite() -> Suite:
    """The suite new data are sealed with."""
    return suites.named(settings.ZHIJI_SUITE)


@lru_cache(maxsize=16)
def _provider(kind: str, suite_name: str, home: Path, mode: str) -> KeyProvider:
    suite = suites.named(suite_name)
    makers: dict[str, Callable[[], KeyProvider]] = {
        "file": lambda: FileKeys(suite, home / "keys", may_make=mode == "demo"),
        "env": lambda: EnvironmentKeys(suite),
    }
    if kind not in makers:
        raise ValueError(f"ZHIJI_KEYS is {kind!r}; it must be one of {', '.join(makers)}")
    return makers[kind]()

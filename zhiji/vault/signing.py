"""The installation's signature (Ed25519, RFC 8032), used by the journal for its checkpoints."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from zhiji.vault.providers import provider

NAME = "zhiji-journal"


class Signer:
    """Signs on behalf of this installation.

    Attributes:
        name: the key's name in signed notes (no spaces, no plus sign).
        public_key_bytes: 32 bytes, to be given to every witness and auditor.
    """

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        self.name = name
        self._key = key
        self.public_key_bytes = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        """64 bytes of signature."""
        return self._key.sign(message)


def signer() -> Signer:
    """The signer with the key that the provider holds; KeyUnavailable when it holds none."""
    return Signer(getattr(settings, "ZHIJI_JOURNAL_NAME", NAME), provider().signing_key())

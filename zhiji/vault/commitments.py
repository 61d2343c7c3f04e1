"""Commitments: how the journal says *which* value changed without holding the value.

Keyed by a lasting part of the customer's data key: without it nobody can test a guess, rotation changes
nothing, and after shredding nobody can test anything ever again, while the journal's hashes stay what they
were.
"""

import hmac

from zhiji.vault import suites
from zhiji.vault.keys import DataKey


def commitment(key: DataKey, name: str, value: bytes) -> str:
    """64 hex digits that fix the value of a field for one customer (HMAC of the key's suite)."""
    return key.commit(_message(name, value), key.suite).hex()


def commits_to(key: DataKey, name: str, value: bytes, given: str) -> bool:
    """Whether a commitment, made under whichever suite, is to this value."""
    message = _message(name, value)
    return any(
        hmac.compare_digest(key.commit(message, suite).hex(), given) for suite in suites.BY_ID.values()
    )


def _message(name: str, value: bytes) -> bytes:
    label = name.encode()
    return len(label).to_bytes(2, "big") + label + value

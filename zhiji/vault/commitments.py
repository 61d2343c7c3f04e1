"""Commitments: how the journal says *which* value changed without holding the value."""

from zhiji.vault.keys import DataKey


def commitment(key: DataKey, name: str, value: bytes) -> str:
    """64 hex digits that fix the value of a field for one customer.

    Keyed by the customer's data key: without it nobody can test a guess, and after shredding nobody ever can,
    while the journal's hashes stay what they were. Made with a re-sealed key, the same value commits differently.
    """
    label = name.encode()
    return key.suite.mac(key.derive("commitment"), len(label).to_bytes(2, "big") + label + value).hex()

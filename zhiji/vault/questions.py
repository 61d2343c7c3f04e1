"""Commitments to what was asked: how the journal says that two searches were the same without holding the words."""

from zhiji.vault.providers import provider, suite


def question(name: str, text: str) -> str:
    """64 hex digits that fix the words of one search. Keyed by the bank's index key: nobody else can test a guess.

    >>> question("search", "沈怀瑾") == question("search", "沈怀瑾")  # doctest: +SKIP
    True
    """
    chosen = suite()
    label = name.encode()
    return chosen.mac(
        chosen.mac(provider().index_key(), b"question asked"),
        len(label).to_bytes(2, "big") + label + text.encode(),
    ).hex()

"""The Merkle tree of RFC 9162 section 2.1: hashes, proofs and their checks. Pure functions over SHA-256.

A subtree over leaves ``lo`` to ``hi - 1`` is written ``(lo, hi)``; a *perfect* one has 2 ** level leaves, aligned.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(body: bytes) -> bytes:
    """The hash of a leaf; the prefix keeps a leaf from passing as a node."""
    return hashlib.sha256(b"\0" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: what is needed to append leaves and to name the root, in O(log n) memory."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """Start at ``size`` leaves, with the roots of its :func:`perfect_ranges`, left to right."""
        self.size = size
        self._hashes = list(hashes)
        if len(self._hashes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} perfect subtrees")

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf hash. Returns the nodes it completed whose subtree has 256 ** n leaves: (n, index, hash)."""
        completed = []
        index, level, edge = self.size, 0, leaf
        while index & 1:
            edge = node_hash(self._hashes.pop(), edge)
            index >>= 1
            level += 1
            if level & 7 == 0:
                completed.append((level >> 3, index, edge))
        self._hashes.append(edge)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._hashes:
            return EMPTY
        root = self._hashes[-1]
        for left in self._hashes[-2::-1]:
            root = node_hash(left, root)
        return root


def perfect_ranges(lo: int, hi: int) -> list[tuple[int, int]]:
    """The perfect subtrees, as (level, index), that make up ``(lo, hi)``, left to right. ``lo`` must be aligned."""
    ranges = []
    while lo < hi:
        level = (hi - lo).bit_length() - 1
        ranges.append((level, lo >> level))
        lo += 1 << level
    return ranges


def range_hash(lo: int, hi: int, perfect: Callable[[int, int], bytes]) -> bytes:
    """The hash of the subtree ``(lo, hi)``; ``perfect(level, index)`` gives the hash of a perfect one."""
    hashes = [perfect(level, index) for level, index in perfect_ranges(lo, hi)]
    if not hashes:
        return EMPTY
    root = hashes.pop()
    while hashes:
        root = node_hash(hashes.pop(), root)
    return root


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The subtrees whose hashes prove leaf ``index`` in a tree of ``size`` leaves, leaf end first (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size} leaves")
    lo, hi = 0, size
    ranges = []
    while hi - lo > 1:
        middle = lo + _split(hi - lo)
        if index < middle:
            ranges.append((middle, hi))
            hi = middle
        else:
            ranges.append((lo, middle))
            lo = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """The subtrees whose hashes prove that the tree of ``old`` leaves begins that of ``new`` (RFC 9162, 2.1.4.1)."""
    if not 0 < old <= new:
        raise ValueError(f"sizes {old} and {new}: the first must be at least 1 and not above the second")
    lo, hi, whole = 0, new, True
    ranges = []
    while old < hi:
        middle = lo + _split(hi - lo)
        if old <= middle:
            ranges.append((middle, hi))
            hi = middle
        else:
            ranges.append((lo, middle))
            lo, whole = middle, False
    if not whole:
        ranges.append((lo, hi))
    return ranges[::-1]


def check_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path proves that ``leaf`` is leaf ``index`` under ``root`` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(hash_) != 32 for hash_ in (leaf, root, *path)):
        return False
    at, last, seen = index, size - 1, leaf
    for hash_ in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            seen = node_hash(hash_, seen)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            seen = node_hash(seen, hash_)
        at >>= 1
        last >>= 1
    return last == 0 and seen == root


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path proves that the tree of ``old`` leaves begins the tree of ``new`` (RFC 9162, 2.1.4.2).

    An empty old tree begins every tree and needs no proof; a claim about one is refused, as it would prove nothing.
    """
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    hashes = list(path)
    if old & (old - 1) == 0:
        hashes.insert(0, old_root)
    if not hashes:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at >>= 1
        last >>= 1
    seen_old = seen_new = hashes[0]
    for hash_ in hashes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            seen_old = node_hash(hash_, seen_old)
            seen_new = node_hash(hash_, seen_new)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            seen_new = node_hash(seen_new, hash_)
        at >>= 1
        last >>= 1
    return last == 0 and seen_old == old_root and seen_new == new_root


def _split(count: int) -> int:
    """The largest power of two smaller than ``count`` (> 1)."""
    return 1 << ((count - 1).bit_length() - 1)

#!/usr/bin/env python3
"""Verify a Zhiji journal without Zhiji: one file, Python >= 3.9, standard library only.

``log EXPORT`` rebuilds the Merkle tree (RFC 9162) from every entry of an export; each checkpoint must
have the root at its size and the newest be signed (Ed25519, RFC 8032, C2SP signed note). ``entry PROOF``
checks that one entry stands in the log, ``consistency PROOF`` that an older log begins a newer one.

``--key`` is the bank's public key, ``name+hash+key``, learned from the bank: without it the file vouches for
itself. ``--witness`` is your own earlier copy of the checkpoint file: it shows whether the log was rewritten
since, even by a thief of the signing key. One JSON line comes out; exit status 0 verified, 1 not, 2 unreadable.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from typing import Any

sha256 = hashlib.sha256


class Wrong(Exception):
    """The evidence does not hold; the message says where."""


# ---- Ed25519 (RFC 8032, section 5.1): points (X, Y, Z, T) of the twisted Edwards curve modulo P ----

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def decompress(data: bytes) -> tuple[int, int, int, int] | None:
    """The point that 32 bytes encode, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def add(p: tuple[int, ...], q: tuple[int, ...]) -> tuple[int, int, int, int]:
    """The sum of two points."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar: int, point: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """The point added to itself ``scalar`` times."""
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


BASE = (4 * pow(5, -1, P) % P).to_bytes(32, "little")


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the 64-byte signature over the message is by the 32-byte public key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, base = decompress(public), decompress(signature[:32]), decompress(BASE)
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or base is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = multiply(s, base), add(r, multiply(k, a))
    return all((left[n] * right[2] - right[n] * left[2]) % P == 0 for n in (0, 1))


# ---- Merkle tree (RFC 9162, section 2.1) ----
def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def append(edge: list[bytes], size: int, leaf: bytes) -> None:
    """Add a leaf hash to the right edge (the roots of the perfect subtrees of ``size`` leaves)."""
    while size & 1:
        leaf = sha256(b"\1" + edge.pop() + leaf).digest()
        size >>= 1
    edge.append(leaf)


def root_of(edge: list[bytes]) -> bytes:
    """The root over the perfect subtrees."""
    root = edge[-1] if edge else sha256(b"").digest()
    for left in reversed(edge[:-1]):
        root = node_hash(left, root)
    return root


def inclusion_root(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """The root to which the path leads from the leaf (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(hash_) != 32 for hash_ in [leaf, *path]):
        raise Wrong(f"no proof that leaf {index} is in a tree of {size} leaves")
    # Levels at which a sibling exists on the right; above them only siblings on the left remain.
    inner = (index ^ (size - 1)).bit_length()
    border = bin(index >> inner).count("1")
    if len(path) != inner + border:
        raise Wrong(f"the path has {len(path)} hashes, not {inner + border}")
    for level, other in enumerate(path):
        left = level >= inner or index >> level & 1
        leaf = node_hash(other, leaf) if left else node_hash(leaf, other)
    return leaf


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> None:
    """Raise Wrong unless the path proves that the old tree begins the new one (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new:
        raise Wrong(f"sizes {old} and {new}: 1 <= old <= new must hold")
    if old == new:
        if path or old_root != new_root:
            raise Wrong("same size, but not the same root")
        return
    shift = (old & -old).bit_length() - 1  # the old tree's last perfect subtree has 2 ** shift leaves
    start = [old_root] if old == 1 << shift else path[:1]
    rest = path if old == 1 << shift else path[1:]
    index = (old - 1) >> shift
    inner = (index ^ ((new - 1) >> shift)).bit_length()
    if not start or len(rest) != inner + bin(index >> inner).count("1"):
        raise Wrong("the path has the wrong length")
    first = second = start[0]
    for level, other in enumerate(rest):
        if level >= inner or index >> level & 1:
            first = node_hash(other, first)
            second = node_hash(other, second)
        else:
            second = node_hash(second, other)
    if first != old_root or second != new_root:
        raise Wrong("the older log does not begin the newer one")


# ---- Checkpoints (C2SP tlog-checkpoint in a C2SP signed-note) ----
class Checkpoint:
    """A tree head read from a note: origin, size, root; ``signed(key)`` checks the signature."""

    def __init__(self, note: str) -> None:
        self.text, separator, self.signatures = note.rpartition("\n\n")
        self.text += "\n"
        lines = self.text.split("\n")
        if not separator or len(lines) < 4 or not lines[1].isdigit():
            raise Wrong(f"not a checkpoint: {note[:80]!r}")
        self.origin, self.size, self.root = lines[0], int(lines[1]), base64.b64decode(lines[2])

    def require_signature(self, key: str) -> None:
        """Raise Wrong unless the key (``name+hash+key``) signed this checkpoint."""
        name, _, encoded = key.split("+", 2)
        public = base64.b64decode(encoded)
        if public[:1] != b"\1":
            raise Wrong("the key is not Ed25519")
        key_hash = sha256(name.encode() + b"\n" + public).digest()[:4]
        for line in self.signatures.splitlines():
            words = line.split(" ")
            if len(words) == 3 and words[0] == "\u2014" and words[1] == name:
                blob = base64.b64decode(words[2])
                if blob[:4] == key_hash and ed25519_verify(public[1:], self.text.encode(), blob[4:]):
                    return
        raise Wrong(f"the checkpoint of size {self.size} is not signed by {name}")


def read_witness(path: str | None, key: str) -> list[Checkpoint]:
    """Checkpoints from a copy of the witness file, signatures checked for the newest."""
    points: list[Checkpoint] = []
    if not path:
        return points
    with open(path, encoding="utf-8") as file:
        for line in file:
            try:
                points.append(Checkpoint(json.loads(line)))
            except ValueError:
                continue  # a line torn by a crash
    if not points:
        raise Wrong("the witness holds no checkpoint")
    points[-1].require_signature(key)
    return points


# ---- What can be asked ----
def verify_log(path: str, key: str | None = None, witness: str | None = None) -> dict[str, Any]:
    """Check an export. Raises Wrong; returns what was verified."""
    with open(path, "rb") as file:
        header = json.loads(file.readline())
        if header.get("format") != "zhiji-journal-export/1":
            raise Wrong(f"not an export this verifier can read: {header.get('format')!r}")
        key = key or header["key"]
        points, line = [], file.readline()
        while line.startswith(b'{"checkpoint"'):
            points.append(Checkpoint(json.loads(line)["checkpoint"]))
            line = file.readline()
        if not points:
            raise Wrong("the export holds no checkpoint")
        points[-1].require_signature(key)
        wanted: dict[int, list[Checkpoint]] = {}
        for point in points + read_witness(witness, key):
            wanted.setdefault(point.size, []).append(point)
        _compare(wanted.pop(0, []), root_of([]))
        size, edge = 0, list[bytes]()
        while line:
            data, line = line.rstrip(b"\n"), file.readline()
            append(edge, size, leaf_hash(data))
            size += 1
            # Only what names other files needs reading; JSON escapes quotes, so no text can feign the key.
            if b'"subjects":{' in data and (subjects := json.loads(data)["subjects"]):
                if sha256(line.rstrip(b"\n")).hexdigest() != subjects["sha256"]:
                    raise Wrong(f"the files named by leaf {size - 1} were changed")
                line = file.readline()
            if size in wanted:
                _compare(wanted.pop(size), root_of(edge))
    if wanted:
        raise Wrong(f"truncated: the log has {size} entries, a checkpoint covers {max(wanted)}")
    if size != points[-1].size:
        raise Wrong(f"the log has {size} entries, its newest checkpoint covers {points[-1].size}")
    return {"entries": size, "checkpoints": len(points), "root": root_of(edge).hex(), "key": key}


def _compare(listed: list[Checkpoint], root: bytes) -> None:
    for point in listed:
        if point.root != root:
            raise Wrong(f"a checkpoint of size {point.size} has another root: the log was changed")


def verify_entry(path: str, key: str | None = None, witness: str | None = None) -> dict[str, Any]:
    """Check one inclusion proof. Raises Wrong; returns the entry."""
    proof, (point,) = _read_proof(path, "zhiji-inclusion-proof/1", ["checkpoint"], key, witness)
    body = proof["body"].encode()
    if inclusion_root(proof["index"], point.size, leaf_hash(body), proof["path"]) != point.root:
        raise Wrong("the entry is not in the log")
    return {"index": proof["index"], "entries": point.size, "entry": json.loads(body)}


def verify_consistency(path: str, key: str | None = None, witness: str | None = None) -> dict[str, Any]:
    """Check that an older checkpoint's log begins a newer one's. Raises Wrong."""
    proof, (old, new) = _read_proof(path, "zhiji-consistency-proof/1", ["old", "new"], key, witness)
    check_consistency(old.size, new.size, old.root, new.root, proof["path"])
    return {"old": old.size, "new": new.size}


def _read_proof(path: str, form: str, notes: list[str], key: str | None, witness: str | None) -> Any:
    with open(path, encoding="utf-8") as file:
        proof = json.load(file)
    if proof.get("format") != form:
        raise Wrong(f"not a proof this verifier can read: {proof.get('format')!r}")
    proof["path"] = [base64.b64decode(text, validate=True) for text in proof["path"]]
    points = [Checkpoint(proof[note]) for note in notes]
    for point in points:
        point.require_signature(key or proof["key"])
        for seen in read_witness(witness, key or proof["key"]):
            if seen.size == point.size and seen.root != point.root:
                raise Wrong(f"the witness holds another root for size {point.size}: the log was forked")
    return proof, points


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", choices=["log", "entry", "consistency"])
    parser.add_argument("file")
    parser.add_argument("--key")
    parser.add_argument("--witness")
    asked = parser.parse_args(arguments)
    ask = {"log": verify_log, "entry": verify_entry, "consistency": verify_consistency}[asked.question]
    try:
        answer = dict(ok=True, **ask(asked.file, asked.key, asked.witness))
    except Wrong as wrong:
        answer = {"ok": False, "problem": str(wrong)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(json.dumps({"ok": False, "problem": f"cannot be read: {type(error).__name__}: {error}"}))
        return 2
    if asked.key is None:
        answer["warning"] = "the key was taken from the file: compare it with the one the bank published"
    print(json.dumps(answer, ensure_ascii=False))
    return 0 if answer["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())

"""Known answers of RFC 6962/9162 trees, carried with the project, and every proof of every small tree by definition."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zhiji.journal import verify_journal
from zhiji.journal.merkle import (
    EMPTY,
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    perfect_ranges,
    range_hash,
)

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
"""The eight leaves of the Certificate Transparency reference tests; the first is empty."""
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

ED25519 = (
    # RFC 8032, section 7.1, tests 1, 2, 3: secret key, public key, message, signature
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)


@pytest.mark.req("H05")
def test_roots_of_the_reference_trees():
    tree, edge = Frontier(), []
    assert tree.root().hex() == EMPTY.hex() == verify_journal.root_of([]).hex() == EMPTY_ROOT
    for size, (leaf, root) in enumerate(zip(LEAVES, ROOTS, strict=True)):
        tree.append(leaf_hash(leaf))
        verify_journal.append(edge, size, verify_journal.leaf_hash(leaf))
        assert tree.root().hex() == verify_journal.root_of(edge).hex() == root


def _definition(leaves):
    """The tree hash exactly as RFC 9162 section 2.1.1 states it."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else EMPTY
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + _definition(leaves[:split]) + _definition(leaves[split:])).digest()


def _refused(question, *values):
    try:
        return question(*values) is False
    except verify_journal.Wrong:
        return True


@pytest.mark.req("H05")
def test_every_proof_of_every_tree_up_to_forty_leaves():
    leaves = [leaf_hash(bytes([n])) for n in range(40)]
    roots = [_definition(leaves[:size]) for size in range(41)]

    def perfect(level, index):
        return _definition(leaves[index << level : (index + 1) << level])

    for size in range(1, 41):
        assert range_hash(0, size, perfect) == roots[size]
        tree = Frontier(size, [perfect(*place) for place in perfect_ranges(0, size)])
        assert tree.root() == roots[size]
        for index in range(size):
            path = [range_hash(lo, hi, perfect) for lo, hi in inclusion_ranges(index, size)]
            assert check_inclusion(index, size, leaves[index], path, roots[size])
            assert verify_journal.inclusion_root(index, size, leaves[index], path) == roots[size]
            for wrong in (path[:-1], [*path, path[0]] if path else [leaves[0]]):
                if wrong != path:
                    assert not check_inclusion(index, size, leaves[index], wrong, roots[size])
                    assert _refused(verify_journal.inclusion_root, index, size, leaves[index], wrong)
        for old in range(1, size + 1):
            path = [range_hash(lo, hi, perfect) for lo, hi in consistency_ranges(old, size)]
            assert check_consistency(old, size, roots[old], roots[size], path)
            verify_journal.check_consistency(old, size, roots[old], roots[size], path)
            for wrong in (path[:-1], [*path, roots[1]], path[::-1]):
                if wrong != path:
                    assert not check_consistency(old, size, roots[old], roots[size], wrong)
                    assert _refused(
                        verify_journal.check_consistency, old, size, roots[old], roots[size], wrong
                    )


def test_impossible_questions_are_refused():
    for index, size in ((0, 0), (1, 1), (-1, 2)):
        with pytest.raises(ValueError, match="not in a tree"):
            inclusion_ranges(index, size)
    for old, new in ((0, 1), (2, 1), (-1, 1)):
        with pytest.raises(ValueError, match="sizes"):
            consistency_ranges(old, new)
    with pytest.raises(ValueError, match="perfect subtrees"):
        Frontier(3, [EMPTY])


@pytest.mark.req("H05")
@pytest.mark.parametrize(("secret", "public", "message", "signature"), ED25519)
def test_ed25519_of_the_verifier_that_stands_alone(secret, public, message, signature):
    public, message, signature = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).sign(message) == signature
    assert verify_journal.ed25519_verify(public, message, signature)
    order = verify_journal.L
    raised = (
        int.from_bytes(signature[32:], "little") + order
    )  # the same scalar unreduced: RFC 8032 wants it refused
    assert not verify_journal.ed25519_verify(public, message, signature[:32] + raised.to_bytes(32, "little"))
    assert not verify_journal.ed25519_verify(public, message + b"x", signature)
    assert not verify_journal.ed25519_verify(public, message, signature[:-1])
    for n in (0, 31, 32, 63):
        broken = bytearray(signature)
        broken[n] ^= 1
        assert not verify_journal.ed25519_verify(public, message, bytes(broken))


def test_ed25519_agrees_with_the_library():
    for n in range(20):
        key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(bytes([n])).digest())
        message = bytes([n]) * n
        public = key.public_key().public_bytes_raw()
        assert verify_journal.ed25519_verify(public, message, key.sign(message))
        assert not verify_journal.ed25519_verify(public, message + b"\0", key.sign(message))

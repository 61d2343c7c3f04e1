"""Wycheproof's vectors through our own suite classes; each test asserts how many it ran."""

import json
from collections import Counter

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zhiji.vault.errors import Tampered
from zhiji.vault.suites import AES256GCM_SHA256, SM4GCM_SM3


@pytest.fixture
def groups(shared_data):
    folder = shared_data / "vectors" / "wycheproof"
    if not folder.is_dir():
        pytest.skip(f"Wycheproof's vectors not found at {folder}: set ZHIJI_SHARED_DATA to run this test")

    def load(name):
        return json.loads((folder / name).read_text())["testGroups"]

    return load


def unhex(test, *names):
    return [bytes.fromhex(test[name]) for name in names]


@pytest.mark.req("N04")
@pytest.mark.parametrize(
    ("name", "suite", "expected"),
    [
        ("aes_gcm_test.json", AES256GCM_SHA256, {"ran": 289, "nonce refused": 27}),
        ("sm4_gcm_test.json", SM4GCM_SM3, {"ran": 95, "nonce refused": 9}),
    ],
)
def test_gcm(groups, name, suite, expected):
    """Nonces shorter than 8 or longer than 128 bytes are refused by the library; ours have 12."""
    count = Counter()
    for group in groups(name):
        for test in group["tests"]:
            key, iv, aad, msg, ct, tag = unhex(test, "key", "iv", "aad", "msg", "ct", "tag")
            cipher = suite.aead(key)
            try:
                opened = cipher.open(iv, ct + tag, aad)
            except Tampered:
                opened = None
            except ValueError:
                # An empty nonce is called invalid by the vectors too: refusing it is the right answer.
                count["ran" if test["result"] == "invalid" else "nonce refused"] += 1
                continue
            count["ran"] += 1
            if test["result"] == "valid":
                assert opened == msg, test
                assert cipher.seal(iv, msg, aad) == ct + tag, test
            else:
                assert opened is None, test
    assert count == expected


@pytest.mark.parametrize(
    ("name", "suite"), [("hmac_sha256_test.json", AES256GCM_SHA256), ("hmac_sm3_test.json", SM4GCM_SM3)]
)
def test_hmac(groups, name, suite):
    count = 0
    for group in groups(name):
        for test in group["tests"]:
            key, msg, tag = unhex(test, "key", "msg", "tag")
            matches = suite.mac(key, msg)[: group["tagSize"] // 8] == tag
            assert matches == (test["result"] == "valid"), test
            count += 1
    assert count == 174


def test_ed25519(groups):
    count = 0
    for group in groups("ed25519_test.json"):
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(group["publicKey"]["pk"]))
        for test in group["tests"]:
            msg, sig = unhex(test, "msg", "sig")
            try:
                key.verify(sig, msg)
                verified = True
            except InvalidSignature:
                verified = False
            assert verified == (test["result"] == "valid"), test
            count += 1
    assert count == 151

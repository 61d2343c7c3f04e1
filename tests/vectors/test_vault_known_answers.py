"""A few published answers that travel with the project."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zhiji.vault.errors import Tampered
from zhiji.vault.signing import Signer
from zhiji.vault.suites import AES256GCM_SHA256, SM4GCM_SM3

# (source, suite, key, nonce, aad, plaintext, ciphertext + tag)
GCM = [
    (
        "McGrew & Viega, GCM specification, test case 13 (NIST SP 800-38D)",
        AES256GCM_SHA256,
        "00" * 32,
        "00" * 12,
        "",
        "",
        "530f8afbc74536b9a963b4f1c4cb738b",
    ),
    (
        "McGrew & Viega, GCM specification, test case 14",
        AES256GCM_SHA256,
        "00" * 32,
        "00" * 12,
        "",
        "00" * 16,
        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    ),
    (
        "McGrew & Viega, GCM specification, test case 16",
        AES256GCM_SHA256,
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
    (
        "RFC 8998, appendix A.1",
        SM4GCM_SM3,
        "0123456789abcdeffedcba9876543210",
        "00001234567800000000abcd",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec",
    ),
]


@pytest.mark.req("N04")
@pytest.mark.parametrize("case", GCM, ids=[case[0] for case in GCM])
def test_gcm(case):
    _source, suite, *texts = case
    key, nonce, aad, plain, sealed = map(bytes.fromhex, texts)
    cipher = suite.aead(key)
    assert cipher.seal(nonce, plain, aad) == sealed
    assert cipher.open(nonce, sealed, aad) == plain
    with pytest.raises(Tampered):
        cipher.open(nonce, sealed, aad + b"\0")


def test_hmac_sha256_rfc_4231_case_2():
    mac = AES256GCM_SHA256.mac(b"Jefe", b"what do ya want for nothing?")
    assert mac.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


# RFC 8032, 7.1: (secret, public, message, signature)
ED25519 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize("case", ED25519, ids=["test 1", "test 2"])
def test_ed25519_rfc_8032(case):
    secret, public, message, signature = map(bytes.fromhex, case)
    signer = Signer("test", Ed25519PrivateKey.from_private_bytes(secret))
    assert signer.public_key_bytes == public
    assert signer.sign(message) == signature

"""Published inclusion and consistency proofs, good and broken, through both of our verifiers."""

import base64
import json

import pytest

from zhiji.journal import verify_journal
from zhiji.journal.merkle import check_consistency, check_inclusion

INCLUSION, CONSISTENCY = 98, 98
"""How many files of each kind the transparency-dev/merkle test data hold."""


def _bytes(text):
    return base64.b64decode(text) if text else b""


def _agrees(question, *values):
    try:
        return question(*values)
    except verify_journal.Wrong:
        return False


def _inclusion_alone(index, size, leaf, path, root):
    return verify_journal.inclusion_root(index, size, leaf, path) == root


def _consistency_alone(old, new, old_root, new_root, path):
    verify_journal.check_consistency(old, new, old_root, new_root, path)
    return True


def _files(shared_data, kind):
    folder = shared_data / "vectors" / "merkle" / kind
    if not folder.is_dir():
        pytest.skip(f"the published Merkle vectors are not at {folder}")
    return sorted(folder.rglob("*.json"))


@pytest.mark.req("H05")
@pytest.mark.parametrize("verifier", [check_inclusion, _inclusion_alone])
def test_inclusion(shared_data, verifier):
    ran = 0
    for file in _files(shared_data, "inclusion"):
        case = json.loads(file.read_text())
        path = [_bytes(text) for text in case["proof"] or ()]
        good = _agrees(
            verifier, case["leafIdx"], case["treeSize"], _bytes(case["leafHash"]), path, _bytes(case["root"])
        )
        assert good is not case["wantErr"], f"{file}: {case['desc']}"
        ran += 1
    assert ran == INCLUSION


@pytest.mark.req("H05")
@pytest.mark.parametrize("verifier", [check_consistency, _consistency_alone])
def test_consistency(shared_data, verifier):
    ran = 0
    for file in _files(shared_data, "consistency"):
        case = json.loads(file.read_text())
        path = [_bytes(text) for text in case["proof"] or ()]
        roots = _bytes(case["root1"]), _bytes(case["root2"])
        good = _agrees(verifier, case["size1"], case["size2"], *roots, path)
        assert good is not case["wantErr"], f"{file}: {case['desc']}"
        ran += 1
    assert ran == CONSISTENCY


@pytest.mark.req("H05")
def test_ed25519_of_the_verifier_that_stands_alone(shared_data):
    file = shared_data / "vectors" / "wycheproof" / "ed25519_test.json"
    if not file.is_file():
        pytest.skip(f"the Wycheproof vectors are not at {file}")
    cases = json.loads(file.read_text())
    ran = 0
    for group in cases["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            message, signature = bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])
            good = verify_journal.ed25519_verify(public, message, signature)
            assert good is (case["result"] == "valid"), f"{case['tcId']}: {case['comment']}"
            ran += 1
    assert ran == cases["numberOfTests"] >= 150

"""What holds for every payload, key and place: round trip, and no change goes unnoticed."""

import copy
import io
import json
import logging
import pickle
import pprint
import struct
import traceback

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji.vault.errors import SealedError, Tampered
from zhiji.vault.keys import DataKey
from zhiji.vault.sealed import Sealed
from zhiji.vault.sealing import OVERHEAD, seal, unseal
from zhiji.vault.suites import AES256GCM_SHA256, SM4GCM_SM3

customers = st.integers(1, 2**63 - 1)
compartments = st.integers(0, 5)
versions = st.integers(0, 2**32 - 1)
payloads = st.binary(max_size=300)
secrets = st.binary(min_size=64, max_size=64)
keys = st.builds(
    DataKey, customers, st.sampled_from([AES256GCM_SHA256, SM4GCM_SM3]), st.integers(1, 2**16 - 1), secrets
)


@pytest.mark.req("N04")
@given(keys, compartments, versions, versions, payloads)
def test_what_is_sealed_opens_to_the_same(key, compartment, version, revision, payload):
    blob = seal(key, compartment, version, revision, payload)
    assert unseal(key, compartment, blob) == payload
    assert len(blob) == len(payload) + OVERHEAD
    assert len(payload) < 4 or payload not in blob
    assert seal(key, compartment, version, revision, payload) != blob


@given(keys, compartments, versions, payloads, st.data())
def test_any_flipped_bit_is_found(key, compartment, version, payload, data):
    blob = bytearray(seal(key, compartment, version, 1, payload))
    bit = data.draw(st.integers(0, 8 * len(blob) - 1))
    blob[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Tampered):
        unseal(key, compartment, bytes(blob))


@given(keys, payloads)
def test_every_bit_of_the_header_and_nonce_is_bound(key, payload):
    blob = seal(key, 2, 5, 6, payload)
    for bit in range(8 * 24):
        flipped = bytearray(blob)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Tampered):
            unseal(key, 2, bytes(flipped))


@given(keys, compartments, compartments, versions, versions, payloads, customers)
def test_a_blob_opens_in_its_own_place_only(key, compartment, other, version, newer, payload, someone):
    blob = seal(key, compartment, version, 1, payload)
    if other != compartment:
        with pytest.raises(Tampered):
            unseal(key, other, blob)
    if newer != version:
        with pytest.raises(Tampered):
            unseal(key, compartment, blob[:4] + struct.pack(">I", newer) + blob[8:])
    if someone != key.customer_id:
        with pytest.raises(Tampered):
            unseal(DataKey(someone, key.suite, key.generation, key._secret), compartment, blob)


@given(keys, secrets, payloads)
def test_another_data_key_opens_nothing(key, secret, payload):
    if secret[:32] != key._secret[:32]:
        with pytest.raises(Tampered):
            unseal(
                DataKey(key.customer_id, key.suite, key.generation, secret), 0, seal(key, 0, 1, 1, payload)
            )


@given(keys, payloads, st.integers(0, 400))
def test_a_cut_blob_is_found(key, payload, length):
    blob = seal(key, 0, 1, 1, payload)
    if length < len(blob):
        with pytest.raises(Tampered):
            unseal(key, 0, blob[:length])


LEAKS = {
    "str": str,
    "format": lambda s: f"{s}",
    "format spec": lambda s: format(s, ">20"),
    "percent": lambda s: "%s" % (s,),  # noqa: UP031,
    "bytes": bytes,
    "bytearray": bytearray,
    "memoryview": memoryview,
    "json": lambda s: json.dumps({"a": s}),
    "json default=str": lambda s: json.dumps({"a": s}, default=str),
    "orjson": lambda s: orjson.dumps({"a": s}),
    "orjson default=str": lambda s: orjson.dumps({"a": s}, default=str),
    "pickle": pickle.dumps,
    "pickle protocol 0": lambda s: pickle.dumps(s, 0),
    "==": lambda s: s == s,
    "!=": lambda s: s != b"",
    "<": lambda s: s < s,
    "in": lambda s: s in [b""],
    "hash": hash,
    "iter": list,
    "len": len,
    "index": lambda s: s[0],
    "contains": lambda s: b"x" in s,
    "int": int,
    "write": lambda s: io.BytesIO().write(s),
    "join": lambda s: b"".join([s]),
    "vars": vars,
}


@pytest.mark.req("N04")
@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_sealed_refuses_every_leak(leak):
    with pytest.raises((SealedError, TypeError)):
        leak(Sealed(b"blob of payload", 1, 0))


@given(st.binary(min_size=6, max_size=60))
def test_what_does_print_prints_only_the_mark(blob):
    sealed = Sealed(blob, 1, 0)
    seen = io.StringIO()
    handler = logging.StreamHandler(seen)
    handler.handle(logging.makeLogRecord({"msg": "%r", "args": (sealed,)}))
    try:
        raise ValueError(repr(sealed))
    except ValueError as error:
        lines = traceback.TracebackException.from_exception(error, capture_locals=True).format()
        seen.write("".join(line for line in "".join(lines).splitlines() if "sealed = " in line))
    for text in (
        repr(sealed),
        f"{sealed!r}",
        pprint.pformat({"file": [sealed]}),
        repr(copy.deepcopy(sealed)),
    ):
        seen.write(text)
    assert repr(blob) not in seen.getvalue() and blob.hex() not in seen.getvalue()
    assert "●●●" in seen.getvalue()

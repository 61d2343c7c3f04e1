"""Sealed files: whole, cut, doubled, swapped."""

from io import BytesIO

import psutil
import pytest

from zhiji import vault
from zhiji.vault import attachments
from zhiji.vault.attachments import CHUNK_BYTES, open_path, open_stream, seal_stream

pytestmark = pytest.mark.django_db
STORED = CHUNK_BYTES + 16


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(attachments, "CHUNK_BYTES", 64)


def sealed_file(key, payload, attachment_id=5):
    sink = BytesIO()
    kept = seal_stream(key, 0, attachment_id, BytesIO(payload), sink)
    return vault.Sealed(kept.key_blob, key.customer_id, 0), sink.getvalue(), kept


def opened(sealed, stored, permit, attachment_id=5):
    return b"".join(open_stream(sealed, permit, attachment_id, BytesIO(stored)))


@pytest.mark.parametrize("suite", ["aes256gcm-sha256", "sm4gcm-sm3"])
@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 1000])
def test_a_file_comes_back_whole(settings, everything, small_chunks, suite, size):
    settings.ZHIJI_SUITE = suite
    payload = bytes(n % 251 for n in range(size))
    sealed, stored, kept = sealed_file(vault.make_keys([1])[1], payload)
    assert kept.size == size
    assert opened(sealed, stored, everything(1)) == payload
    assert size < 8 or payload[:8] not in stored


def test_a_large_file_goes_through_in_chunks_of_a_mebibyte(everything):
    payload = bytes(2 * CHUNK_BYTES + 10)
    sealed, stored, _kept = sealed_file(vault.make_keys([1])[1], payload)
    sizes = [len(chunk) for chunk in open_stream(sealed, everything(1), 5, BytesIO(stored))]
    assert sizes == [CHUNK_BYTES, CHUNK_BYTES, 10]


def test_a_file_on_disk_is_closed_when_its_last_chunk_is_out(everything, small_chunks, tmp_path):
    sealed, stored, _kept = sealed_file(vault.make_keys([1])[1], bytes(130))
    path = tmp_path / "5.sealed"
    with pytest.raises(FileNotFoundError):
        open_path(sealed, everything(1), 5, path)  # at once, not when the first chunk is asked for
    path.write_bytes(stored)
    chunks = open_path(sealed, everything(1), 5, path)
    held = [one for one in psutil.Process().open_files() if one.path == str(path)]
    assert len(held) == 1 and b"".join(chunks) == bytes(130)
    assert not [one for one in psutil.Process().open_files() if one.path == str(path)]


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s[:-1],
        lambda s: s[: 2 + 80],
        lambda s: s[:2] + s[2 + 80 :],
        lambda s: s[:82] + s[2:82] + s[82:],
        lambda s: s[:2] + s[82:162] + s[2:82] + s[162:],
        lambda s: s + b"\0",
        lambda s: s[:40] + bytes([s[40] ^ 1]) + s[41:],
        lambda s: b"\1\2" + s[2:],
        lambda s: b"\2" + s[1:],
        lambda s: s[:2],
        lambda s: b"",
    ],
    ids=[
        "cut",
        "last dropped",
        "first dropped",
        "doubled",
        "swapped",
        "longer",
        "flipped",
        "suite",
        "format",
        "head",
        "empty",
    ],
)
def test_any_change_to_a_stored_file_is_found(everything, small_chunks, change):
    sealed, stored, _kept = sealed_file(vault.make_keys([1])[1], b"x" * 200)
    with pytest.raises(vault.Tampered):
        opened(sealed, change(stored), everything(1))


def test_a_file_is_bound_to_its_attachment_and_customer(everything):
    made = vault.make_keys([1, 2])
    sealed, stored, _kept = sealed_file(made[1], b"scan")
    other, other_stored, _kept = sealed_file(made[2], b"scan")
    for args in (
        (sealed, stored, everything(1), 6),
        (sealed, other_stored, everything(1)),
        (other.of(1), stored, everything(1)),
    ):
        with pytest.raises(vault.Tampered):
            opened(*args)
    with pytest.raises(vault.NotPermitted):
        opened(sealed, stored, everything(2))

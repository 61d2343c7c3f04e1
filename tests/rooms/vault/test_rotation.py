"""Rotation goes on after a kill, tells an old key from damage, and never leaves a customer half done."""

import threading
import time

import pytest
from django.db import connection, connections, transaction

from zhiji import vault
from zhiji.vault import keys, providers, resealing
from zhiji.vault.rotation import RotationRunning, rotate

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "vault_test_blobs"


class Killed(BaseException):
    """Stands for the process being killed between two batches."""


@pytest.fixture
def blobs(monkeypatch):
    """A table as the customers room would own it: 40 customers, two compartments, some with two rows."""
    monkeypatch.setattr(resealing, "resealers", {})
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {TABLE} (id bigserial PRIMARY KEY, customer_id bigint, one bytea, two bytea)"
        )
        for customer_id, key in vault.make_keys(range(1, 41)).items():
            one = vault.seal(key, 0, 7, 3, b"one of %d" % customer_id)
            two = vault.seal(key, 4, 8, 3, b"two of %d" % customer_id)
            cursor.execute(
                f"INSERT INTO {TABLE} (customer_id, one, two) VALUES (%s, %s, %s)", [customer_id, one, two]
            )
            if customer_id % 10 == 0:
                cursor.execute(f"INSERT INTO {TABLE} (customer_id, one) VALUES (%s, %s)", [customer_id, one])
    resealing.register_resealer(TABLE, pk="id", customer="customer_id", columns={"one": 0, "two": 4})
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")


def column(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]


def opened(permit, *, without=()):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT customer_id, one, two FROM {TABLE} ORDER BY id")
        rows = [row for row in cursor.fetchall() if row[0] not in without]
    ones = [vault.Sealed(bytes(one), customer, 0) for customer, one, _ in rows]
    twos = [vault.Sealed(bytes(two), customer, 4) for customer, _, two in rows if two is not None]
    return vault.open_many(ones + twos, permit)


def stop_after(batches):
    def progress(_done, _total):
        nonlocal batches
        batches -= 1
        if not batches:
            raise Killed

    return progress


@pytest.mark.parametrize("kind", ["rewrap", "reseal"])
@pytest.mark.parametrize("suite", ["aes256gcm-sha256", "sm4gcm-sm3"])
def test_after_rotation_everything_opens(blobs, everything, settings, kind, suite):
    permit = everything(*range(1, 41))
    before = opened(permit)
    secrets = {c: k._secret[:32] for c, k in vault.data_keys(range(1, 41)).items()}
    old_blobs = column(f"SELECT one FROM {TABLE}")
    commitment = vault.commitment(vault.data_key(3), "phone", b"138")
    settings.ZHIJI_SUITE = suite
    seen = []
    result = rotate(kind, progress=lambda done, total: seen.append((done, total)), batch=15, grace=0)
    assert (result.rotated, result.old_key, result.tampered) == (40, [], [])
    assert seen == [(15, 40), (30, 40), (40, 40)]
    assert opened(permit) == before
    renewed = {c: k._secret[:32] for c, k in vault.data_keys(range(1, 41)).items()}
    assert vault.commits_to(vault.data_key(3), "phone", b"138", commitment)
    if kind == "rewrap":
        assert set(column("SELECT epoch FROM vault_datakey")) == {2}
        assert renewed == secrets
        assert column(f"SELECT one FROM {TABLE}") == old_blobs
    else:
        assert not set(renewed.values()) & set(secrets.values())
        assert not set(column(f"SELECT one FROM {TABLE}")) & set(old_blobs)
        assert set(column("SELECT previous FROM vault_datakey")) == {None}
        assert set(column("SELECT suite FROM vault_datakey")) == {providers.suite().id}


@pytest.mark.parametrize("kind", ["rewrap", "reseal"])
def test_a_killed_rotation_goes_on_where_it_stopped(blobs, everything, kind):
    permit = everything(*range(1, 41))
    before = opened(permit)
    with pytest.raises(Killed):
        rotate(kind, progress=stop_after(2), batch=10, grace=0)
    assert opened(permit) == before
    done = set(column("SELECT customer_id FROM vault_datakey WHERE epoch = 2 OR generation = 2"))
    assert done == set(range(1, 21))
    touched = []
    result = rotate(kind, progress=lambda done, _total: touched.append(done), batch=10, grace=0)
    assert result.rotated == 40 and touched == [30, 40]
    assert opened(permit) == before
    assert set(column("SELECT epoch FROM vault_datakey")) == ({2} if kind == "rewrap" else {1})
    assert set(column("SELECT generation FROM vault_datakey")) == ({1} if kind == "rewrap" else {2})


def test_while_a_reseal_runs_a_row_read_before_it_still_opens(blobs, everything):
    stale = vault.Sealed(bytes(column(f"SELECT one FROM {TABLE} WHERE customer_id = 1")[0]), 1, 0)
    with pytest.raises(Killed):
        rotate("reseal", progress=stop_after(1), batch=10, grace=0)
    assert vault.open(stale, everything(1)) == b"one of 1"
    rotate("reseal", grace=0)
    with pytest.raises(vault.KeyRetired):
        vault.open(stale, everything(1))


def test_a_key_taken_for_sealing_cannot_be_replaced_underneath(blobs):
    """A writer holds the key's row: the re-seal would wait, so that no blob is left under a dropped key."""
    other = connections.create_connection("default")
    try:
        with transaction.atomic():
            vault.data_key(1, for_sealing=True)
            with other.cursor() as cursor, pytest.raises(Exception, match="could not obtain lock"):
                cursor.execute("SELECT 1 FROM vault_datakey WHERE customer_id = 1 FOR UPDATE NOWAIT")
    finally:
        other.close()


@pytest.mark.parametrize("kind", ["rewrap", "reseal"])
def test_a_damaged_key_is_named_and_left_as_found(blobs, everything, kind):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_datakey SET wrapped = set_byte(wrapped, 40, 1 # get_byte(wrapped, 40)) "
            "WHERE customer_id = 3"
        )
    found = column("SELECT wrapped FROM vault_datakey WHERE customer_id = 3")
    result = rotate(kind, batch=10, grace=0)
    assert (result.rotated, result.tampered, result.old_key) == (39, [3], [])
    assert column("SELECT wrapped FROM vault_datakey WHERE customer_id = 3") == found
    assert len(opened(everything(*range(1, 41)), without=[3])) == 82


def test_a_key_of_an_epoch_taken_away_is_named_apart(blobs, own_home):
    rotate("rewrap")
    vault.make_keys([50])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_datakey SET epoch = 9 WHERE customer_id = 50")
    result = rotate("rewrap")
    assert (result.rotated, result.old_key, result.tampered) == (40, [50], [])


def test_a_customer_with_one_damaged_blob_keeps_the_old_key_for_all(blobs, everything):
    """Customer 10 has two rows: the damage in the second must leave the first as it was, too."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} SET one = set_byte(one, 30, 1 # get_byte(one, 30)) "
            f"WHERE id = (SELECT max(id) FROM {TABLE} WHERE customer_id = 10)"
        )
    result = rotate("reseal", batch=15, grace=0)
    assert (result.rotated, result.tampered) == (39, [10])
    assert vault.data_key(10).generation == 1
    first = column(f"SELECT one FROM {TABLE} WHERE customer_id = 10 ORDER BY id")[0]
    assert vault.open(vault.Sealed(bytes(first), 10, 0), everything(10)) == b"one of 10"


def test_a_blob_of_a_retired_key_is_old_not_tampered(blobs):
    old = column(f"SELECT one FROM {TABLE} WHERE customer_id = 6")[0]
    rotate("reseal", grace=0)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET one = %s WHERE customer_id = 6", [old])
    result = rotate("reseal", grace=0)
    assert (result.old_key, result.tampered) == ([6], [])


def test_a_generation_altered_in_a_blob_is_tampering(blobs, everything):
    blob = bytearray(column(f"SELECT one FROM {TABLE} WHERE customer_id = 1")[0])
    blob[3] = 9
    with pytest.raises(vault.Tampered):
        vault.open(vault.Sealed(bytes(blob), 1, 0), everything(1))


def test_two_rotations_at_once_are_refused(blobs):
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [0x7A686A69])
            with pytest.raises(RotationRunning):
                rotate("rewrap")
    finally:
        other.close()


def test_a_shredded_customer_stays_shredded_through_rotation(blobs):
    vault.shred(4, order="D-4")
    assert rotate("reseal", grace=0).rotated == 39
    with pytest.raises(vault.Shredded):
        vault.data_key(4)


def test_rotation_needs_no_act_around_it(blobs):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', '', false)")
    assert rotate("rewrap").rotated == 40
    assert keys.TABLE == "vault_datakey"


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="rewrap, reseal"):
        rotate("sideways")


def test_what_a_writer_seals_while_a_reseal_waits_for_the_key_is_resealed_too(blobs, everything):
    """A writer holds the key and adds a row; the re-seal must see the row before it replaces the key."""
    holding, finished = threading.Event(), []

    def write():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('zhiji.act', 'vault:tests:write', true)")
            key = vault.data_key(1, for_sealing=True)
            holding.set()
            time.sleep(0.5)
            blob = vault.seal(key, 0, 9, 3, b"late")
            cursor.execute(f"INSERT INTO {TABLE} (customer_id, one) VALUES (1, %s)", [blob])
            finished.append(time.monotonic())
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert holding.wait(5)
    result = rotate("reseal", batch=10, grace=0)
    assert finished and (result.rotated, result.tampered, result.old_key) == (40, [], [])
    writer.join()
    assert b"late" in opened(everything(*range(1, 41)))

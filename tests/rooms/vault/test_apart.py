"""Keys of top-secret files stand in a line of their own (Art. 22, J04): the ordinary keys open none of them."""

import base64

import pytest
from django.db import connection

from zhiji import vault
from zhiji.vault import providers, resealing, suites
from zhiji.vault.apart import is_apart, keep_apart
from zhiji.vault.rotation import rotate

TABLE = "vault_apart_blobs"


def epochs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT customer_id, epoch FROM vault_datakey WHERE customer_id > 0 ORDER BY 1")
        return dict(cursor.fetchall())


def sealed(customer_id):
    return vault.Sealed(
        vault.seal(vault.data_key(customer_id), 0, 1, 0, b"secret of %d" % customer_id), customer_id, 0
    )


@pytest.mark.req("J04")
@pytest.mark.django_db
def test_art_22_the_ordinary_keys_alone_open_no_top_secret_file(own_home, everything):
    vault.make_keys([1, 2])
    plain, secret = sealed(1), sealed(2)
    assert keep_apart([2], apart=True) == 1 and keep_apart([2], apart=True) == 0
    assert epochs() == {1: 1, 2: -1} and is_apart(2) and not is_apart(1)
    assert vault.open_many([plain, secret], everything(1, 2)) == [b"secret of 1", b"secret of 2"]
    stolen = own_home / "keys" / "apart" / "kek-1.key"
    assert stolen.stat().st_mode & 0o777 == 0o600
    kept = stolen.read_bytes()
    stolen.unlink()
    providers._provider.cache_clear()
    assert vault.open(plain, everything(1)) == b"secret of 1"
    with pytest.raises(vault.KeyUnavailable, match="apart/kek-1"):
        vault.open(secret, everything(2))
    stolen.write_bytes(base64.b64encode(b"x" * 32))
    with pytest.raises(vault.KeyUnavailable, match="not the one that wrapped"):
        vault.open(secret, everything(2))
    stolen.write_bytes(kept)
    providers._provider.cache_clear()
    assert keep_apart([2], apart=False) == 1 and epochs() == {1: 1, 2: 1}
    stolen.unlink()
    assert vault.open(secret, everything(2)) == b"secret of 2"


@pytest.mark.django_db
def test_a_wrapped_key_does_not_pass_from_one_line_to_the_other(everything):
    vault.make_keys([1])
    secret = sealed(1)
    keep_apart([1], apart=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_datakey SET epoch = 1 WHERE customer_id = 1")
    with pytest.raises(vault.VaultError):
        vault.open(secret, everything(1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["rewrap", "reseal"])
def test_rotation_keeps_each_line_and_gives_both_new_keys(kind, everything, monkeypatch):
    monkeypatch.setattr(resealing, "resealers", {})
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (id bigserial PRIMARY KEY, customer_id bigint, one bytea)")
        for customer_id, key in vault.make_keys(range(1, 8)).items():
            cursor.execute(
                f"INSERT INTO {TABLE} (customer_id, one) VALUES (%s, %s)",
                [customer_id, vault.seal(key, 0, 1, 0, b"one")],
            )
    resealing.register_resealer(TABLE, pk="id", customer="customer_id", columns={"one": 0})
    try:
        keep_apart([2, 5], apart=True)
        done = rotate(kind, batch=3, grace=0)
        assert (done.rotated, done.old_key, done.tampered) == (7, [], [])
        fresh = 2 if kind == "rewrap" else 1
        assert epochs() == {number: -fresh if number in (2, 5) else fresh for number in range(1, 8)}
        rotate("rewrap", grace=0)
        assert set(epochs().values()) == {fresh + 1, -fresh - 1}
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT customer_id, one FROM {TABLE} ORDER BY 1")
            rows = [vault.Sealed(bytes(one), number, 0) for number, one in cursor.fetchall()]
        assert vault.open_many(rows, everything(*range(1, 8))) == [b"one"] * 7
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {TABLE}")


def test_the_environment_names_the_keys_kept_apart(monkeypatch):
    monkeypatch.setenv("ZHIJI_KEK_1", base64.b64encode(b"1" * 32).decode())
    keys = providers.EnvironmentKeys(suites.AES256GCM_SHA256)
    with pytest.raises(vault.KeyUnavailable, match="ZHIJI_APART_KEK_1 is not set"):
        keys.current_epoch(apart=True)
    monkeypatch.setenv("ZHIJI_APART_KEK_1", base64.b64encode(b"2" * 32).decode())
    assert keys.current_epoch(apart=True) == -1 and keys.current_epoch() == 1
    assert keys.unwrap(-1, keys.wrap(-1, b"key", b"aad"), b"aad") == b"key"
    with pytest.raises(vault.KeyUnavailable, match="set ZHIJI_APART_KEK_2"):
        keys.new_epoch(apart=True)

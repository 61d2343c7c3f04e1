"""Data keys and opening, on a real PostgreSQL."""

import pickle

import pytest
from django.db import IntegrityError, connection, transaction

from zhiji import vault
from zhiji.vault import keys, providers
from zhiji.vault.permits import Permit

pytestmark = pytest.mark.django_db


def sealed(key, compartment, payload=b"payload"):
    return vault.Sealed(vault.seal(key, compartment, 1, 3, payload), key.customer_id, compartment)


@pytest.mark.req("N04")
@pytest.mark.parametrize("suite", ["aes256gcm-sha256", "sm4gcm-sm3"])
def test_six_compartments_open_with_a_permit(settings, everything, suite):
    settings.ZHIJI_SUITE = suite
    key = vault.make_keys([7])[7]
    six = [sealed(key, n, b"payload %d" % n) for n in range(6)]
    assert vault.open_many(six, everything(7)) == [b"payload %d" % n for n in range(6)]


def test_what_one_suite_sealed_opens_after_the_other_is_chosen(settings, everything):
    blob = sealed(vault.make_keys([7])[7], 0)
    settings.ZHIJI_SUITE = "sm4gcm-sm3"
    assert vault.open(blob, everything(7)) == b"payload"
    assert vault.seal(vault.make_keys([8])[8], 0, 1, 1, b"")[1] == 2


def test_a_permit_for_other_compartments_or_customers_opens_nothing():
    made = vault.make_keys([1, 2])
    six = [sealed(made[1], 0), sealed(made[1], 3)]
    with pytest.raises(vault.NotPermitted):
        vault.open_many(six, Permit(1, {1: frozenset([0])}))
    with pytest.raises(vault.NotPermitted):
        vault.open(six[0], Permit(1, {2: frozenset([0])}))
    with pytest.raises(vault.NotPermitted):
        vault.open(vault.Sealed(b"", None, 0), Permit(1, {1: frozenset([0])}))


def test_a_permit_is_frozen_and_never_leaves_its_process():
    permit = Permit(1, {1: frozenset([0])})
    with pytest.raises(AttributeError):
        permit.receipt = 2
    with pytest.raises(TypeError):
        pickle.dumps(permit)


def test_a_key_from_another_compartment_opens_nothing():
    key = vault.make_keys([1])[1]
    nonce = b"\0" * 12
    with pytest.raises(vault.Tampered):
        key.compartment(1).open(nonce, key.compartment(0).seal(nonce, b"payload", b""), b"")


def test_many_keys_are_made_by_copy_and_fetched_in_one_query(django_assert_num_queries, everything):
    made = vault.make_keys(range(1, 301))
    blobs = [sealed(key, 2, b"%d" % key.customer_id) for key in made.values()]
    with django_assert_num_queries(1):
        opened = vault.open_many(blobs, everything(*made))
    assert opened == [b"%d" % n for n in range(1, 301)]


def test_a_second_key_for_a_customer_is_refused():
    vault.make_keys([5])
    with pytest.raises(IntegrityError), transaction.atomic():
        vault.make_keys([5])


def test_a_missing_key_is_told_apart():
    with pytest.raises(vault.KeyMissing) as caught:
        vault.data_key(404)
    assert caught.value.customer_id == 404


@pytest.mark.parametrize(
    "change",
    [
        "wrapped = set_bit(wrapped, 500, 1 - get_bit(wrapped, 500))",
        "wrapped = set_bit(wrapped, 12, 1 - get_bit(wrapped, 12))",
        "generation = 2",
        "suite = 2",
        "wrapped = (SELECT wrapped FROM vault_datakey WHERE customer_id = 2)",
        "wrapped = 'short'",
    ],
)
def test_a_changed_or_swapped_key_row_is_tampering(change):
    vault.make_keys([1, 2])
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE vault_datakey SET {change} WHERE customer_id = 1")
    with pytest.raises(vault.Tampered):
        vault.data_key(1)
    assert vault.data_key(2).customer_id == 2


def test_an_absent_epoch_is_not_called_tampering(own_home):
    vault.make_keys([1])
    (own_home / "keys" / "kek-1.key").unlink()
    providers._provider.cache_clear()
    with pytest.raises(vault.KeyUnavailable, match=r"kek-1\.key is absent"):
        vault.data_key(1)


def test_another_installations_key_is_not_called_tampering(own_home):
    vault.make_keys([1])
    (own_home / "keys" / "kek-1.key").unlink()
    providers._provider.cache_clear()
    providers.provider().current_epoch()
    with pytest.raises(vault.KeyUnavailable, match="not the one that wrapped this"):
        vault.data_key(1)


def test_a_data_key_shows_and_carries_nothing():
    key = keys.wrapped_rows([9])[0][9]
    assert repr(key) == "<DataKey of customer 9>"
    with pytest.raises(vault.SealedError):
        pickle.dumps(key)


def test_the_secret_is_never_stored_in_the_clear():
    key = vault.make_keys([1])[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM vault_datakey")
        wrapped = bytes(cursor.fetchone()[0])
    assert key._secret[:32] not in wrapped and key._secret[32:] not in wrapped


@pytest.mark.parametrize("suite", ["aes256gcm-sha256", "sm4gcm-sm3"])
def test_commitments_bind_customer_name_and_value(settings, suite):
    settings.ZHIJI_SUITE = suite
    made = vault.make_keys([1, 2])
    one = vault.commitment(made[1], "phone", b"138")
    assert one == vault.commitment(vault.data_key(1), "phone", b"138") and len(one) == 64
    others = [
        vault.commitment(made[2], "phone", b"138"),
        vault.commitment(made[1], "phone", b"139"),
        vault.commitment(made[1], "phon", b"e138"),
    ]
    assert one not in others
    assert vault.commits_to(made[1], "phone", b"138", one)
    assert not vault.commits_to(made[1], "phone", b"139", one)

"""`SealedField` on a real table: knows whose it is, is never plain, is never searched."""

import copy
import pickle

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.test.utils import isolate_apps

from zhiji import vault

pytestmark = pytest.mark.django_db


@pytest.fixture
def files():
    with isolate_apps("zhiji.vault"):

        class Leaf(models.Model):  # noqa: DJ008
            customer_id = models.BigIntegerField()
            personal = vault.SealedField(compartment=4, null=True)

            class Meta:
                app_label = "vault"

        class Book(models.Model):  # noqa: DJ008
            id = models.BigIntegerField(primary_key=True)
            identity = vault.SealedField(compartment=0)
            ties = vault.SealedField(compartment=5, null=True)

            class Meta:
                app_label = "vault"

        with connection.schema_editor() as editor:
            editor.create_model(Leaf)
            editor.create_model(Book)
        yield Book, Leaf


def test_what_is_stored_comes_back_sealed_and_knows_its_customer(files, everything):
    book, leaf = files
    key = vault.make_keys([12])[12]
    book.objects.create(id=12, identity=vault.seal(key, 0, 1, 1, b"who"))
    leaf.objects.create(customer_id=12, personal=vault.seal(key, 4, 1, 1, b"habits"))
    identity, personal = book.objects.get().identity, leaf.objects.get().personal
    assert (identity.customer_id, identity.compartment) == (12, 0)
    assert (personal.customer_id, personal.compartment) == (12, 4)
    assert vault.open_many([identity, personal], everything(12)) == [b"who", b"habits"]
    assert book.objects.get().ties is None


def test_deferred_copied_and_updated_values_stay_sealed(files, everything):
    book, _leaf = files
    key = vault.make_keys([12])[12]
    book.objects.create(id=12, identity=vault.seal(key, 0, 1, 1, b"who"))
    deferred = book.objects.defer("identity").get()
    assert vault.open(deferred.identity, everything(12)) == b"who"
    assert vault.open(copy.deepcopy(deferred.identity), everything(12)) == b"who"
    deferred.ties = vault.seal(key, 5, 1, 1, b"kin")
    deferred.save()
    book.objects.filter(id=12).update(identity=vault.seal(key, 0, 2, 1, b"who else"))
    again = book.objects.get()
    assert vault.open_many([again.identity, again.ties], everything(12)) == [b"who else", b"kin"]


def test_rows_as_tuples_hold_no_bytes(files):
    book, _leaf = files
    book.objects.create(id=12, identity=vault.seal(vault.make_keys([12])[12], 0, 1, 1, b"who"))
    (value,) = book.objects.values_list("identity", flat=True)
    assert repr(value) == "●●●" and value.customer_id is None
    assert repr(book.objects.get().__dict__["identity"]) == "●●●"


def test_nothing_but_sealed_bytes_is_taken(files):
    book, _leaf = files
    with pytest.raises(vault.SealedError), transaction.atomic():
        book.objects.create(id=12, identity="plain text")


def test_a_sealed_column_cannot_be_compared_or_dumped(files):
    book, _leaf = files
    book.objects.create(id=12, identity=vault.seal(vault.make_keys([12])[12], 0, 1, 1, b"who"))
    assert book.objects.filter(ties__isnull=True).count() == 1
    for lookup in ("identity", "identity__contains", "identity__gt", "identity__in"):
        with pytest.raises(FieldError):
            book.objects.get(**{lookup: b"x"})
    with pytest.raises(vault.SealedError):
        serializers.serialize("json", book.objects.all())
    with pytest.raises(vault.SealedError):
        pickle.dumps(book.objects.get().identity)


def test_a_migration_can_rebuild_the_field(files):
    book, _leaf = files
    _name, path, args, options = book._meta.get_field("ties").deconstruct()
    assert (path, args, options) == ("zhiji.vault.sealed.SealedField", [], {"null": True, "compartment": 5})
    with pytest.raises(ValueError, match="no compartment 6"):
        vault.SealedField(compartment=6)

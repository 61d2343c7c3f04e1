"""Shredding outlives the restoring of any older backup."""

import json
import subprocess
import sys

import pytest
from django.db import connection, transaction

from zhiji import vault
from zhiji.vault import ledger

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customer(everything):
    """Customer 1 with something sealed, and its key row as an older backup would hold it."""
    key = vault.make_keys([1, 2])[1]
    sealed = vault.Sealed(vault.seal(key, 0, 1, 1, b"payload"), 1, 0)
    assert vault.open(sealed, everything(1)) == b"payload"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM vault_datakey WHERE customer_id = 1")
        return sealed, everything(1), cursor.fetchone()


def restore(row):
    """What restoring the older backup does: the key is back, the tombstone is not there yet."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault_tombstone")
        cursor.execute("INSERT INTO vault_datakey VALUES (%s, %s, %s, %s, %s, %s)", row)


def key_rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM vault_datakey WHERE customer_id = 1")
        return cursor.fetchone()[0]


@pytest.mark.req("N04")
def test_shredding_survives_restoring_an_older_backup(customer):
    sealed, permit, row = customer
    with transaction.atomic():
        vault.shred(1, order="D-1")
    with pytest.raises(vault.Shredded):
        vault.open(sealed, permit)
    restore(row)
    with pytest.raises(vault.Shredded):
        vault.open(sealed, permit)
    replay = vault.replay_shreds()
    assert (replay.keys_removed, replay.tombstones_added, replay.lines_added) == (1, 1, 0)
    assert key_rows() == 0
    with pytest.raises(vault.Shredded):
        vault.open(sealed, permit)
    assert vault.data_key(2).customer_id == 2


def test_without_the_ledger_the_restored_key_would_open(customer, own_home):
    """The negative control: it is the ledger that holds."""
    sealed, permit, row = customer
    vault.shred(1, order="D-1")
    restore(row)
    (own_home / "keys" / "shreds.log").unlink()
    ledger._ledger.cache_clear()
    assert vault.open(sealed, permit) == b"payload"


def test_a_rolled_back_order_shreds_nothing(customer):
    sealed, permit, _row = customer
    with pytest.raises(RuntimeError), transaction.atomic():
        vault.shred(1, order="D-1")
        raise RuntimeError("the act failed")
    assert vault.open(sealed, permit) == b"payload"
    assert ledger.shredded() == set()


def test_a_stop_between_commit_and_ledger_is_made_good_at_the_next_start(customer, monkeypatch):
    sealed, permit, row = customer
    with monkeypatch.context() as stop:
        stop.setattr(ledger.Ledger, "append", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            vault.shred(1, order="D-1")
    with pytest.raises(vault.Shredded):
        vault.open(sealed, permit)
    assert vault.replay_shreds().lines_added == 1
    restore(row)
    with pytest.raises(vault.Shredded):
        vault.open(sealed, permit)


def test_another_process_sees_the_order_at_its_next_opening(customer, own_home):
    sealed, permit, _row = customer
    assert vault.open(sealed, permit) == b"payload"
    program = (
        "import sys; from pathlib import Path; from zhiji.vault.ledger import Ledger; "
        "Ledger(Path(sys.argv[1])).append([(1, 'D-1')])"
    )
    subprocess.run([sys.executable, "-c", program, str(own_home / "keys" / "shreds.log")], check=True)
    assert key_rows() == 1
    with pytest.raises(vault.Shredded):
        vault.open(sealed, permit)


def test_a_torn_last_line_is_ignored_and_cut_off_by_the_next_order(customer, own_home):
    path = own_home / "keys" / "shreds.log"
    vault.shred(2, order="D-2")
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"seq":2,"customer":9,"order":"' + b"x" * 400)
    assert ledger.shredded() == {2}
    vault.shred(1, order="D-1")
    assert ledger.shredded() == {1, 2}
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert [(line["seq"], line["customer"], line["order"]) for line in lines] == [
        (1, 2, "D-2"),
        (2, 1, "D-1"),
    ]
    assert lines[1]["prev"] == lines[0]["hash"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda lines: lines[1:],
        lambda lines: [lines[0].replace(b'"customer":1', b'"customer":3'), lines[1]],
        lambda lines: [lines[1], lines[0]],
    ],
    ids=["first line dropped", "customer changed", "reordered"],
)
def test_an_edited_ledger_stops_every_opening(customer, own_home, edit):
    path = own_home / "keys" / "shreds.log"
    vault.make_keys([3])
    vault.shred(1, order="D-1")
    vault.shred(2, order="D-2")
    path.write_bytes(b"".join(edit(path.read_bytes().splitlines(keepends=True))))
    with pytest.raises(vault.LedgerBroken):
        vault.data_key(3)


def test_a_shredded_customer_gets_no_new_key_and_a_second_order_is_harmless(customer):
    vault.shred(1, order="D-1")
    vault.shred(1, order="D-1 again")
    assert ledger.ledger().lines == 1
    with pytest.raises(vault.Shredded):
        vault.make_keys([1])


def test_an_order_needs_a_reference_and_a_customer_with_a_key(customer):
    with pytest.raises(ValueError, match="reference"):
        vault.shred(1, order=" ")
    with pytest.raises(vault.KeyMissing):
        vault.shred(99, order="D-9")
    assert key_rows() == 1


def test_the_ledger_is_only_its_owners(customer, own_home):
    vault.shred(1, order="D-1")
    assert (own_home / "keys" / "shreds.log").stat().st_mode & 0o777 == 0o600

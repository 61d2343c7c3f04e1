"""Sealing: dense leaves in a lasting order, signed heads, proofs that stand alone."""

import hashlib
import json
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from zhiji import journal
from zhiji.journal import checkpoints, sealer, verify_journal
from zhiji.journal.merkle import range_hash

VERIFIER = Path(verify_journal.__file__)


def alone(*arguments):
    """The verifier's answer when it runs by itself: no site packages, no path, no environment."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), *map(str, arguments)],
        capture_output=True,
        text=True,
        env={},
    )
    assert not done.stderr, done.stderr
    answer = json.loads(done.stdout)
    assert done.returncode == (0 if answer["ok"] else 2 if "cannot be read" in answer["problem"] else 1)
    return answer


def _rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _second():
    """A second connection to the same database."""
    values = connection.get_connection_params()
    return psycopg.connect(
        **{k: values[k] for k in ("dbname", "user", "host", "port", "password") if k in values}
    )


INSERT = "INSERT INTO journal_entry (phrase, outcome, channel) VALUES ('late:entry:sealed', 'done', 'test')"


@pytest.mark.req("H05")
def test_leaves_are_dense_though_ids_have_gaps(log):
    first = log.write(3)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            log.write(2)
            raise ZeroDivisionError
    second = log.write(400)
    signed = log.seal()
    assert _rows("SELECT index, entry FROM journal_leaf ORDER BY index") == list(enumerate(first + second))
    assert second[0] - first[-1] > 1
    assert (signed.size, journal.verify().entries) == (403, 403)
    (batches,) = _rows(
        "SELECT count(*) FROM journal_checkpoint"
    )  # more than one where others hold transactions open
    assert journal.verify().as_dict() == {
        "ok": True,
        "entries": 403,
        "pending": 0,
        "checkpoints": batches[0],
        "problems": [],
    }


def test_an_entry_that_commits_late_is_sealed_later_and_nothing_moves(log):
    log.seal()
    with _second() as other:
        other.execute(INSERT)  # holds the lowest transaction number, open
        log.write(5)
        assert journal.seal_pending() == 0, "nothing at or above a running transaction is sealed"
        other.commit()
        log.seal()
    order = [entry for (entry,) in _rows("SELECT entry FROM journal_leaf ORDER BY index")]
    assert len(order) == 6
    assert order[0] == min(order)
    with _second() as other:
        other.execute(INSERT)
        before = log.write(1)
        other.rollback()
    log.seal()
    assert [entry for (entry,) in _rows("SELECT entry FROM journal_leaf ORDER BY index")] == order + before
    assert journal.verify().ok


def test_batches_are_sealed_one_after_the_other(log, monkeypatch):
    monkeypatch.setattr(sealer, "BATCH", 7)
    ids = log.write(50)
    log.seal()
    more = log.write(20)  # one transaction larger than a batch
    log.seal()
    assert [entry for (entry,) in _rows("SELECT entry FROM journal_leaf ORDER BY index")] == ids + more
    assert journal.verify().ok


def test_sealers_take_turns(log):
    ids = log.write(2000)
    counts = []

    def work():
        counts.append(journal.seal_pending())
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.seal()
    assert sum(counts) in (0, len(ids)), (
        "one sealer took them all, unless another test process held the horizon"
    )
    assert journal.verify().entries == len(ids)
    assert journal.verify().ok


def test_sealing_inside_a_transaction_is_refused(log):
    with pytest.raises(RuntimeError), transaction.atomic():
        journal.seal_pending()


def test_the_log_goes_on_in_another_cluster(log, monkeypatch):
    """After a restore transaction numbers start anew: stored ones may be above or below those of the new cluster."""
    sealed = log.write(5)
    log.seal()
    unsealed = log.write(6)
    with connection.cursor() as cursor:  # what a restored dump looks like: numbers from another life
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER zhiji_insert_only")
        cursor.execute(
            "UPDATE journal_entry SET xid = (9000000000 + id)::text::xid8 WHERE id = ANY(%s)", [unsealed[:3]]
        )
        cursor.execute("UPDATE journal_entry SET xid = id::text::xid8 WHERE id = ANY(%s)", [unsealed[3:]])
        cursor.execute("ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER zhiji_insert_only")
    monkeypatch.setattr(sealer, "_STATE", sealer._STATE.replace("system_identifier::text", "'another'"))
    monkeypatch.setattr(sealer, "BATCH", 2)
    new = log.write(4)
    log.seal()
    order = [entry for (entry,) in _rows("SELECT entry FROM journal_leaf ORDER BY index")]
    assert order[:5] == sealed
    assert sorted(order[5:]) == sorted(unsealed + new)
    last = log.write(3)
    log.seal()
    assert [entry for (entry,) in _rows("SELECT entry FROM journal_leaf ORDER BY index")] == order + last
    report = journal.verify()
    assert report.ok, report.problems


def test_the_root_is_that_of_the_definition(log):
    log.write(700)
    signed = log.seal()
    hashes = [bytes(hash_) for (hash_,) in _rows("SELECT hash FROM journal_leaf ORDER BY index")]

    def perfect(level, index):
        if level == 0:
            return hashes[index]
        left, right = perfect(level - 1, 2 * index), perfect(level - 1, 2 * index + 1)
        return hashlib.sha256(b"\1" + left + right).digest()

    assert signed.root == range_hash(0, 700, perfect)
    assert _rows("SELECT count(*) FROM journal_node") == [(2,)]


def test_checkpoints_are_also_kept_in_the_witness_file(log):
    signed = [log.seal()]
    log.write(3)
    signed.append(log.seal())
    with log.witness.open("ab") as file:
        file.write(b'"torn by a cra')
    log.write(3)
    signed.append(log.seal())
    notes = []
    for line in log.witness.read_text().splitlines():
        try:
            notes.append(json.loads(line))
        except ValueError:
            assert line == '"torn by a cra'
    assert [note for (note,) in _rows("SELECT note FROM journal_checkpoint ORDER BY id")] == notes
    assert {point.note for point in signed} <= set(notes)
    log.witness.unlink()
    log.write(1)
    log.seal()
    stored = _rows("SELECT count(*) FROM journal_checkpoint")[0][0]
    assert len(log.witness.read_text().splitlines()) == stored, "a lost witness file is written anew"


@pytest.mark.req("H05")
def test_export_and_proofs_are_verified_by_the_file_that_stands_alone(log, tmp_path):
    ids = log.write(300)
    old = log.seal()
    log.write(231, reason='"subjects":{"count":1}', actor=None)
    new = log.seal()
    key = checkpoints.verifier_key(old.origin, checkpoints.signer().public_key_bytes)
    export = tmp_path / "log.jsonl"
    made = journal.export(export)
    assert (made["entries"], made["key"]) == (531, key)
    answer = alone("log", export, "--key", key, "--witness", log.witness)
    assert (answer["ok"], answer["entries"], answer["root"]) == (True, 531, new.root.hex())
    assert "warning" in alone("log", export)
    proof = tmp_path / "proof.json"
    for entry in (ids[0], ids[255], ids[299]):
        proof.write_text(json.dumps(journal.prove(entry)))
        answer = alone("entry", proof, "--key", key, "--witness", log.witness)
        assert (answer["ok"], answer["entry"]["id"]) == (True, entry)
    both = tmp_path / "consistency.json"
    both.write_text(json.dumps(journal.consistency(old.size, new.size)))
    assert alone("consistency", both, "--key", key)["ok"]

    for file, question in ((export, "log"), (proof, "entry"), (both, "consistency")):
        text = file.read_text()
        stranger = text.replace(key, checkpoints.verifier_key(old.origin, bytes(31) + b"\1"))
        file.write_text(stranger)
        assert not alone(question, file)["ok"], "a key that did not sign"
        for damage in (
            lambda text: text.replace('":7,', '":8,', 1).replace('\\"actor\\":7', '\\"actor\\":8'),
            lambda text: text[:-30],
        ):
            if (changed := damage(text)) != text:
                file.write_text(changed)
                assert not alone(question, file)["ok"]
        file.write_text(text)
        assert alone(question, file)["ok"]
    assert not alone("log", tmp_path / "absent")["ok"]


def test_what_is_not_sealed_has_no_proof(log):
    log.write(1)
    log.seal()
    (late,) = log.write(1)
    for entry in (late, 10**9):
        with pytest.raises(journal.NotSealed):
            journal.prove(entry)
    with pytest.raises(journal.NotSealed):
        journal.consistency(1, 99)


def test_nothing_written_yet_is_a_sound_log(log, tmp_path):
    assert journal.verify().ok
    with pytest.raises(journal.NotSealed):
        journal.export(tmp_path / "log")
    assert journal.checkpoint().size == 0
    assert journal.verify().ok
    journal.export(tmp_path / "log")
    assert alone("log", tmp_path / "log")["entries"] == 0


def test_a_note_signed_by_a_stranger_is_refused(log):
    signed = log.seal()
    keys = checkpoints.trusted_keys()
    assert checkpoints.read(signed.note, keys) == signed
    for broken in (
        signed.note.replace("\n0\n", "\n1\n"),
        signed.note.replace("time=2", "time=1"),
        signed.note.replace("\u2014 lanting", "\u2014 other"),
        signed.note.split("\n\n")[0],
        "",
        signed.note.replace("\n\n", "\n", 1),
    ):
        with pytest.raises(checkpoints.BadCheckpoint):
            checkpoints.read(broken, keys)
    settings.ZHIJI_JOURNAL_SIGNER = "plugins.journal_signing.stranger"
    with pytest.raises(checkpoints.BadCheckpoint):
        checkpoints.read(signed.note, checkpoints.trusted_keys())
    key = checkpoints.verifier_key(signed.origin, keys[signed.origin][0])
    settings.ZHIJI_JOURNAL_PAST_KEYS = [key]
    try:
        assert checkpoints.read(signed.note, checkpoints.trusted_keys()) == signed, (
            "a key that was replaced still counts"
        )
    finally:
        del settings.ZHIJI_JOURNAL_PAST_KEYS


def test_the_models_have_their_migrations(db):
    call_command("makemigrations", "journal", "--check", "--dry-run", verbosity=0)

"""The tamper matrix: whoever can do anything in the database, the log shows it. Each damage is named for what it is."""

import json
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from zhiji import journal
from zhiji.journal import checkpoints, verify_journal
from zhiji.journal.entry import SELECT, body
from zhiji.journal.merkle import EMPTY, Frontier, leaf_hash

TABLES = ("journal_entry", "journal_subject", "journal_leaf", "journal_node", "journal_checkpoint")


@contextmanager
def intruder():
    """A superuser's connection with the guards off; where there is none, the owner's, who can do as much here."""
    params = connection.get_connection_params()
    values = {key: params[key] for key in ("dbname", "user", "host", "port", "password") if key in params}
    try:
        hand = psycopg.connect(**values | {"user": "postgres"})
    except psycopg.OperationalError:
        hand = psycopg.connect(**values)
    with hand:
        for table in TABLES:
            hand.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield hand
        for table in TABLES:
            hand.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            hand.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER zhiji_insert_only")


def rebuild(hand, *, resign=False):
    """Make the stored tree follow the tampered entries; with the stolen key also every checkpoint."""
    hand.execute("DELETE FROM journal_node")
    tree, roots = Frontier(), {0: EMPTY}
    for row in hand.execute(
        f"SELECT l.index, {SELECT} FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry ORDER BY l.index"
    ).fetchall():
        hash_ = leaf_hash(body(row[1:]))
        hand.execute("UPDATE journal_leaf SET hash = %s WHERE index = %s", [hash_, row[0]])
        for node in tree.append(hash_):
            hand.execute("INSERT INTO journal_node (level, index, hash) VALUES (%s, %s, %s)", node)
        roots[tree.size] = tree.root()
    if resign:
        for id_, note in hand.execute("SELECT id, note FROM journal_checkpoint").fetchall():
            was = checkpoints.read(note, checkpoints.trusted_keys())
            new = checkpoints.sign(was.size, roots[was.size], was.at, was.system, was.horizon, was.next)
            hand.execute(
                "UPDATE journal_checkpoint SET root = %s, note = %s WHERE id = %s", [new.root, new.note, id_]
            )


def sign(hand, size):
    """With the stolen key, a further checkpoint over the stored leaves."""
    tree = Frontier()
    for (hash_,) in hand.execute("SELECT hash FROM journal_leaf ORDER BY index").fetchall():
        tree.append(bytes(hash_))
    note = hand.execute("SELECT note FROM journal_checkpoint ORDER BY id DESC LIMIT 1").fetchone()[0]
    last = checkpoints.read(note, checkpoints.trusted_keys())
    new = checkpoints.sign(size, tree.root(), last.at, last.system, last.horizon, last.next)
    hand.execute(
        "INSERT INTO journal_checkpoint (size, root, at, system, horizon, note) VALUES (%s, %s, %s, %s, %s, %s)",
        [new.size, new.root, new.at, new.system, new.horizon, new.note],
    )


@pytest.fixture
def sealed(log):
    """Three checkpoints over 700 entries."""
    log.ids = log.write(600)
    log.seal()
    for _ in range(2):
        log.ids += log.write(50)
        log.seal()
    assert journal.verify().ok
    return log


def found(witness=None):
    """The kinds of problems that a verification names."""
    return {problem.kind for problem in journal.verify(witness).problems}


def refuses(tmp_path, witness=None):
    """Whether the verifier that stands alone refuses an export of the log as it is."""
    key = checkpoints.verifier_key(checkpoints.signer().name, checkpoints.signer().public_key_bytes)
    try:
        journal.export(tmp_path / "export")
        verify_journal.verify_log(tmp_path / "export", key, witness)
    except (verify_journal.Wrong, checkpoints.BadCheckpoint):
        return True
    return False


EDITS = {
    "actor": "actor = 8",
    "time": "at = at - interval '1 second'",
    "phrase": "phrase = 'customers:file:print'",
    "outcome": "outcome = 'refused'",
    "customer": "customer = 99",
    "purpose": "purpose = 'service'",
    "rule": "rule = 'own'",
    "reason": "reason = 'x'",
    "grant": '"grant" = 5',
    "channel": "channel = 'api'",
    "facts": "facts = '{}'",
    "transaction": "xid = (xid::text::bigint + 1)::text::xid8",
    "subject count": "subject_count = subject_count + 1",
}


@pytest.mark.req("H05")
@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("thorough", [False, True], ids=["entry", "entry and tree"])
def test_edited(sealed, tmp_path, change, thorough):
    entry = sealed.ids[333]
    with intruder() as hand:
        assert hand.execute(f"UPDATE journal_entry SET {change} WHERE id = %s", [entry]).rowcount == 1
        if thorough:
            rebuild(hand)
    report = journal.verify()
    if thorough:
        assert "rewritten" in {problem.kind for problem in report.problems}
    else:
        assert {problem.entry for problem in report.problems if problem.kind == "edited"} == {entry}
    assert refuses(tmp_path)


def test_the_files_a_look_named_edited(sealed, tmp_path):
    entry = sealed.ids[335]
    with intruder() as hand:
        changed = hand.execute("UPDATE journal_subject SET customer = customer + 9 WHERE entry = %s", [entry])
        assert changed.rowcount == 2
    assert [(p.kind, p.entry) for p in journal.verify().problems] == [("edited", entry)]
    assert refuses(tmp_path)


@pytest.mark.req("H05")
def test_deleted(sealed, tmp_path):
    with intruder() as hand:
        hand.execute("DELETE FROM journal_entry WHERE id = %s", [sealed.ids[10]])
    assert [(p.kind, p.entry) for p in journal.verify().problems] == [("deleted", sealed.ids[10])]
    assert refuses(tmp_path)


def test_deleted_with_its_leaf(sealed, tmp_path):
    with intruder() as hand:
        hand.execute("DELETE FROM journal_entry WHERE id = %s", [sealed.ids[10]])
        hand.execute("DELETE FROM journal_leaf WHERE entry = %s", [sealed.ids[10]])
    assert "deleted" in found()
    assert refuses(tmp_path)


def test_deleted_and_the_tree_closed_up(sealed, tmp_path):
    with intruder() as hand:
        hand.execute("DELETE FROM journal_entry WHERE id = %s", [sealed.ids[10]])
        hand.execute("DELETE FROM journal_leaf WHERE entry = %s", [sealed.ids[10]])
        hand.execute("UPDATE journal_leaf SET index = -index WHERE index > 10")
        hand.execute("UPDATE journal_leaf SET index = -index - 1 WHERE index < 0")
        rebuild(hand)
    assert found() & {"truncated", "rewritten"}
    assert refuses(tmp_path)


@pytest.mark.req("H05")
@pytest.mark.parametrize("thorough", [False, True], ids=["leaves", "leaves and tree"])
def test_reordered(sealed, tmp_path, thorough):
    first, second = sealed.ids[20], sealed.ids[21]
    with intruder() as hand:
        hand.execute("UPDATE journal_leaf SET entry = -1 WHERE entry = %s", [first])
        hand.execute("UPDATE journal_leaf SET entry = %s WHERE entry = %s", [first, second])
        hand.execute("UPDATE journal_leaf SET entry = %s WHERE entry = -1", [second])
        if thorough:
            rebuild(hand)
    if thorough:
        assert "rewritten" in found()
    else:
        assert {(p.kind, p.entry) for p in journal.verify().problems} == {
            ("reordered", first),
            ("reordered", second),
        }
    assert refuses(tmp_path)


@pytest.mark.req("H05")
@pytest.mark.parametrize("also", ["entries", "checkpoints"])
def test_truncated(sealed, tmp_path, also):
    with intruder() as hand:
        hand.execute("DELETE FROM journal_entry WHERE id > %s", [sealed.ids[649]])
        hand.execute("DELETE FROM journal_leaf WHERE index >= 650")
        if also == "checkpoints":
            hand.execute("DELETE FROM journal_checkpoint WHERE size > 650")
    assert found() == {"truncated"}
    assert refuses(tmp_path, sealed.witness)


def test_emptied(sealed):
    with intruder() as hand:
        for table in TABLES:
            hand.execute(f"TRUNCATE {table}")
    assert found() == {"truncated"}


@pytest.mark.req("H05")
def test_forked(sealed, tmp_path):
    """The key signs a second history beside the first: the same size with another root."""
    with intruder() as hand:
        hand.execute("UPDATE journal_entry SET actor = 8 WHERE id = %s", [sealed.ids[600]])
        rebuild(hand)
        sign(hand, len(sealed.ids))
    assert "forked" in found()
    assert refuses(tmp_path)


@pytest.mark.req("H05")
def test_back_dated(sealed):
    with intruder() as hand:
        hand.execute(
            "INSERT INTO journal_entry (at, phrase, outcome, channel) VALUES (now() - interval '1 day', 'a:b:c', 'done', 'test')"
        )
    sealed.seal()
    assert found() == {"back-dated"}


def test_dated_ahead(sealed):
    with intruder() as hand:
        hand.execute(
            "INSERT INTO journal_entry (at, phrase, outcome, channel) VALUES (now() + interval '1 day', 'a:b:c', 'done', 'test')"
        )
    sealed.seal()
    assert found() == {"back-dated"}


def test_planted_behind_the_sealer(sealed):
    with intruder() as hand:
        hand.execute(
            "INSERT INTO journal_entry (xid, at, phrase, outcome, channel) SELECT xid, at, 'a:b:c', 'done', 'test' "
            "FROM journal_entry WHERE id = %s",
            [sealed.ids[0]],
        )
    journal.seal_pending()
    assert found() == {"planted"}


def test_leaf_planted_with_an_old_transaction(sealed):
    """The sealer's own work imitated, checkpoint and all, by a thief of the key: the transaction number gives it away."""
    with intruder() as hand:
        (entry,) = hand.execute(
            "INSERT INTO journal_entry (xid, at, phrase, outcome, channel) SELECT xid, at, 'a:b:c', 'done', 'test' "
            "FROM journal_entry WHERE id = %s RETURNING id",
            [sealed.ids[0]],
        ).fetchone()
        size = len(sealed.ids)
        hand.execute("INSERT INTO journal_leaf (index, entry, hash) VALUES (%s, %s, '')", [size, entry])
        rebuild(hand)
        sign(hand, size + 1)
    assert found() == {"back-dated"}


@pytest.mark.req("H05")
def test_key_theft_is_shown_by_one_honest_witness(sealed, tmp_path):
    """With the key and the database everything can be rewritten; only a checkpoint kept elsewhere knows better."""
    honest = tmp_path / "honest"
    honest.write_text(sealed.witness.read_text().splitlines()[0] + "\n")
    with intruder() as hand:
        hand.execute("UPDATE journal_entry SET actor = 8 WHERE id = %s", [sealed.ids[5]])
        rebuild(hand, resign=True)
    notes = [note for (note,) in _rows("SELECT note FROM journal_checkpoint ORDER BY id")]
    sealed.witness.write_text("".join(json.dumps(note) + "\n" for note in notes))
    assert found() == set(), "without a witness the forgery is perfect"
    assert not refuses(tmp_path)
    assert found(honest) == {"forked"}
    assert refuses(tmp_path, honest)


def test_inner_hashes_edited(sealed):
    with intruder() as hand:
        hand.execute("UPDATE journal_node SET hash = decode(repeat('00', 32), 'hex')")
    assert found() == {"edited"}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("root = decode(repeat('00', 32), 'hex')", "edited"),
        ("horizon = horizon + 1", "edited"),
        ("note = replace(note, E'\\n' || size || E'\\n', E'\\n' || size + 1 || E'\\n')", "unsigned"),
        ("note = ''", "unsigned"),
    ],
)
def test_checkpoint_edited(sealed, change, kind):
    with intruder() as hand:
        hand.execute(f"UPDATE journal_checkpoint SET {change} WHERE size = 650")
    assert kind in found()


def test_leaves_without_a_checkpoint(sealed):
    with intruder() as hand:
        hand.execute("DELETE FROM journal_checkpoint WHERE size > 650")
    sealed.witness.unlink()
    assert found() == {"unsigned"}


def _rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()

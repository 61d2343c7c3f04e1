"""Somebody with the database in hand: edits past every guard, rebuilds the tree, signs anew; and what the verifier says."""

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
        hand.execute("SET timezone = 'UTC'")  # as every connection of the application
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


def rows_of(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()

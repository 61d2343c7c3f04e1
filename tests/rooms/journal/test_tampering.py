"""The tamper matrix: whoever can do anything in the database, the log shows it. Each damage is named for what it is."""

# ruff: noqa: F811 (fixtures are asked for by their names)

import pytest
from plugins.intruding import TABLES, found, intruder, rebuild, refuses, sealed, sign  # noqa: F401

from zhiji import journal

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


@pytest.mark.req("H05", "Z07")
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

"""A thief of the key, and who edits the tree, its checkpoints or its leaves: each is shown."""

# ruff: noqa: F811 (fixtures are asked for by their names)

import json

import pytest
from plugins.intruding import found, intruder, rebuild, refuses, rows_of, sealed  # noqa: F401


@pytest.mark.req("H05")
def test_key_theft_is_shown_by_one_honest_witness(sealed, tmp_path):
    """With the key and the database everything can be rewritten; only a checkpoint kept elsewhere knows better."""
    honest = tmp_path / "honest"
    honest.write_text(sealed.witness.read_text().splitlines()[0] + "\n")
    with intruder() as hand:
        hand.execute("UPDATE journal_entry SET actor = 8 WHERE id = %s", [sealed.ids[5]])
        rebuild(hand, resign=True)
    notes = [note for (note,) in rows_of("SELECT note FROM journal_checkpoint ORDER BY id")]
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

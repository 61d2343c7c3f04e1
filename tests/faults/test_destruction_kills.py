"""A destruction is killed at every kind of point and taken up again: each file is whole or gone, and the case says which."""

import io
import os
import random
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from plugins.small_bank import Bank

from zhiji import journal, vault
from zhiji.custody.actions import destroying, destruction, keeping
from zhiji.custody.looks.destruction import destruction_of
from zhiji.custody.models import Case, DestroyedFile
from zhiji.customers.actions import evidence
from zhiji.customers.actions.keeping import move
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File, Token
from zhiji.customers.scans import path_of
from zhiji.journal import verify_journal
from zhiji.vault.ledger import Ledger, shredded
from zhiji.vault.models import DataKeyRow, Tombstone

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of a card"
MONTH = datetime(2026, 12, 1, 2, tzinfo=UTC)
FILES = 6
STATEMENTS = 24


@pytest.fixture
def begun(transactional_db, settings, tmp_path):
    """(bank, case, files, scans): an approved destruction of six files, one of them held at the last moment."""
    settings.ZHIJI_HOME = tmp_path
    settings.ZHIJI_JOURNAL_WITNESS = tmp_path / "checkpoints"
    bank = Bank()
    files, scans = [], []
    for _ in range(FILES):
        file = bank.file(state="established")
        scans.append(
            evidence.add(
                file.number,
                io.BytesIO(PNG + bytes([len(files)])),
                kind="paper",
                title="证件",
                by=bank.rm01,
                purpose="onboarding",
            )
        )
        move(
            file.number,
            "closed",
            reason="客户销户离行",
            by=bank.rm01,
            purpose="upkeep",
            at=datetime(2012, 6, 1, tzinfo=UTC),
        )
        files.append(file)
    (case,) = destruction.propose(at=MONTH, **keeping.BY_CLOCK)
    destruction.appraise(
        case.pk, customers=[file.number for file in files], judgement="destroy", value_lost=True, review_on=None, words="已无保存价值",
        by=bank.officer, at=MONTH,
    )  # fmt: skip
    destruction.hand_on(case.pk, by=bank.officer, at=MONTH)
    destruction.sign_as_supervisor(case.pk, by=bank.supervisor, at=MONTH)
    destruction.approve(case.pk, by=bank.manager, at=MONTH)
    destroying.begin(case.pk, by=bank.officer, at=MONTH)
    return bank, case, files, scans


def killed_at(number, kind, count):
    """Carry out in a child that kills itself: before its ``count``-th statement, ledger line or deleted file. True if it did."""
    child = os.fork()
    if child == 0:
        _kept, connection.connection = (
            connection.connection,
            None,
        )  # the parent's: never used, never closed here
        left = iter(range(count))

        def tick():
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        def statement(execute, sql, params, many, context):
            tick()
            return execute(sql, params, many, context)

        try:
            if kind == "statement":
                connection.execute_wrappers.append(statement)
            else:
                where, name = (Ledger, "append") if kind == "ledger" else (Path, "unlink")
                whole = getattr(where, name)
                setattr(where, name, lambda *args, **more: (tick(), whole(*args, **more))[1])
            destroying.carry_out(number, at=MONTH)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def whole_or_gone(bank, case, files):
    """Every file is one or the other, and the case counts the same."""
    gone = 0
    for file in files:
        rows = (
            File.objects.filter(pk=file.pk).count(),
            DataKeyRow.objects.filter(pk=file.pk).count(),
            Token.objects.filter(customer_id=file.pk).exists(),
        )
        ends = Tombstone.objects.filter(pk=file.pk).count(), DestroyedFile.objects.filter(pk=file.pk).count()
        if rows[0]:
            assert rows == (1, 1, True) and ends == (0, 0)
            assert open_file(file.number, by=bank.rm01, purpose="service").fields["name"].text
        else:
            assert rows == (0, 0, False) and ends == (1, 1)
            gone += 1
    case = Case.objects.get(pk=case.pk)
    if case.state == "running":
        assert destruction_of(case.pk, by=bank.supervisor).left == FILES - gone
    else:
        assert gone == FILES
    return gone


@pytest.mark.req("L01")
def test_killed_at_any_point_it_is_finished_and_nothing_is_half_destroyed(begun, tmp_path):
    bank, case, files, scans = begun
    chance, kills, seen = random.Random(25), 0, set()
    points = [("ledger", 0), ("unlink", 0), ("unlink", 1)] + [
        ("statement", chance.randrange(2, 90)) for _ in range(STATEMENTS)
    ]
    for kind, count in points:
        kills += killed_at(case.pk, kind, count)
        seen.add(whole_or_gone(bank, case, files))
    assert kills >= 8 and len(seen) >= 4, (kills, seen)
    keeping.tick(MONTH)  # the clock takes it up
    assert Case.objects.get(pk=case.pk).state == "destroyed"
    assert whole_or_gone(bank, case, files) == FILES
    assert shredded() >= {file.pk for file in files}
    assert not any(path_of(one.pk).exists() for one in scans)
    for file in files:
        with pytest.raises(vault.Shredded):
            vault.data_key(file.pk)
    journal.checkpoint()
    assert journal.verify().ok
    journal.export(tmp_path / "export")
    assert (
        verify_journal.verify_log(str(tmp_path / "export"), witness=str(tmp_path / "checkpoints"))["entries"]
        > 0
    )


@pytest.mark.req("L01")
def test_killed_between_the_commit_and_the_ledgers_line_the_next_turn_writes_it(begun):
    bank, case, files, _scans = begun
    assert killed_at(case.pk, "ledger", 0)
    gone = [file.pk for file in files if not File.objects.filter(pk=file.pk).exists()]
    assert len(gone) == 1 and gone[0] not in shredded()
    with pytest.raises(vault.Shredded):  # the tombstone in the database says so meanwhile
        vault.data_key(gone[0])
    keeping.tick(MONTH)
    assert gone[0] in shredded() and whole_or_gone(bank, case, files) == FILES

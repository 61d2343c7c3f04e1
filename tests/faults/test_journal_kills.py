"""Writers and sealers are killed at random points; then the verifier that stands alone finds every acknowledged entry."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from zhiji import journal
from zhiji.journal import verify_journal

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ROUNDS = 12


@pytest.fixture
def start(transactional_db, settings, tmp_path):
    """Starts a worker on this test's database, its output in a file; whatever still runs at the end is killed."""
    settings.ZHIJI_JOURNAL_SIGNER = "plugins.journal_signing.signer"
    settings.ZHIJI_JOURNAL_WITNESS = tmp_path / "checkpoints"
    running = []

    def _start(work):
        output = tmp_path / f"{work}-{len(running)}"
        path = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "plugins")])
        with output.open("wb") as file:
            process = subprocess.Popen(
                [
                    sys.executable,
                    HERE / "journal_worker.py",
                    work,
                    connection.settings_dict["NAME"],
                    tmp_path / "checkpoints",
                ],
                stdout=file,
                env=os.environ | {"PYTHONPATH": path},
            )
        running.append(process)
        process.output = output
        return process

    yield _start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()


def _lines(process):
    """The whole lines that the worker printed, without the first, ``ready``."""
    text = process.output.read_text()
    return text[: text.rfind("\n") + 1].split("\n")[1:-1]


def _wait_ready(processes):
    deadline = time.monotonic() + 30
    while any(not process.output.read_text().startswith("ready") for process in processes):
        assert time.monotonic() < deadline, "the workers did not start"
        assert all(process.poll() is None for process in processes), "a worker ended by itself"
        time.sleep(0.02)


def _seal_all():
    for _ in range(300):
        journal.seal_pending()
        report = journal.verify()
        if not report.pending:
            return report
        time.sleep(0.1)
    raise AssertionError("a transaction on this server holds the horizon back for 30 s")


@pytest.mark.slow
@pytest.mark.req("H05")
def test_no_acknowledged_entry_is_lost_and_the_log_stays_sound(start, tmp_path):
    chance = random.Random(20261122)
    acknowledged, killed_sealers = [], 0
    processes = [start("write"), start("write"), start("seal")]
    retired = []
    for _ in range(ROUNDS):
        _wait_ready(processes)
        time.sleep(chance.uniform(0.02, 0.4))
        at = chance.randrange(3)
        victim = processes[at]
        assert victim.poll() is None, "a worker ended by itself"
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        retired.append(victim)
        killed_sealers += at == 2
        processes[at] = start("seal" if at == 2 else "write")
    _wait_ready(processes)
    for process in processes:
        process.send_signal(signal.SIGKILL)
        process.wait()
    for process in retired + processes:
        if process.output.name.startswith("write"):
            acknowledged += map(int, _lines(process))
    assert 0 < killed_sealers < ROUNDS

    report = _seal_all()
    assert report.ok, report.problems[:5]
    journal.export(tmp_path / "export")
    answer = verify_journal.verify_log(tmp_path / "export", witness=tmp_path / "checkpoints")
    with (tmp_path / "export").open("rb") as file:
        exported = {json.loads(line)["id"] for line in file if line.startswith(b'{"actor"')}
    assert len(exported) == answer["entries"] == report.entries
    lost = set(acknowledged) - exported
    assert not lost, f"{len(lost)} of {len(acknowledged)} acknowledged entries are lost"
    assert len(acknowledged) > 100


@pytest.mark.req("H05")
def test_killed_between_seal_and_witness(transactional_db, settings, tmp_path, monkeypatch):
    """What was committed before a kill but not yet copied to the witness file is copied by the next run."""
    settings.ZHIJI_JOURNAL_SIGNER = "plugins.journal_signing.signer"
    settings.ZHIJI_JOURNAL_WITNESS = tmp_path / "checkpoints"

    def killed():
        raise KeyboardInterrupt

    for _ in range(2):
        with monkeypatch.context() as cut:
            cut.setattr("zhiji.journal.sealer._witness", killed)
            with pytest.raises(KeyboardInterrupt):
                journal.checkpoint()
    journal.checkpoint()
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM journal_checkpoint ORDER BY id")
        notes = [note for (note,) in cursor.fetchall()]
    assert [json.loads(line) for line in (tmp_path / "checkpoints").read_text().splitlines()] == notes
    assert len(notes) == 3


@pytest.mark.parametrize("step", ["journal_leaf", "journal_node", "journal_checkpoint"])
def test_cut_at_each_step_of_a_seal(transactional_db, settings, tmp_path, step):
    """A seal that fails at any table leaves nothing behind, and the next one is whole."""
    settings.ZHIJI_JOURNAL_SIGNER = "plugins.journal_signing.signer"
    settings.ZHIJI_JOURNAL_WITNESS = tmp_path / "checkpoints"
    entry = journal.Entry(actor=1, phrase="fault:entry:write", outcome="done", channel="test")
    journal.write_many([entry] * 300)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {step} ADD CONSTRAINT full_disk CHECK (false) NOT VALID")
    try:
        for _ in range(100):
            try:
                if journal.seal_pending() == 0:
                    time.sleep(0.1)  # another test process on this server holds the horizon back
            except Exception as error:
                assert "full_disk" in str(error)
                break
        else:
            raise AssertionError("the cut was not met")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {step} DROP CONSTRAINT full_disk")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_leaf")
        assert cursor.fetchone() == (0,)
    report = _seal_all()
    assert (report.ok, report.entries) == (True, 300)

"""An import is killed again and again and started again: at the end every row is there once, and the journal verifies."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from zhiji import journal
from zhiji.access.actors import Job
from zhiji.access.people import enrol, make_unit
from zhiji.customers.models import File, ImportJob, Token
from zhiji.vault.models import DataKeyRow

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "bench"))

import people  # noqa: E402  (lives beside the benches)

ROWS = 8_000
KILLS = 4


@pytest.fixture
def bank(transactional_db, settings, tmp_path):
    settings.ZHIJI_JOURNAL_WITNESS = tmp_path / "checkpoints"
    house = {"by": Job("tests"), "channel": "test"}
    head = make_unit("HQ", "head", {"zh-hans": "总行", "zh-hant": "總行", "en": "Head office"}, **house)
    for number, (name, role) in enumerate((("rm01", "rm"), ("officer", "officer"))):
        enrol(name, staff_number=f"S{number}", name="林若溪", role=role, unit=head, **house)


@pytest.fixture
def start(bank, tmp_path):
    """``start(work, rows)`` starts an import of invented people on this test's database."""
    mapping = tmp_path / "people.toml"
    mapping.write_text(people.MAPPING, encoding="utf-8")
    running = []

    def _start(work, rows=ROWS):
        data = tmp_path / "people.csv"
        if not data.exists():
            people.write_csv(data, rows)
        address = urlsplit(os.environ["ZHIJI_DATABASE_URL"])._replace(
            path="/" + connection.settings_dict["NAME"]
        )
        output = tmp_path / f"out-{len(running)}"
        # a path without tests/: the spawned workers import the script again
        environment = os.environ | {"ZHIJI_DATABASE_URL": address.geturl(), "PYTHONPATH": str(ROOT)}
        with output.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, HERE / "intake_worker.py", work, data, mapping], stdout=file, env=environment
            )
        process.lines = lambda: output.read_text().splitlines()
        running.append(process)
        return process

    yield _start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_for(process, lines, seconds=60):
    deadline = time.monotonic() + seconds
    while len(process.lines()) < lines and process.poll() is None:
        assert time.monotonic() < deadline, "the import does not get on"
        time.sleep(0.01)


def children(process):
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in found if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]


def wait_until_idle(pid, seconds=60):
    """Until its processor time stands still: it waits for someone to read, or for work."""
    deadline, used = time.monotonic() + seconds, None
    while used != (used := Path(f"/proc/{pid}/stat").read_text().split()[13:15]):
        assert time.monotonic() < deadline, "the worker never rests"
        time.sleep(0.7)


def finished(process):
    process.wait(timeout=400)
    return json.loads(process.lines()[-1])


def each_row_once(result):
    assert (result["taken"], result["rejected"], result["duplicates"]) == (ROWS, 0, 0)
    job = ImportJob.objects.get()
    assert (job.state, job.taken, job.done_rows) == ("done", ROWS, ROWS)
    assert File.objects.count() == DataKeyRow.objects.count() == ROWS
    reference = Token.objects.filter(index=8)
    assert reference.count() == ROWS
    assert set(File.objects.values_list("pk", flat=True)) == set(
        reference.values_list("customer_id", flat=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT facts FROM journal_entry WHERE phrase = 'customers:import:commit' AND outcome = 'done'"
        )
        facts = [json.loads(text) if isinstance(text, str) else text for (text,) in cursor.fetchall()]
    assert sum(each["taken"] for each in facts) == ROWS
    passed = sorted(tuple(each["rows"]) for each in facts)
    assert passed[0][0] == 2 and passed[-1][1] == ROWS + 1
    assert all(before[1] + 1 == after[0] for before, after in pairwise(passed))
    while journal.seal_pending():
        pass
    report = journal.verify()
    assert report.ok, report.problems


@pytest.mark.slow
@pytest.mark.req("F27", "L07")
def test_killed_at_random_points_it_goes_on_and_every_row_is_there_once(start):
    draw = random.Random()
    for _ in range(KILLS):
        process = start("commit")
        chunks = draw.randrange(1, 3)
        wait_for(process, chunks)
        until = time.monotonic() + draw.random() * 0.2
        while (
            time.monotonic() < until and len(process.lines()) <= chunks
        ):  # a fast machine must not get to the end
            time.sleep(0.005)
        orphans = children(process) if process.poll() is None else []
        process.send_signal(signal.SIGKILL)
        process.wait()
        deadline = time.monotonic() + 10
        while any(
            Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_text()
            for pid in orphans
        ):
            assert time.monotonic() < deadline, "workers outlive a parent that was killed"
            time.sleep(0.05)
    assert ImportJob.objects.get().state == "running", "killed too late to prove anything: raise ROWS"
    each_row_once(finished(start("commit")))


@pytest.mark.slow
@pytest.mark.req("F27", "L07")
def test_a_lost_worker_ends_the_run_with_one_message_and_nothing_half_written(start):
    process = start("commit")
    wait_for(process, 2)
    os.kill(children(process)[0], signal.SIGKILL)
    assert process.wait(timeout=60) == 1
    assert process.lines()[-1].startswith("WorkerLost")
    each_row_once(finished(start("commit")))


@pytest.mark.slow
@pytest.mark.req("F27", "L07")
def test_workers_lost_in_the_middle_of_an_answer_do_not_leave_the_run_waiting(start):
    """An answer is larger than a pipe holds: while nobody reads, a worker stands in the middle of writing it."""
    process = start("commit")
    wait_for(process, 1)
    process.send_signal(signal.SIGSTOP)
    workers = children(process)
    for worker in workers:
        wait_until_idle(worker)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    process.send_signal(signal.SIGCONT)
    assert process.wait(timeout=60) == 1
    assert process.lines()[-1].startswith("WorkerLost")
    each_row_once(finished(start("commit")))


@pytest.mark.slow
@pytest.mark.req("F27")
def test_two_processes_on_one_file_do_not_take_a_row_twice(start):
    first, second = start("commit"), start("commit")
    codes = sorted((first.wait(timeout=120), second.wait(timeout=120)))
    if codes != [0, 0]:  # one found the other at work, or both stepped back: the next run finishes
        each_row_once(finished(start("commit")) | {"taken": ROWS, "duplicates": 0})
    else:
        each_row_once({"taken": ROWS, "rejected": 0, "duplicates": 0})


@pytest.mark.slow
@pytest.mark.req("F27")
def test_a_long_file_streams_in_bounded_memory(start):
    result = finished(start("preview", rows=120_000))
    assert result["taken"] == 120_000
    grown = (result["peak"] - result["first_peak"]) / 1024
    assert grown < 100, f"the parent grew by {grown:.0f} MiB"
    assert result["children_peak"] / 1024 < 400

"""``zhiji serve`` as a process: it answers, seals the journal, and leaves nothing behind, however it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import psutil
import pytest


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer(port, path="/healthz"):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
        return response.status, response.read()


def until(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def lives(process):
    """Whether it still runs; one that ended but was not waited for by its new parent is gone."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def is_up(port):
    try:
        return answer(port)[0] == 200
    except (OSError, urllib.error.URLError):
        return False


@contextmanager
def serving(home, port):
    command = [sys.executable, "-m", "zhiji.ops.cli", "serve", "--port", str(port), "--json"]
    process = subprocess.Popen(
        command,
        env=home.environment,
        cwd=home.path.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert until(lambda: is_up(port), 90), "not up within 90 s"
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_stops_cleanly(demo_home, how):
    port = free_port()
    with serving(demo_home, port) as process:
        assert json.loads(answer(port)[1]) == {"ok": True}
        children = psutil.Process(process.pid).children(recursive=True)
        assert len(children) >= 3  # two workers and the background process
        process.send_signal(how)
        out, _ = process.communicate(timeout=30)
        assert process.returncode == 0
        assert json.loads(out)["served"].endswith(f":{port}/")
        assert until(lambda: not any(lives(child) for child in children), 10)
    assert not (demo_home.path / "postgres" / "postmaster.pid").exists()


def test_a_killed_server_leaves_no_worker_and_the_next_one_starts(demo_home):
    port = free_port()
    with serving(demo_home, port) as process:
        children = psutil.Process(process.pid).children(recursive=True)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert until(lambda: not any(lives(child) for child in children), 30), "workers outlived their server"
    with serving(demo_home, port) as process:
        assert answer(port)[0] == 200
        process.terminate()
        process.wait(30)
    assert not (demo_home.path / "postgres" / "postmaster.pid").exists(), "the killed one is still waited for"


def test_a_killed_database_comes_up_again_with_its_data(demo_home):
    port = free_port()
    with serving(demo_home, port) as process:
        postmaster = int((demo_home.path / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert until(lambda: not psutil.pid_exists(postmaster), 10)
    assert demo_home.json("demo", "--seed-only")["customers"] == 60
    assert demo_home.json("journal", "verify")["ok"]


def test_the_background_process_seals_the_journal(demo_home):
    with serving(demo_home, free_port()):
        made = demo_home.json("token", "--staff", "rm02")
        assert made["token"]

        def sealed():
            import psycopg

            with psycopg.connect(demo_home.json("db", "url")["url"]) as connection:
                return connection.execute(
                    "SELECT count(*) FROM journal_entry e LEFT JOIN journal_leaf l ON l.entry = e.id "
                    "WHERE l.entry IS NULL AND e.phrase = 'access:token:make'"
                ).fetchone() == (0,)

        assert until(sealed, 20)


def test_a_port_in_use_is_said(demo_home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"{port} is in use" in demo_home.json("serve", "--port", port, status=1)["error"]


def test_health_says_nothing_else(client, db):
    response = client.get("/healthz")
    assert response.status_code == 200 and response.json() == {"ok": True}
    assert client.post("/healthz").status_code == 405

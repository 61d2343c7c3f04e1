"""The bank that is measured: a private server and keys of its own, units, colleagues, portfolios of 2,000 files."""

import atexit
import csv
import gc
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import people as invented
import psycopg
from machine import machine

ROOT = Path(__file__).resolve().parent.parent.parent
BENCH = Path(__file__).resolve().parent
PORTFOLIO = 2_000
BRANCH = 25
"""Managers a branch."""
EMPTY = "empty"
FULL = "bank"


@dataclass(slots=True)
class Bank:
    """``size`` customers to be taken in; ``tokens`` of the API by sign-in name, once ``full``."""

    home: Path
    size: int
    tokens: dict[str, str]

    @property
    def managers(self) -> int:
        return max(1, self.size // PORTFOLIO)

    def address(self, name: str = FULL) -> str:
        """The address of one of the databases."""
        return re.sub(r"/\w+\?", f"/{name}?", os.environ["ZHIJI_DATABASE_URL"], count=1)

    def full(self) -> bool:
        """Whether all customers are in already."""
        try:
            with self.connect() as database:
                return database.execute("SELECT count(*) FROM customers_file").fetchone() == (self.size,)
        except psycopg.Error:
            return False

    def connect(self, name: str = FULL) -> psycopg.Connection[Any]:
        return psycopg.connect(self.address(name), autocommit=True)

    def make_database(self, name: str, template: str = EMPTY) -> None:
        self.drop_database(name)
        with self.connect("postgres") as admin:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop_database(self, name: str) -> None:
        with self.connect("postgres") as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def rows(self) -> Iterator[list[str]]:
        """The customers as the import file holds them; the last column is the manager's sign-in name."""
        for place, row in enumerate(invented.rows(self.size)):
            yield [*row, manager(place % self.managers)]

    def write_file(self) -> tuple[Path, Path]:
        """The import file and its mapping."""
        file, mapping = self.home / f"customers-{self.size}.csv", self.home / "customers.toml"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow([*invented.COLUMNS, "MANAGER"])
            writer.writerows(self.rows())
        mapping.write_text(
            invented.MAPPING.replace('manager = "rm01"', 'manager = { column = "MANAGER" }'), encoding="utf-8"
        )
        return file, mapping


def manager(place: int) -> str:
    return f"rm{place + 1:04d}"


def prepare(home: Path, size: int, *, keep: bool) -> Bank:
    """Server, tables, colleagues; Django is set up and looks at the bank's database.

    It has no customers yet, unless a run of the same size was kept. Without ``keep`` all goes with the server at the end.
    """
    home.mkdir(parents=True, exist_ok=True)
    if not keep:
        atexit.register(
            shutil.rmtree, home, ignore_errors=True
        )  # before the server's own, so that it runs after it
    os.environ.pop("ZHIJI_DATABASE_URL", None)
    os.environ.pop("ZHIJI_MODE", None)
    os.environ |= {"ZHIJI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "zhiji.settings"}
    sys.path[:0] = [str(ROOT)]
    from zhiji.ops import database

    _settle(home / "postgres")
    database.start()
    bank = Bank(home, size, {})
    os.environ["ZHIJI_DATABASE_URL"] = bank.address()
    if not bank.full():
        bank.make_database(EMPTY, "zhiji")
        subprocess.run(
            [sys.executable, __file__, str(bank.managers)], check=True,
            env=os.environ | {"PYTHONPATH": str(ROOT), "ZHIJI_DATABASE_URL": bank.address(EMPTY)},
        )  # fmt: skip
        bank.make_database(FULL)
    import django

    django.setup()
    gc.freeze()  # as the server's workers do
    return bank


def settings_of(memory_gib: float) -> dict[str, str]:
    """What a database administrator sets on any server before it is used in earnest. Durability stays as it is: fsync on."""
    return {
        "shared_buffers": f"{max(128, int(memory_gib * 1024 / 8))}MB",
        "max_wal_size": "8GB",
        "checkpoint_timeout": "15min",
    }


def _settle(folder: Path) -> None:
    """Make the server's data folder and put the settings in, before anything runs on it."""
    begin = "from zhiji.ops import database; database.start()"
    if not (folder / "postgresql.conf").exists():
        subprocess.run([sys.executable, "-c", begin], check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    configuration = folder / "postgresql.conf"
    if "# bench" not in (text := configuration.read_text()):
        lines = [f"{name} = {value}" for name, value in settings_of(machine()["memory_gib"]).items()]
        configuration.write_text("\n".join([text, "# bench", *lines, ""]))


def staff(managers: int) -> None:
    """Tables and colleagues in the empty bank."""
    import django

    django.setup()
    from django.core.management import call_command

    from zhiji.access.actors import Job
    from zhiji.access.people import enrol, make_unit

    call_command("migrate", verbosity=0, interactive=False)
    house: dict[str, Any] = {"by": Job("bench"), "channel": "test"}
    head = make_unit("HQ", "head", dict.fromkeys(("zh-hans", "zh-hant", "en"), "总行"), **house)
    for place, role in enumerate(("officer", "agent", "compliance")):
        enrol(role, staff_number=f"9{place:05d}", name=role, role=role, unit=head, **house)
    for place in range(managers):
        if place % BRANCH == 0:
            names = dict.fromkeys(("zh-hans", "zh-hant", "en"), f"第{place // BRANCH + 1}支行")
            branch = make_unit(f"B{place // BRANCH + 1:03d}", "branch", names, parent=head, **house)
        enrol(
            manager(place),
            staff_number=f"1{place:05d}",
            name=f"客户经理{place + 1}",
            role="rm",
            unit=branch,
            **house,
        )


def token(name: str) -> str:
    """An API token for one colleague of the full bank, whose undertaking is signed: it would rest else."""
    from zhiji.access.actors import Job
    from zhiji.access.people import make_token
    from zhiji.desk import undertaking
    from zhiji.staff.models import Staff

    colleague = Staff.objects.get(username=name)
    undertaking.sign(version=undertaking.current().version, by=colleague, channel="test")
    return make_token(colleague, by=Job("bench"), channel="test")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(command: Sequence[str], port: int, environment: dict[str, str], path: str = "/") -> Iterator[None]:
    """A server on loopback, answering before the body runs and ended after it."""
    log = Path(os.environ["ZHIJI_HOME"]) / f"served-{port}.log"
    with log.open("w") as out:
        child = subprocess.Popen(
            command, env=os.environ | environment, stdout=out, stderr=out, start_new_session=True
        )
    try:
        end = time.monotonic() + 60
        while not _answers(port, path):
            if child.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{command[:4]} does not serve: {log.read_text()[-800:]}")
            time.sleep(0.1)
        yield
    finally:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)  # its own session: nobody else is in that group
            child.wait()


def kept(
    connection: http.client.HTTPConnection, method: str, path: str, body: str | None, headers: dict[str, str]
) -> tuple[int, bytes]:
    """Status and body over a kept connection, opened again if the server has closed it for idleness."""
    for last in (False, True):
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (http.client.RemoteDisconnected, ConnectionError):
            connection.close()
            if last:
                raise
    raise AssertionError


def _answers(port: int, path: str) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


if __name__ == "__main__":
    staff(int(sys.argv[1]))

"""Tryton beside us: installed from PyPI into an environment of its own, on the same server, with its own bulk create and RPC."""

import base64
import http.client
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bank import BENCH, Bank, free_port, kept, served

PACKAGES = ("trytond", "trytond_party", "trytond_bank", "psycopg[binary,pool]", "granian")
DATABASE = "tryton"
MOST = 5_000
"""Parties made, whatever the size of the bank: at its speed a million would take an hour. Reading among fewer favours Tryton."""
PASSWORD = "bench-of-the-same-server"
PATIENCE = 900

_state: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Made:
    """Parties made, a second; their ids."""

    version: str
    count: int
    rate: float
    ids: list[int]


def create(bank: Bank) -> Made | str:
    """Tryton's Model.create in chunks, once a run; a sentence when Tryton cannot be had."""
    if "made" not in _state:
        try:
            _state["made"] = _create(bank)
        except (subprocess.SubprocessError, OSError) as error:
            told = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
            _state["made"] = f"Tryton could not be installed or started here: {told[-1] if told else error}"
    return _state["made"]


def _create(bank: Bank) -> Made:
    python = _environment(bank.home / "tryton")
    bank.drop_database(DATABASE)
    with bank.connect("postgres") as admin:
        admin.execute(f'CREATE DATABASE "{DATABASE}"')
    given = bank.home / "tryton" / "parties.json"
    rows = [row for row, _ in zip(bank.rows(), range(min(MOST, bank.size)), strict=False)]
    given.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    (bank.home / "tryton" / "password").write_text(PASSWORD)
    script = [str(python.parent / "trytond-admin"), "-c", _configuration(bank), "-d", DATABASE]
    script += [
        "-u",
        "party",
        "-u",
        "bank",
        "--activate-dependencies",
        "--password",
        "--email",
        "bench@example.com",
    ]
    _run(script, bank)
    done = _run(
        [str(python), str(BENCH / "tryton_parties.py"), _configuration(bank), DATABASE, str(given)], bank
    )
    answer = json.loads(done.splitlines()[-1])
    return Made(answer["version"], len(rows), statistics.median(answer["rates"]), answer["ids"])


def made_ids() -> list[int]:
    """Ids of the parties made."""
    made = _state.get("made")
    return made.ids if isinstance(made, Made) else []


def _environment(folder: Path) -> Path:
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run(
            [sys.executable, "-m", "venv", folder / "venv"],
            check=True,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    command = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE)
    return python


def _configuration(bank: Bank) -> str:
    path = bank.home / "tryton" / "trytond.conf"
    path.write_text("[database]\nuri = postgresql://zhiji@/\n[session]\ntimeout = 86400\nmax_age = 86400\n")
    return str(path)


def _environ(bank: Bank) -> dict[str, str]:
    host = parse_qs(urlsplit(bank.address()).query)["host"][-1]
    return {
        "PGHOST": host, "TRYTONPASSFILE": str(bank.home / "tryton" / "password"), "TRYTOND_CONFIG": _configuration(bank),
        "TRYTOND_DATABASE_NAMES": DATABASE, "PYTHONPATH": "",
    }  # fmt: skip


def _run(command: list[str], bank: Bank) -> str:
    environment = os.environ | _environ(bank)
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=PATIENCE, env=environment
    )
    return done.stdout


@contextmanager
def reader(bank: Bank) -> Iterator[Callable[[int], object] | str]:
    """A call that reads one party over Tryton's JSON-RPC, a server up meanwhile; or why there is none."""
    made = create(bank)
    if isinstance(made, str):
        yield made
        return
    port = free_port()
    granian = str(bank.home / "tryton" / "venv" / "bin" / "granian")
    command = [
        granian,
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        "2",
        "--blocking-threads",
        "1",
        "trytond.application:app",
    ]
    with served(command, port, _environ(bank)):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        user, key, *_ = _call(connection, "", "common.db.login", ["admin", {"password": PASSWORD}, "en"])
        session = "Session " + base64.b64encode(f"admin:{user}:{key}".encode()).decode()
        names = [
            "name",
            "code",
            "active",
            "addresses",
            "contact_mechanisms",
            "identifiers",
            "phone",
            "mobile",
            "email",
            "full_name",
        ]
        names += ["create_date", "write_date"]

        def read(party: int) -> object:
            (found,) = _call(connection, session, "model.party.party.read", [[party], names, {}])
            return found["name"]

        yield read


def _call(connection: http.client.HTTPConnection, session: str, method: str, params: list[Any]) -> Any:
    headers = {"Content-Type": "application/json", **({"Authorization": session} if session else {})}
    body = json.dumps({"id": 0, "method": method, "params": params})
    status, answer = kept(connection, "POST", f"/{DATABASE}/rpc/", body, headers)
    if status != 200:
        raise RuntimeError(f"{method} answered {status}: {answer[:200]!r}")
    given = json.loads(answer)
    if isinstance(given, dict) and given.get("error"):
        raise RuntimeError(f"{method}: {given['error'][:2]}")
    return given["result"] if isinstance(given, dict) else given

"""The processes that the fault tests kill: each worker (``dying`` is its side) does its work anew for every step it is asked for."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

HERE = Path(__file__).parent
Ask = Callable[[object], tuple[int, str]]


@contextmanager
def _working(script: str, *arguments: object, **environment: str) -> Iterator[Ask]:
    address = urlsplit(os.environ["ZHIJI_DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    process = subprocess.Popen(
        [sys.executable, HERE / script, *map(str, arguments)],
        env=os.environ | {"ZHIJI_DATABASE_URL": address.geturl(), "PYTHONPATH": str(HERE.parent.parent)} | environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin and process.stdout

    def ask(step: object) -> tuple[int, str]:
        process.stdin.write(f"{step}\n")
        process.stdin.flush()
        word = process.stdout.readline().strip()
        return int(process.stdout.readline()), word

    yield ask
    process.stdin.close()
    process.wait(timeout=60)


@pytest.fixture
def worker() -> Iterator[Callable[..., Ask]]:
    """``worker(script, *arguments, **environment)`` gives ``ask(step)``: the exit status of the work that died there, and its last word."""
    with ExitStack() as held:
        yield lambda script, *arguments, **environment: held.enter_context(
            _working(script, *arguments, **environment)
        )

"""Row 1: customers taken in, beside a bare COPY of the very same rows and Tryton's bulk create."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import tryton
from bank import BENCH, FULL, ROOT, Bank
from figures import Figure, number

TABLES = ("vault_datakey", "customers_file", "customers_token", "customers_publicname")
SMALL = 100_000
"""Up to so many customers everything is done three times."""
WHY_INTAKE = (
    "Cleaning, sealing and indexing a customer takes more of a core than there is; it grows with the cores, for the rows "
    "are pressed by as many processes."
)
WHY_COPY = (
    "Beside writing the rows it reads, cleans, seals and packs them, on the cores on which PostgreSQL writes."
)


def measure(bank: Bank) -> Iterator[Figure]:
    """The figures; leaves the bank's database full."""
    file, mapping = bank.write_file()
    runs = 3 if bank.size <= SMALL else 1
    taken = []
    for run in range(runs):
        if run or bank.full():
            bank.make_database(FULL)
        taken.append(_intake(bank, file, mapping))
    file.unlink()
    rates = [bank.size / run["seconds"] for run in taken]
    rate = statistics.median(rates)
    last = taken[-1]
    copy_rates = _copies(bank, runs)
    copied = statistics.median(copy_rates)
    yield Figure(
        f"take in {bank.size:,} customers",
        rate,
        "/s",
        "≥ 10,000",
        f"a bare COPY of the same rows: {number(copied)} /s",
        WHY_INTAKE,
    )
    if bank.size > SMALL:
        yield Figure("the slowest tenth of them", min(_tenths(last["marks"])), "/s")
    yield Figure(
        "a bare COPY of the same rows with the same indexes is faster by",
        copied / rate,
        "×",
        "≤ 4",
        "",
        WHY_COPY,
    )
    yield Figure("the same file again, which changes nothing", last["again"], "s")
    yield Figure("peak memory, importing process", last["peak_mib"]["parent"], "MiB")
    yield Figure("peak memory, each pressing process", last["peak_mib"]["worker"], "MiB")
    made = tryton.create(bank)
    if isinstance(made, str):
        yield Figure("faster than Tryton's bulk create by", float("nan"), "×", "≥ 15", made)
    else:
        yield Figure(
            "faster than Tryton's bulk create by", rate / made.rate, "×", "≥ 15",
            f"Tryton {made.version}: {number(made.rate)} /s over {made.count:,} parties with address, phone, e-mail and identifier",
        )  # fmt: skip


def fill(bank: Bank) -> None:
    """All customers taken in, nothing measured."""
    if not bank.full():
        file, mapping = bank.write_file()
        _intake(bank, file, mapping)


def _intake(bank: Bank, file: Path, mapping: Path) -> dict:
    done = subprocess.run(
        [sys.executable, BENCH / "intake_once.py", file, mapping], check=True, stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=1500,
    )  # fmt: skip
    answer = json.loads(done.stdout.splitlines()[-1])
    result = answer["result"]
    if result["taken"] != bank.size or result["incomplete"]:
        raise RuntimeError(f"the invented customers were not all taken in whole: {result}")
    return answer


def _tenths(marks: list[list[float]]) -> list[float]:
    """Rows a second in each tenth of the file."""
    rates, before = [], (0.0, 0)
    total = marks[-1][1]
    for seconds, done in marks:
        if done - before[1] >= total / 10:
            rates.append((done - before[1]) / (seconds - before[0]))
            before = (seconds, int(done))
    return rates


def _copies(bank: Bank, runs: int) -> list[float]:
    """Rows a second of a binary COPY into tables of the same columns and indexes, but without triggers and foreign keys."""
    rates = []
    with bank.connect() as database:
        dumps = {}
        for table in TABLES:
            dumps[table] = bank.home / f"{table}.copy"
            with (
                dumps[table].open("wb") as out,
                database.cursor().copy(f"COPY {table} TO STDOUT (FORMAT BINARY)") as copy,
            ):
                for block in copy:
                    out.write(block)
        for _ in range(runs):
            for table in TABLES:
                database.execute(f"DROP TABLE IF EXISTS bare_{table}")
                database.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
            database.execute("CHECKPOINT") if _may_checkpoint(database) else None
            began = time.perf_counter()
            with database.transaction():
                for table, dump in dumps.items():
                    with (
                        dump.open("rb") as data,
                        database.cursor().copy(f"COPY bare_{table} FROM STDIN (FORMAT BINARY)") as copy,
                    ):
                        while block := data.read(1 << 18):
                            copy.write(block)
            rates.append(bank.size / (time.perf_counter() - began))
        for table, dump in dumps.items():
            database.execute(f"DROP TABLE bare_{table}")
            dump.unlink()
    return rates


def _may_checkpoint(database) -> bool:
    return database.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'usage')").fetchone()[0]

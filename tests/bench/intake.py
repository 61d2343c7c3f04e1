"""Taking customers in, beside a plain COPY of the same rows into unguarded copies of the tables with the same indexes.

    python tests/bench/intake.py 200000

``run(size)`` works on the database and the data folder of the environment (``ZHIJI_DATABASE_URL``, ``ZHIJI_HOME``): use
ones made for the bench. It needs the colleagues ``rm01`` and ``officer`` and makes them when they are absent.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

TABLES = ("customers_file", "customers_token", "customers_publicname", "vault_datakey")


def run(size: int) -> list[dict[str, Any]]:
    """Figures for ``size`` new customers: rows a second, the same for a plain COPY, their ratio, a repeat of the file."""
    import people
    from django.db import connection, transaction

    from zhiji.customers.intake.taking import import_customers

    _colleagues()
    seed = time.time_ns()
    with tempfile.TemporaryDirectory() as folder:
        data, mapping = Path(folder, "people.csv"), Path(folder, "people.toml")
        offset = _files()
        _write(data, people, size, offset)
        # the reference must be new in every run of the bench, so must the papers: take rows nobody has taken yet
        mapping.write_text(people.MAPPING.replace('"core"', f'"bench{seed % 10**9}"'), encoding="utf-8")
        floor = _last_customer()
        begun = time.perf_counter()
        result = import_customers(data, mapping, rejects_folder=Path(folder), channel="cli")
        ours = time.perf_counter() - begun
        if result["taken"] != size:
            raise RuntimeError(
                f"{result['taken']} of {size} were taken in: the bench's rows are not new; start from an empty bank"
            )
        begun = time.perf_counter()
        import_customers(data, mapping, rejects_folder=Path(folder), channel="cli")
        again = time.perf_counter() - begun
        dumps = _dump(folder, floor)
        with transaction.atomic(), connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(
                    f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES)"
                )
        plain = _plain_copy(dumps)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE " + ", ".join(f"bench_{table}" for table in TABLES))
    beside = f"plain COPY of the same rows and indexes, {size / plain:,.0f}/s"
    return [
        _figure("customers taken in", size / ours, "rows/s", ">= 10,000", beside),
        _figure("intake / plain COPY", ours / plain, "x", "<= 4", beside),
        _figure("the same file again", again, "s", "changes nothing", "reading and hashing the file"),
    ]


def _figure(name: str, value: float, unit: str, goal: str, beside: str) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "goal": goal, "compared_with": beside}


def _write(data: Path, people: Any, size: int, offset: int) -> None:
    import csv
    from itertools import islice

    with data.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(people.COLUMNS)
        writer.writerows(islice(people.rows(offset + size), offset, None))


def _files() -> int:
    """How many of the generator's rows earlier runs may have used."""
    from zhiji.customers.models import File

    return File.objects.count()


def _last_customer() -> int:
    from zhiji.customers.models import File

    return File.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _dump(folder: str, floor: int) -> dict[str, Path]:
    """The rows this run took in, as binary COPY files."""
    from django.db import connection

    dumps = {}
    for table in TABLES:
        dumps[table] = Path(folder, table)
        with connection.cursor() as cursor, dumps[table].open("wb") as file:
            query = f"COPY (SELECT * FROM {table} WHERE customer_id > {floor}) TO STDOUT (FORMAT BINARY)"
            with cursor.copy(query) as copy:
                for piece in copy:
                    file.write(piece)
    return dumps


def _plain_copy(dumps: dict[str, Path]) -> float:
    """Seconds for one session to COPY all tables, each in one go, with their indexes in place."""
    from django.db import connection

    begun = time.perf_counter()
    for table, path in dumps.items():
        with (
            connection.cursor() as cursor,
            path.open("rb") as file,
            cursor.copy(f"COPY bench_{table} FROM STDIN (FORMAT BINARY)") as copy,
        ):
            while piece := file.read(1 << 16):
                copy.write(piece)
    return time.perf_counter() - begun


def _colleagues() -> None:
    from zhiji.access.actors import Job
    from zhiji.access.people import enrol, make_unit
    from zhiji.staff.models import Staff, Unit

    house = {"by": Job("bench"), "channel": "cli"}
    unit = Unit.objects.first() or make_unit(
        "HQ", "head", {"zh-hans": "总行", "zh-hant": "總行", "en": "Head office"}, **house
    )
    for name, role in (("rm01", "rm"), ("officer", "officer")):
        if not Staff.objects.filter(username=name).exists():
            enrol(name, staff_number=f"BENCH-{name}", name="林若溪", role=role, unit=unit, **house)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiji.settings")
    from zhiji.ops import database

    database.start()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000), ensure_ascii=False, indent=1))

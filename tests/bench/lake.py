"""How fast one customer's ten years come back among many rows: ``python tests/bench/lake.py [MILLIONS] [FOLDER]``.

Writes ten yearly files with the product's own writer (rows invented, sealed parts random except for the customers asked
for), then reads customers' rows, opened, in a fresh order. No database, no pages: what the lake itself costs.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from random import Random

CUSTOMERS_A_MILLION = 10_000
ASKED = 60


def main(millions: int, folder: Path) -> None:
    """Write, read, print."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "zhiji.settings",
        "ZHIJI_LAKE": str(folder / "lake"),
        "ZHIJI_HOME": str(folder),
    }
    os.environ["ZHIJI_DATABASE_URL"] = "postgresql://nobody@localhost/nothing"
    import django

    django.setup()
    import pyarrow as pa

    from zhiji.holdings.lake.files import write
    from zhiji.holdings.lake.manifest import Manifest
    from zhiji.holdings.lake.reading import every_row, rows_of
    from zhiji.holdings.lake.shapes import TRANSACTIONS
    from zhiji.vault import suites
    from zhiji.vault.keys import DataKey
    from zhiji.vault.lasting import LastingKey

    draw = Random(7)
    people = millions * CUSTOMERS_A_MILLION
    asked = [
        LastingKey(DataKey(n, suites.AES256GCM_SHA256, 1, draw.randbytes(64)), suites.AES256GCM_SHA256)
        for n in range(ASKED)
    ]
    opaque = sorted({*(draw.getrandbits(63) for _ in range(people - ASKED)), *(one.opaque for one in asked)})
    keys = {one.opaque: one for one in asked}
    sealed_as = b'["T00000000","09:30:00","6217000000000001","","",null,null]'
    written, segments = 0, []
    begun = time.perf_counter()

    def pieces(year: int):
        for start in range(0, len(opaque), 20_000):
            part = opaque[start : start + 20_000]
            count = len(part) * 10
            blob = draw.randbytes(count * 88)
            seals = [blob[place * 88 : place * 88 + 88] for place in range(count)]
            for place, one in enumerate(part):
                if one in keys:
                    for row in range(10):
                        seals[place * 10 + row] = keys[one].seal(one ^ 1, row, sealed_as)
            columns = [
                [one for one in part for _ in range(10)], [one ^ 1 for one in part for _ in range(10)],
                [date(year, 1 + n % 10, 1 + n % 28).toordinal() - 719_163 for n in range(10)] * len(part), [1] * count,
                list(range(10)) * len(part), [draw.randrange(-500_000, 500_000) for _ in range(1_000)] * (count // 1_000 + 1),
                [draw.randrange(10**8) for _ in range(1_000)] * (count // 1_000 + 1), ["CNY"] * count,
                ["card", "fee", "salary", "interest", "payment"] * (count // 5 + 1), ["pos", "mobile"] * (count // 2 + 1),
                ["ICBC", "CCB", "ABC", None] * (count // 4 + 1), list(range(30)) * (count // 30 + 1), seals,
            ]  # fmt: skip
            arrays = [
                pa.array(column[:count], pa.int32() if field.name == "day" else field.type).cast(field.type)
                for column, field in zip(columns, TRANSACTIONS, strict=True)
            ]
            yield pa.Table.from_arrays(arrays, schema=TRANSACTIONS)

    for year in range(2016, 2026):
        segments.append(write("transactions", date(year, 1, 1), date(year, 12, 31), pieces(year)))
        written += segments[-1].rows
        print(f"{year}: {written:,} rows, {time.perf_counter() - begun:.0f} s", flush=True)
    size = sum(one.size for one in segments)
    print(f"{written:,} rows, {size / 1e9:.1f} GB, {len(segments)} files (making the rows included)")
    state = Manifest(1, tuple(segments))
    for said in ("first look (footers read)", "after that"):
        took = []
        for one in draw.sample(asked, len(asked)):
            begun = time.perf_counter()
            rows = rows_of(one.opaque, "transactions", state=state)
            opened = [
                one._unseal(account, ref, blob)
                for account, ref, blob in zip(
                    *(rows[name].to_pylist() for name in ("account", "ref", "sealed")), strict=True
                )
            ]
            took.append(1_000 * (time.perf_counter() - begun))
            assert len(opened) == 100 and opened[0] == sealed_as
        took.sort()
        print(f"{said}: one customer's ten years, 100 rows opened: median {statistics.median(took):.1f} ms, "
              f"p99 {took[int(len(took) * 0.99)]:.1f} ms, first {took[-1]:.1f} ms at most")  # fmt: skip
    import duckdb

    lake = every_row("transactions", state=state)  # noqa: F841  (DuckDB reads it by name)
    begun = time.perf_counter()
    duckdb.sql("SET threads = 2")
    duckdb.sql(
        "SELECT sum(s) FROM (SELECT customer, count(*), sum(amount) AS s, max(day) FROM lake GROUP BY 1)"
    ).fetchall()
    print(f"recency, frequency, sum of {people:,} customers: {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    home = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp())
    sys.path.insert(0, str(Path(__file__).parents[2]))
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1, home)

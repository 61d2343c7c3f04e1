"""``make bench-scale``: the night and replay at 1, 10 and 100 million transactions, beside SQL written by hand, in one run.

    python tests/bench/scale --size 1           1 million transactions of 10,000 customers; a few minutes
    python tests/bench/scale --size 1 10 100    all three; 100 million take 25 GB of disk for a while and about an hour
    python tests/bench/scale --size 1 --feed    besides, the real feed at this size: PostgreSQL, import, checks, sealing

Every step is a process of its own, whose peak of memory is told. All lies in one folder, deleted at the end (``--keep`` leaves it). What
was measured of each size is kept in ``build/scale`` and put together in docs/benchmarks-scale.md.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
sys.path[:0] = [str(HERE.parent), str(ROOT)]

from machine import load, machine  # noqa: E402
from scale.page import page  # noqa: E402

CUSTOMERS_A_MILLION = 10_000
BYTES_A_MILLION = 250_000_000
"""Disk for a million transactions: the lake, spilled sorts, and as much again left to others."""
ROUNDS = {1: 3, 10: 3, 100: 1}
KEPT = ROOT / "build" / "scale"
PAGE = ROOT / "docs" / "benchmarks-scale.md"
SAME = {"product": "by_hand", "placing": "placing_by_hand"}


def main() -> int:
    given = _arguments()
    for size in given.size:
        needed = size * BYTES_A_MILLION
        folder = (
            Path(given.folder or os.environ.get("ZHIJI_HOME", ROOT / "var")).expanduser().resolve()
            / "bench-scale"
        )
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if free < needed:
            print(
                f"{size} million transactions need {needed / 1e9:.0f} GB under {folder}; {free / 1e9:.0f} GB are free.",
                file=sys.stderr,
            )
            return 1
        home = Path(tempfile.mkdtemp(prefix=f"{size}m-", dir=folder))
        try:
            found = _measured(home, size, given.rounds or ROUNDS.get(size, 1), with_feed=given.feed)
        finally:
            if not given.keep:
                shutil.rmtree(home, ignore_errors=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / f"{size}.json").write_text(json.dumps(found))
        kept = [
            json.loads(path.read_text())
            for path in sorted(KEPT.glob("*.json"), key=lambda path: int(path.stem))
        ]
        (given.page or PAGE).write_text(page(kept), encoding="utf-8")
    return 0


def _measured(home: Path, size: int, rounds: int, *, with_feed: bool) -> dict[str, Any]:
    """One size: every step, those that are compared turn and turn about."""
    customers = size * CUSTOMERS_A_MILLION
    found: dict[str, Any] = {
        "size": size,
        "customers": customers,
        "machine": machine() | {"load_before": load()},
        "steps": {},
    }
    runs: dict[str, list[dict[str, Any]]] = {}

    def run(name: str) -> None:
        at = load()
        runs.setdefault(name, []).append(_step(name, home, customers) | {"load": at})
        print(f"  {name}: {_short(runs[name][-1])}", file=sys.stderr, flush=True)

    print(f"\n{size} million transactions, {customers:,} customers", file=sys.stderr)
    run("write")
    for _ in range(rounds):
        run("by_hand")
        run("product")
    for _ in range(rounds):
        run("placing_by_hand")
        run("placing")
    run("replay")
    if with_feed:
        run("feed")
    found["steps"] = {name: _middle(each) for name, each in runs.items()}
    found["differing"] = {name: list(_differing(home, name, other)) for name, other in SAME.items()}
    found["load_after"] = load()
    return found


def _step(name: str, home: Path, customers: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(HERE / "step.py"), name, str(home), str(customers)],
        stdout=subprocess.PIPE,
        check=True,
        cwd=home,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The last run, with the medians of all for times and the most for memory."""
    medians = {name: statistics.median(run[name] for run in runs) for name in ("seconds", "cpu")}
    return (
        runs[-1]
        | medians
        | {
            "peak_mib": max(run["peak_mib"] for run in runs),
            "runs": len(runs),
            "load": max(run["load"] for run in runs),
        }
    )


def _differing(home: Path, one: str, other: str) -> Iterator[str]:
    """Names of columns in which the two results differ in any row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    left, right = pq.read_table(home / f"{one}.parquet"), pq.read_table(home / f"{other}.parquet")
    for name in sorted({*left.column_names, *right.column_names}):
        columns = [
            table[name].combine_chunks() if name in table.column_names else None for table in (left, right)
        ]
        if None in columns:
            yield name
            continue
        whole = pa.string() if pa.types.is_string(columns[0].type) else pa.int64()
        if not columns[0].cast(whole).equals(columns[1].cast(whole)):
            yield name


def _short(run: dict[str, Any]) -> str:
    return f"{run['seconds']:.1f} s, {run['cpu']:.1f} s of processor, {run['peak_mib']:,.0f} MiB, load {run['load']}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench-scale", description="The night and replay at scale, beside SQL by hand."
    )
    parser.add_argument(
        "--size",
        type=int,
        nargs="+",
        default=[1],
        metavar="MILLIONS",
        help="million transactions: 1, 10, 100",
    )
    parser.add_argument(
        "--feed", action="store_true", help="the real feed too (PostgreSQL; only sizes up to 2)"
    )
    parser.add_argument(
        "--rounds", type=int, help="how often what is compared runs (3 times; once at 100 million)"
    )
    parser.add_argument("--folder", metavar="PATH", help="where to write (ZHIJI_HOME)")
    parser.add_argument("--keep", action="store_true", help="leave the folder for a look")
    parser.add_argument("--page", type=Path, metavar="PATH", help="write the page there")
    given = parser.parse_args()
    if given.feed and max(given.size) > 2:
        parser.error(
            "the feed is measured at 1 or 2 million transactions: one feed of two years seals each row by itself"
        )
    return given


if __name__ == "__main__":
    sys.exit(main())

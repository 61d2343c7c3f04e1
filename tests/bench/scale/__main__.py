"""``make bench-scale``: the night, replay, pages and explorer at 1, 10 and 100 million transactions, beside SQL written by hand.

    python tests/bench/scale --size 1           1 million transactions of 10,000 customers; a few minutes
    python tests/bench/scale --size 1 10 100    all three; 100 million take 25 GB of disk for a while and about 15 minutes alone
    python tests/bench/scale --size 1 --feed    besides, the real feed at this size: PostgreSQL, import, checks, sealing

Every step is a process of its own, whose peak of memory is told. All lies in one folder a size, deleted when the size is measured (``--keep``
leaves it). A run that was stopped goes on where it was when it is called again: what a step found is written down with it
(``--anew`` begins again). What was measured of each size is kept in ``build/scale`` and put together in docs/benchmarks-scale.md.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
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
SAME = {
    "product": "by_hand",
    "placing": "placing_by_hand",
    "struck": "struck_by_hand",
    "rated": "rated_by_hand",
}


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
        home = folder / f"{size}m"
        if given.anew:
            shutil.rmtree(home, ignore_errors=True)
        home.mkdir(exist_ok=True)
        found = _measured(home, size, given.rounds or ROUNDS.get(size, 1), with_feed=given.feed)
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
    plan = [
        "bank",
        "write",
        *["by_hand", "product"] * rounds,
        *["placing_by_hand", "placing"] * rounds,
        *["rated_by_hand", "rated", "struck_by_hand", "struck"] * rounds,
        "replay",
        "pages",
        "explorer",
    ]
    plan += ["feed"] if with_feed else []
    runs: dict[str, list[dict[str, Any]]] = {}
    done = _done(home)
    print(f"\n{size} million transactions, {customers:,} customers: {len(plan)} steps", file=sys.stderr)
    for place, name in enumerate(plan, 1):
        if place > len(done):
            at = load()
            done.append({"step": name} | _step(name, home, customers) | {"load": at})
            (home / "done.json").write_text(json.dumps(done))
        elif done[place - 1]["step"] != name:
            raise SystemExit(f"{home} was begun with other arguments: --anew begins again")
        runs.setdefault(name, []).append(done[place - 1])
        print(f"  {place}/{len(plan)} {name}: {_short(done[place - 1])}", file=sys.stderr, flush=True)
    found["steps"] = {name: _middle(each) for name, each in runs.items()}
    found["differing"] = {name: list(_differing(home, name, other)) for name, other in SAME.items()}
    found["load_after"] = load()
    return found


def _done(home: Path) -> list[dict[str, Any]]:
    """What the steps found before the run was stopped; what a step that was stopped left behind is cleared away."""
    kept = home / "done.json"
    done: list[dict[str, Any]] = json.loads(kept.read_text()) if kept.exists() else []
    if len(done) < 2:  # nothing but the bank stands: a lake or a bank half written is begun again
        for left in home.iterdir():
            if left != kept and (left.name not in ("bank", "keys.json") or not done):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
    return done


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
    medians = {
        name: statistics.median(run[name] for run in runs)
        for name in ("seconds", "cpu", "start_cpu")
        if name in runs[0]
    }
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
    parser.add_argument("--anew", action="store_true", help="begin again where a run was stopped")
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

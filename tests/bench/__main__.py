"""``make bench``: the first five rows of the performance goals, each beside its comparison in the same run.

    python tests/bench                       one million customers; about 25 minutes; writes docs/benchmarks.md
    python tests/bench --quick               20,000 customers; a few minutes; prints only
    python tests/bench --size 200000 --only open

Everything runs under ``ZHIJI_HOME/bench``: a PostgreSQL of its own, keys of its own, Tryton in an environment of its own.
It is removed afterwards unless ``--keep``. Nothing listens but on loopback.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bank as banks
import granting
import reading
import taking_in
import writing
from figures import Figure
from machine import load, machine
from report import Row, page

SIZE = 1_000_000
QUICK = 20_000
PAGE = banks.ROOT / "docs" / "benchmarks.md"

ROWS: dict[str, tuple[Row, Callable[[banks.Bank], Iterator[Figure]]]] = {
    "intake": (
        Row(
            "Taking customers in",
            "A CSV file of invented people (twelve fields each) through the import: read, map, clean, check for duplicates, seal, "
            "index, journal. The bare COPY loads the same stored rows into tables with the same indexes, all in one transaction. "
            "Tryton (from PyPI, on the same server) makes the same people by `Model.create`, a thousand at a time.",
        ),
        taking_in.measure,
    ),
    "open": (
        Row(
            "Opening one file",
            "`GET /api/v1/customers/{number}?purpose=…` from one client over a kept connection, `zhiji serve` with two workers, "
            "a compliance officer's token, 3,000 files drawn from the whole bank. The unguarded Django site reads the same row in "
            "the clear and answers the same JSON, with the same token check, served the same way. Tryton reads one party over "
            "its JSON-RPC, served the same way.",
        ),
        reading.opening,
    ),
    "find": (
        Row(
            "Finding by a full identifier",
            "A service agent types a paper number, a phone or a full name of somebody anywhere in the bank; each question is "
            "journalled before it is answered. Beside it a substring search over the same people in the clear. (BottleCRM is "
            "not on PyPI, so its own search cannot stand here.)",
        ),
        reading.finding,
    ),
    "fragment": (
        Row(
            "Fragments in a portfolio",
            "A customer manager types a piece of a name, initials or last digits; the manager's own files are opened and compared "
            "in memory. Through the look, in the bank above.",
        ),
        reading.fragments,
    ),
    "journal": (
        Row(
            "The journal",
            "Entries written one by one, each durable on return, from 1, 4 and 8 processes; the bare insert stores the same columns "
            "in a table without index or trigger. Then as many entries as there are customers are sealed, proven and verified.",
        ),
        writing.measure,
    ),
    "grants": (
        Row(
            "Grants",
            "The gateway's answer for one file (its row, policy and grants), and the whole look, with 100,000 live grants in the bank and "
            "with none, turn and turn about, call by call; the reader is one of five hundred colleagues with two hundred grants each and "
            "no portfolio, so that a look which rests on a grant also counts its use and opens more. Then files that no grant of the "
            "reader covers, and lists of 200.",
        ),
        granting.measure,
    ),
}


def main() -> int:
    given = _arguments()
    home = Path(os.environ.get("ZHIJI_HOME", "var")).expanduser().resolve() / "bench"
    size = given.size or (QUICK if given.quick else SIZE)
    about = machine() | {"load_before": load()}
    bank = banks.prepare(home, size, keep=given.keep)
    with bank.connect() as database:
        about["postgresql"] = database.execute("SHOW server_version").fetchone()[0]
        settings = {name: database.execute(f"SHOW {name}").fetchone()[0] for name in banks.settings_of(0)}
        about["settings"] = ", ".join(f"{name} {value}" for name, value in settings.items())
    wanted = [name for name in ROWS if not given.only or name in given.only]
    if not {"open", "find", "fragment", "grants"}.isdisjoint(wanted) and "intake" not in wanted:
        taking_in.fill(bank)
    target = given.page or (PAGE if not given.only and size >= SIZE else None)
    rows = []
    for name in wanted:
        rows.append(_measured(*ROWS[name], bank))
        if target is not None:  # after every row, so that a run that is stopped leaves what it has measured
            target.write_text(page(about, size, rows), encoding="utf-8")
    if target is not None:
        print(f"Written: {target}", file=sys.stderr)
    if given.json:
        result = {row.title: [one.as_dict() for one in row.figures] for row in rows}
        print(json.dumps({"machine": about, "size": size, "rows": result}, ensure_ascii=False))
    return 1 if any(row.failed for row in rows) else 0


def _measured(row: Row, measure: Callable[[banks.Bank], Iterator[Figure]], bank: banks.Bank) -> Row:
    print(f"\n{row.title}", file=sys.stderr, flush=True)
    began = time.perf_counter()
    try:
        for figure in measure(bank):
            row.figures.append(figure)
            print(f"  {figure}", file=sys.stderr, flush=True)
    except Exception as error:  # the other rows are still worth measuring
        if os.environ.get("ZHIJI_DEBUG") == "1":
            raise
        row.failed = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        print(f"  could not be measured: {row.failed}", file=sys.stderr, flush=True)
    row.seconds = time.perf_counter() - began
    print(f"  ({row.seconds:.0f} s)", file=sys.stderr, flush=True)
    return row


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench", description="Measure beside comparisons in the same run."
    )
    parser.add_argument("--size", type=int, metavar="N", help=f"customers ({SIZE:,})")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} customers, and no page written")
    parser.add_argument(
        "--only",
        action="append",
        choices=list(ROWS),
        metavar="ROW",
        help=f"one of {', '.join(ROWS)}; may repeat",
    )
    parser.add_argument("--page", type=Path, metavar="PATH", help="write the page there, whatever the size")
    parser.add_argument("--json", action="store_true", help="end with one JSON line")
    parser.add_argument("--keep", action="store_true", help="leave data and server for a look or another run")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

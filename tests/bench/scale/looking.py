"""What colleagues wait for at scale: the pages of a customer over HTTP, and the explorer beside SQL written by hand.

The bank is PostgreSQL with 2,000 customers (what opening a file costs among a million stands in docs/benchmarks.md) whose rows
lie in the town's lake among everybody else's. Standings are the ones that measures and tiers gave, a line for each of the town.
"""

import http.client
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

CUSTOMERS = 2_000
ROUNDS, ASKED, WARM = 20, 60, 10
PAGES = {
    "the file": "/customers/{}/", "its standing": "/customers/{}/standing/", "its holdings": "/customers/{}/holdings/",
    "its statement of a year": "/customers/{}/holdings/statement/",
}  # fmt: skip
QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "slice: customers by tier": {"rows": "tier", "columns": ""},
    "pivot: average assets by layer and tier": {"rows": "layer", "columns": "tier", "measure": "aum", "aggregate": "average"},
    "drill: money moved by state within the lowest tier": {
        "rows": "state", "columns": "kind", "measure": "money", "aggregate": "sum", "only_tier": "0",
    },
    "median of balances by unit and layer": {"rows": "unit", "columns": "layer", "measure": "balance", "aggregate": "median"},
}  # fmt: skip
_CODES = {
    "unit": "CAST(unit AS VARCHAR)",
    "tier": "CAST(tier AS VARCHAR)",
    "layer": "coalesce(layer, 'none')",
}
_FIGURES = {
    "count": "count(*)", "sum": "sum(v)", "median": "CAST(round(quantile_cont(v, 0.5)) AS BIGINT)",
    "average": "((2 * sum(v) + count(*)) - (((2 * sum(v) + count(*)) % (2 * count(*)) + 2 * count(*)) % (2 * count(*)))) // (2 * count(*))",
}  # fmt: skip
_GROUPED = """
SELECT coalesce(r, ''), coalesce(c, ''), count(*), {figure}, max(abs(v))
FROM (SELECT {row} AS r, {column} AS c, CAST({value} AS BIGINT) AS v FROM standings WHERE unit IN ({units}){only} AND {value} IS NOT NULL)
GROUP BY GROUPING SETS {sets}
"""


def bank(home: Path, asked: int) -> dict[str, Any]:
    """PostgreSQL with its customers; writes down the keys of those whose pages are asked for."""
    import bank as banks
    import taking_in

    filled = banks.prepare(home / "bank", CUSTOMERS, keep=True)
    taking_in.fill(filled)
    from zhiji.customers.models import File
    from zhiji.vault.keys import data_keys

    drawn = Random(5).sample(sorted(File.objects.values_list("customer_id", flat=True)), asked)
    kept = [(one, key.suite.id, key.generation, key._secret.hex()) for one, key in data_keys(drawn).items()]
    (home / "keys.json").write_text(json.dumps(kept))
    return {"customers": CUSTOMERS}


def pages(home: Path, town: Any, segments: Callable[[], Sequence[Any]]) -> dict[str, Any]:
    """The pages of every customer asked for, over one kept connection to ``zhiji serve``; milliseconds by page."""
    filled = _open_bank(home)
    import reading
    from town.lake import keys_of

    from zhiji.customers.rules import number_of

    keys = keys_of(town, 0, home)
    _put(home, town, segments(), keys)
    cookies = _signed_in("rm0001", "service")
    drawn = Random(3).sample([number_of(one.customer_id) for one in keys], WARM + ASKED)
    times: dict[str, list[float]] = {}
    busy: dict[str, float] = {}
    with reading.zhiji_served(filled) as get:
        port = int(get.__self__.port)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for name, path in PAGES.items():
            took = []
            for place, number in enumerate(drawn):
                if place == WARM:
                    before = _busy_of(port)
                began = time.perf_counter()
                connection.request(
                    "GET", path.format(number), headers={"Cookie": cookies, "Accept-Language": "zh-hans"}
                )
                answer = connection.getresponse()
                body = answer.read()
                took.append(1000 * (time.perf_counter() - began))
                if answer.status != 200:
                    raise RuntimeError(
                        f"{path} answered {answer.status} {answer.getheader('Location')}: {body[:300]!r}"
                    )
            times[name] = took[WARM:]
            busy[name] = 1000 * (_busy_of(port) - before) / ASKED
        connection.close()
    return {"times": times, "busy": busy}


def _busy_of(port: int) -> float:
    """Seconds of processor that the server on this port and its workers have used."""
    parts: dict[int, tuple[int, float]] = {}
    leader = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words, told = (
                (folder / "cmdline").read_bytes().split(b"\0"),
                (folder / "stat").read_text().rpartition(") ")[2].split(),
            )
        except OSError:  # gone meanwhile
            continue
        session = int(told[3])
        parts[int(folder.name)] = session, (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
        if b"serve" in words and str(port).encode() in words:
            leader = session
    return sum(used for session, used in parts.values() if session == leader)


def explorer(home: Path) -> dict[str, Any]:
    """Every question as the page reckons it and as one statement by hand, turn and turn about; the figures must agree.

    By hand twice: in a connection of its own, as a program that asks opens one, and (``kept``) in a DuckDB that is open already, as the
    product's workers keep one.
    """
    _open_bank(home)
    import duckdb
    import ibis.backends.duckdb  # noqa: F401  (loaded once a process)

    from zhiji.insight.engines import THREADS
    from zhiji.insight.explorer.counting import reckon
    from zhiji.insight.explorer.dimensions import rules_on
    from zhiji.insight.explorer.question import question_of
    from zhiji.insight.night.reading import nights, shown
    from zhiji.staff.models import Unit

    night, kept = nights()[-1], duckdb.connect(config={"threads": THREADS})
    rules, units, found = rules_on(night), sorted(Unit.objects.values_list("pk", flat=True)), {}
    for name, asked in QUESTIONS.items():
        question, text = question_of(asked, rules), _by_hand(asked, units)
        runs: dict[str, list[tuple[float, float]]] = {"ours": [], "hand": [], "kept": []}
        for _ in range(ROUNDS):
            began, busy = time.perf_counter(), time.process_time()
            ours = reckon(shown(night), question, rules, units)
            middle, between = time.perf_counter(), time.process_time()
            with duckdb.connect(config={"threads": THREADS}) as engine:
                engine.register("standings", shown(night))
                rows = engine.execute(text).fetchall()
            last, used = time.perf_counter(), time.process_time()
            with kept.cursor() as engine:
                engine.register("standings", shown(night))
                engine.execute(text).fetchall()
            runs["ours"].append((1000 * (middle - began), 1000 * (between - busy)))
            runs["hand"].append((1000 * (last - middle), 1000 * (used - between)))
            runs["kept"].append((1000 * (time.perf_counter() - last), 1000 * (time.process_time() - used)))
        hand = {(row, column): tuple(rest) for row, column, *rest in rows}
        same = hand == {place: (cell.customers, cell.figure, cell.largest) for place, cell in ours.items()}
        found[name] = {"same": same, **{way: sorted(each) for way, each in runs.items()}}
    return {"questions": found, "customers": shown(night).count_rows()}


def _by_hand(asked: Mapping[str, str], units: Sequence[int]) -> str:
    column = _CODES.get(asked["columns"], asked["columns"]) if asked["columns"] else "''"
    only = "".join(f" AND {name[5:]} = {code}" for name, code in asked.items() if name.startswith("only_"))
    return _GROUPED.format(
        row=_CODES.get(asked["rows"], asked["rows"]), column=column, value=asked.get("measure") or "1", only=only,
        figure=_FIGURES[asked.get("aggregate", "count")], units=", ".join(map(str, units)),
        sets="((), (r), (c), (r, c))" if asked["columns"] else "((c), (r, c))",
    )  # fmt: skip


def _open_bank(home: Path) -> Any:
    import bank as banks

    filled = banks.prepare(home / "bank", CUSTOMERS, keep=True)
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    return filled


def _put(home: Path, town: Any, segments: Sequence[Any], keys: Sequence[Any]) -> None:
    """The town's lake, its night's standings and the holdings of those asked for, in force."""
    import pyarrow.parquet as pq
    from django.db import transaction

    from zhiji import vault
    from zhiji.access.gateway import _governed_writes
    from zhiji.holdings.lake.manifest import EMPTY, put
    from zhiji.holdings.lake.replacing import replaced
    from zhiji.holdings.models import Feed, Holding
    from zhiji.insight.night.standings import SCHEMA
    from zhiji.staff.models import Unit
    from zhiji.vault.keys import data_keys

    units = sorted(Unit.objects.exclude(kind="department").values_list("pk", flat=True))
    tables = [pq.read_table(home / f"{name}.parquet") for name in ("product", "placing")]
    standings = _standings(tables, units, town.last).cast(SCHEMA)
    opaque = {key.opaque: key.customer_id for key in keys}
    held = pq.read_table(home / "holdings.parquet", filters=[("customer", "in", list(opaque))]).to_pylist()
    sealing = data_keys(opaque.values(), for_sealing=True)
    with transaction.atomic(), _governed_writes("holdings:feed:load"):
        put(replaced(EMPTY, town.last, town.last, {"standings": standings}) + list(segments), EMPTY)
        Feed.objects.create(
            system="zhiji", digest="0" * 64, mapping="0" * 64, first_day=town.first, last_day=town.last,
            loaded_at=datetime.now(UTC), rows={}, generation=1,
        )  # fmt: skip
        for place, one in enumerate(held):
            customer = opaque[one["customer"]]
            details = json.dumps({"number": f"6217{place:012d}", "account": f"6217{place:012d}"}).encode()
            Holding.objects.create(
                customer_id=customer, kind=one["kind"], key=place, account_key=one["account"], digest=place, product=one["product"],
                family=one["family"], currency=one["currency"], opened_on=one["opened_on"], closed_on=one["closed_on"],
                matures_on=one["matures_on"], as_of=town.last, details=vault.seal(sealing[customer], 3, 0, 0, details),
            )  # fmt: skip


def _standings(tables: Sequence[Any], units: Sequence[int], on: date) -> Any:
    """The lines of everybody: what measures and tiers gave, and traits drawn at random."""
    import numpy as np
    import pyarrow as pa

    from zhiji.insight.night.standings import SCHEMA

    measured, placed = tables
    size, draw = measured.num_rows, np.random.default_rng(9)
    drawn = {
        "day": pa.array([on] * size), "unit": pa.array(np.array(units)[draw.integers(0, len(units), size)]), "manager": pa.array(draw.integers(1, 500, size)),
        "kind": pa.array(["person"] * size), "state": pa.array(np.array(["prospect", "active", "dormant"])[draw.choice(3, size, p=(0.1, 0.8, 0.1))]),
        "key_customer": pa.array(draw.random(size) < 0.02), "hidden": pa.array(draw.random(size) < 0.001), "since": pa.array([date(2015, 5, 5)] * size),
        "short": pa.array([0] * size), "month": pa.array([on.replace(day=1)] * size), "tier": placed["tier"], "layer": placed["layer"],
    }  # fmt: skip
    columns = [
        drawn.get(name, measured[name] if name in measured.column_names else pa.nulls(size))
        for name in SCHEMA.names
    ]
    return pa.table(dict(zip(SCHEMA.names, columns, strict=True)))


def _signed_in(username: str, purpose: str) -> str:
    """A colleague's session, as the browser's cookies carry it."""
    from zhiji.staff.models import Staff

    sys.path.append(str(Path(__file__).resolve().parents[2]))
    import plugins.signed_sessions  # noqa: F401  (the client's cookies as a browser has them)
    from plugins.page_browser import Browser

    browser = Browser(Staff.objects.get(username=username), purpose)
    return "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())

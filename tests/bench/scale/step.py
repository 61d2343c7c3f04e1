"""One step of the scale bench in a process of its own, so that its peak of memory is its own: ``step.py NAME HOME CUSTOMERS``.

Prints one line of JSON: seconds (wall), cpu (of all threads), peak_mib, and what the step found. What a step needs lies in HOME.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent.parent
ASKED, FEW = 200, 20
TWICE = 100_000


class Clock:
    """Wall and processor time of what is measured; reading and keeping results stand outside."""

    def __enter__(self) -> "Clock":
        self.began, self.busy = time.perf_counter(), _busy()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds, self.cpu = time.perf_counter() - self.began, _busy() - self.busy

    def told(self, **more: Any) -> dict[str, Any]:
        return {"seconds": self.seconds, "cpu": self.cpu, **more}


def twice(town: Any, work: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
    """What the work gives and what it took. Up to ten million transactions it is done twice and the second time counts: what only the
    first one costs (libraries that load when they are first used, once a night) is told apart, as ``start_cpu``."""
    with Clock() as first:
        found = work()
    if town.customers > TWICE:
        return found, first.told()
    with Clock() as again:
        found = work()
    return found, again.told(start_cpu=max(0.0, first.cpu - again.cpu))


def write(home: Path, town: Any) -> dict[str, Any]:
    """The town into the lake."""
    from town.lake import write_lake

    with Clock() as clock:
        written = write_lake(town, home, ASKED)
    segments = written.manifest.segments
    (home / "manifest.json").write_text(json.dumps([asdict(one) for one in segments], default=date.isoformat))
    rows = {
        name: sum(one.rows for one in segments if one.set == name) for name in ("transactions", "balances")
    }
    return clock.told(**rows, files=len(segments), bytes=sum(one.size for one in segments))


def product(home: Path, town: Any) -> dict[str, Any]:
    """Every measure of the whole town, as ``zhiji nightly`` reckons them."""
    import ibis.backends.duckdb  # noqa: F401  (loaded once a process, as the engine of the SQL by hand is: not part of a night)
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from zhiji.insight.night.reckoning import reckon

    given = night(home, town)
    customers = pc.unique(given["holdings"].to_table(columns=["customer"])["customer"].combine_chunks())
    found, took = twice(town, lambda: reckon(given, customers, town.last))
    pq.write_table(found, home / "product.parquet")
    return took | {"measures": found.num_columns - 1, "customers": found.num_rows}


def by_hand(home: Path, town: Any) -> dict[str, Any]:
    """The same by hand-written SQL."""
    import pyarrow.parquet as pq
    from scale import by_hand

    given = night(home, town)
    found, took = twice(town, lambda: by_hand.measures(given, town.last, spill=home / "spill"))
    pq.write_table(found, home / "by_hand.parquet")
    return took | {"measures": found.num_columns - 1, "customers": found.num_rows}


def placing(home: Path, town: Any) -> dict[str, Any]:
    """Tiers after one more month, and the pyramid, as the night places everybody."""
    import ibis.backends.duckdb  # noqa: F401  (as above)
    import pyarrow as pa
    import pyarrow.parquet as pq

    from zhiji import norms
    from zhiji.insight.night.placing import placed
    from zhiji.insight.tiers import tiers_of

    given, rule, on = night(home, town), norms.on(town.last).tiers, town.last
    measured = pq.read_table(home / "product.parquet")
    size = measured.num_rows
    counted = date(on.year - (on.month == 1), (on.month - 2) % 12 + 1, 1)
    zeros = pa.array([0] * size, pa.int8())
    before = pa.table(
        {
            "customer": measured["customer"],
            "tier": zeros,
            "short": zeros,
            "month": pa.array([counted] * size, pa.date32()),
        }
    )
    found, took = twice(
        town, lambda: placed(measured, given, before, on, tiers_of(rule), rule.layers, rule.layer_permille)
    )
    pq.write_table(found.select(["customer", "tier", "layer"]), home / "placing.parquet")
    return took


def placing_by_hand(home: Path, town: Any) -> dict[str, Any]:
    """The same by hand-written SQL, from the same measures."""
    import pyarrow.parquet as pq
    from scale import by_hand

    from zhiji import norms
    from zhiji.insight.tiers import tiers_of

    given, rule = night(home, town), norms.on(town.last).tiers
    given["measured"] = pq.read_table(home / "product.parquet", columns=["customer", "aum"])
    found, took = twice(
        town,
        lambda: by_hand.placing(
            given, town.last, tiers_of(rule), rule.layers, rule.layer_permille, spill=home / "spill"
        ),
    )
    pq.write_table(found, home / "placing_by_hand.parquet")
    return took


def beside(name: str) -> Callable[[Path, Any], dict[str, Any]]:
    """A step of ``watching``: the monitoring rules or the rates of the bank, by the product or by hand."""

    def step(home: Path, town: Any) -> dict[str, Any]:
        import ibis.backends.duckdb  # noqa: F401  (as above)
        import pyarrow.compute as pc
        import pyarrow.parquet as pq
        from scale import watching

        given = night(home, town)
        held = given["holdings"].to_table(columns=["customer"])["customer"].combine_chunks()
        everybody = watching.people(pc.unique(held).sort())
        spill = {"spill": home / "spill"} if name.endswith("by_hand") else {}
        found, took = twice(town, lambda: getattr(watching, name)(given, everybody, town.last, **spill))
        pq.write_table(found, home / f"{name}.parquet")
        return took | {"rows": found.num_rows}

    return step


def replay(home: Path, town: Any) -> dict[str, Any]:
    """Everything of one customer, opened: a few while footers are first read, then ``ASKED`` customers in a fresh order."""
    from random import Random

    from town.lake import keys_of

    from zhiji.holdings.lake.reading import rows_of

    state, draw, times, rows = _manifest(home), Random(11), {}, []
    keys, parts = keys_of(town, ASKED, home), {"first": FEW, "after": ASKED}
    for said, count in parts.items():
        took = []
        with Clock() as clock:
            for key in draw.sample(keys, count):
                began = time.perf_counter()
                found = rows_of(key.opaque, "transactions", state=state)
                columns = (found[name].to_pylist() for name in ("account", "ref", "sealed"))
                opened = [key._unseal(*row) for row in zip(*columns, strict=True)]
                took.append(1000 * (time.perf_counter() - began))
                assert all(one.startswith(b'["T') for one in opened)
                rows.append(len(opened))
        times[said] = sorted(took)
    return clock.told(times=times, rows=sum(rows) / len(rows), most=max(rows))


def feed(home: Path, town: Any) -> dict[str, Any]:
    """The real thing at this size: customers imported, the town's feed written, checked and taken in by the act."""
    import bank as banks
    import taking_in

    bank = banks.prepare(home / "fed-bank", town.customers, keep=True)
    taking_in.fill(bank)
    from town.feed import write_feed

    from zhiji.access.actors import Job
    from zhiji.holdings.actions.loading import load

    marks: list[tuple[str, float]] = []
    with Clock() as writing:
        folder = write_feed(home / "feed", town)
    with Clock() as clock:
        taken = load(
            folder,
            told=lambda said: marks.append((said, time.perf_counter())),
            by=Job("bench"),
            channel="test",
        )
    assert taken.ok, taken.refused
    ends = [*(at for _, at in marks[1:]), clock.began + clock.seconds]
    parts = {said: end - at for (said, at), end in zip(marks, ends, strict=True)}
    return clock.told(rows=taken.rows["transactions"], written=writing.seconds, parts=parts)


def bank(home: Path, town: Any) -> dict[str, Any]:
    """PostgreSQL and the customers whose pages are asked for."""
    from scale import looking

    with Clock() as clock:
        found = looking.bank(home, ASKED)
    return clock.told(**found)


def pages(home: Path, town: Any) -> dict[str, Any]:
    """The pages of a customer through the public door; the server's processor time is counted with its processes."""
    from scale import looking

    with Clock() as clock:
        found = looking.pages(home, town, lambda: _manifest(home).segments)
    return clock.told(**found)


def explorer(home: Path, town: Any) -> dict[str, Any]:
    """The explorer's questions beside SQL by hand."""
    from scale import looking

    with Clock() as clock:
        found = looking.explorer(home)
    return clock.told(**found)


STEPS: dict[str, Callable[[Path, Any], dict[str, Any]]] = {
    "write": write, "product": product, "by_hand": by_hand, "placing": placing, "placing_by_hand": placing_by_hand,
    "replay": replay, **{name: beside(name) for name in ("struck", "struck_by_hand", "rated", "rated_by_hand")}, "feed": feed, "bank": bank, "pages": pages, "explorer": explorer,
}  # fmt: skip

WITH_DATABASE = ("feed", "bank", "pages", "explorer")


def night(home: Path, town: Any) -> dict[str, Any]:
    """The night's tables over the lake in ``home``."""
    import pyarrow.dataset as ds
    from town.lake import rates

    from zhiji.holdings.lake.reading import every_row

    state = _manifest(home)
    return {
        "transactions": every_row("transactions", None, town.last, state), "balances": every_row("balances", None, town.last, state),
        "holdings": ds.dataset(home / "holdings.parquet"), "rates": rates(),
    }  # fmt: skip


def _manifest(home: Path) -> Any:
    from zhiji.holdings.lake.manifest import Manifest, segment_of

    return Manifest(1, tuple(map(segment_of, json.loads((home / "manifest.json").read_text()))))


def _busy() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(name: str, home: Path, customers: int) -> None:
    sys.path[:0] = [str(BENCH.parent.parent), str(BENCH)]
    os.environ["ZHIJI_LAKE"] = str(home / ("lake" if name != "feed" else "fed"))
    if name not in WITH_DATABASE:
        os.environ |= {"ZHIJI_HOME": str(home / "bank"), "DJANGO_SETTINGS_MODULE": "zhiji.settings",
                       "ZHIJI_DATABASE_URL": "postgresql://nobody@localhost/nothing"}  # fmt: skip
        import django

        django.setup()
    from town import Town

    found = STEPS[name](home, Town(customers))
    found["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))

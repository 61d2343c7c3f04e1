"""Learning the models at scale, each in a process of its own: ``python tests/bench/scale/learning.py HOME CUSTOMERS``.

HOME holds a town's lake, as ``step.py write HOME CUSTOMERS`` leaves it. What is learnt is what ``zhiji models learn`` learns, from the same
functions; gathering who there is from PostgreSQL is not in it. Prints one line of JSON a model; docs/benchmarks-models.md tells the results.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(BENCH.parent.parent), str(BENCH)]


def silence(given: dict[str, Any], customers: Any, on: date) -> dict[str, Any]:
    """Who falls silent."""
    from zhiji import norms
    from zhiji.insight.actions.models import drawn
    from zhiji.insight.learning import silence as model
    from zhiji.insight.learning.card import card_of

    window = int(norms.on(on).alerts.silent_days)
    rows = model.past(given, drawn(customers), on, window)
    return card_of(model.learned(rows), rows, on, window)


def following(given: dict[str, Any], customers: Any, on: date) -> dict[str, Any]:
    """What is taken next."""
    from zhiji import norms
    from zhiji.insight.actions.models import next_measures
    from zhiji.insight.learning.baskets import baskets, episodes
    from zhiji.insight.learning.choosing import learn_next, next_card
    from zhiji.insight.learning.next_product import WINDOWS

    rule = norms.on(on).offers
    window, shown = int(rule.bought_within_days), int(rule.offers_shown)
    holdings = given["holdings"].to_table()
    families = zip(holdings["product"].to_pylist(), holdings["family"].to_pylist(), strict=True)
    offered = sorted({product for product, family in families if family in rule.offered_families})
    kinds = dict.fromkeys(customers.to_pylist(), "person")
    held = baskets(holdings)
    cuts = [on - timedelta(days=window * back) for back in range(WINDOWS, 0, -1)]
    windows = [list(episodes(held, kinds, cut, window, offered)) for cut in cuts]
    measured = [
        next_measures(given, [one.customer for one in found], cut)
        for cut, found in zip(cuts, windows, strict=True)
    ]
    return next_card(learn_next(windows, measured, offered, shown), cuts, window, shown)


def maturing(given: dict[str, Any], _customers: Any, on: date) -> dict[str, Any]:
    """Whether money that falls due stays. The nights of this bank are told by the days on which deposits were credited."""
    from zhiji import norms
    from zhiji.insight.actions.models import renewal_made
    from zhiji.insight.learning import renewal

    given["holdings"], due = _remembered(given, on)
    return renewal_made(renewal.ended(given, due, on, norms.on(on).maturing))[0]


def _remembered(given: dict[str, Any], on: date) -> tuple[Any, list[tuple[int, int, date]]]:
    """Holdings with the next maturity of what was prolonged, as a feed gives them; and every maturity of the last year."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = given["holdings"].to_table().to_pylist()
    deposits = {one["account"] for one in rows if one["family"] == "time_deposit"}
    for one in rows:
        if one["account"] in deposits and one["matures_on"] and one["closed_on"] is None:
            term = one["matures_on"] - one["opened_on"]
            while one["matures_on"] <= on:
                one["matures_on"] += term
        elif one["account"] in deposits and one["closed_on"] is not None:
            one["matures_on"] = one["closed_on"]
    wanted = (pc.field("kind") == "interest") & (pc.field("day") > on - timedelta(days=365))
    moved = given["transactions"].filter(wanted).to_table(columns=["customer", "account", "day"])
    moved = moved.filter(pc.is_in(moved["account"], pa.array(sorted(deposits), pa.int64())))
    due = list(zip(*(moved[name].to_pylist() for name in ("customer", "account", "day")), strict=True))
    schema = given["holdings"].schema
    return pa.Table.from_pylist(rows, schema), due


MODELS: dict[str, Callable[[dict[str, Any], Any, date], dict[str, Any]]] = {
    "silence": silence, "next": following, "renewal": maturing,
}  # fmt: skip


def one(name: str, home: Path, customers: int) -> None:
    """Learn one model and print its card with seconds, processor and peak."""
    os.environ |= {"ZHIJI_HOME": str(home / "bank"), "ZHIJI_LAKE": str(home / "lake"), "DJANGO_SETTINGS_MODULE": "zhiji.settings",
                   "ZHIJI_DATABASE_URL": "postgresql://nobody@localhost/nothing"}  # fmt: skip
    import django

    django.setup()
    import pyarrow.compute as pc
    from machine import load
    from scale.step import Clock, night
    from town import Town

    from zhiji.insight.learning.scoring import Unusable

    town = Town(customers)
    given = night(home, town)
    found = pc.unique(given["holdings"].to_table(columns=["customer"])["customer"])
    began = load()
    with Clock() as clock:
        try:
            card = MODELS[name](given, found, town.last)
        except Unusable as why:
            card = {"refused": why.code, "why": str(why)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(clock.told(model=name, peak_mib=peak, load=[began, load()], card=card)))


def main() -> None:
    if len(sys.argv) == 4:
        one(sys.argv[3], Path(sys.argv[1]), int(sys.argv[2]))
        return
    for name in MODELS:
        subprocess.run([sys.executable, __file__, sys.argv[1], sys.argv[2], name], check=True)


if __name__ == "__main__":
    main()

"""One night from beginning to end. Every step may be killed and done again; nothing is in force before it is whole."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.holdings.lake import manifest as lake
from zhiji.holdings.lake.reading import currencies, every_row
from zhiji.holdings.models import Feed
from zhiji.insight.actions import alerts as acts_of_alerts
from zhiji.insight.actions import night as acts
from zhiji.insight.alerts.closing import renewed
from zhiji.insight.alerts.raising import raised
from zhiji.insight.catalogue import CATALOGUE
from zhiji.insight.diligence.actions.strikes import raise_strikes
from zhiji.insight.diligence.monitoring.everybody import struck
from zhiji.insight.engines import duckdb_engine
from zhiji.insight.grading import scheme_of
from zhiji.insight.night import quarterly
from zhiji.insight.night.alone import alone
from zhiji.insight.night.falling_due import falling_due
from zhiji.insight.night.foretelling import silence_chances
from zhiji.insight.night.people import people_and_holdings
from zhiji.insight.night.placing import placed
from zhiji.insight.night.rates import rates_of
from zhiji.insight.night.reading import everybody, nights
from zhiji.insight.night.reckoning import reckon
from zhiji.insight.night.standings import SCHEMA
from zhiji.insight.night.trying import tried
from zhiji.insight.night.worth import lifetime_values
from zhiji.insight.rates import RATES, reckon_rates, without
from zhiji.insight.tiers import tiers_of
from zhiji.staff.models import Unit

HOUSE = {"by": Job("nightly"), "channel": "job"}
Told = Callable[[str, int, int], None]


class NightProblem(Exception):
    """Why a night cannot be reckoned; ``code`` and ``facts`` are worded by page and command."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code, self.facts = code, facts
        super().__init__(f"{code} {facts}")


@dataclass
class Night:
    """What the steps hand on. ``given``: the night's tables (``measures.Tables``); ``standings``: the whole result; ``dues``: what falls due."""

    on: date
    state: lake.Manifest
    people: pa.Table = field(default_factory=lambda: pa.table({}))
    given: dict[str, Any] = field(default_factory=dict)
    measured: pa.Table = field(default_factory=lambda: pa.table({}))
    standings: pa.Table = field(default_factory=lambda: pa.table({}))
    dues: pa.Table | None = None
    before: date | None = None


def run(on: date | None = None, told: Told = lambda *_: None) -> Night:
    """Reckon the night of ``on`` (the newest day fed). Raises ``NightProblem``; the run's row says what happened."""
    with alone() as held:
        if not held:
            raise NightProblem("running")
        day = on or newest_day()
        acts.begin(day, **HOUSE)
        night = Night(day, lake.current())
        try:
            for name, step in STEPS.items():
                begun = time.monotonic()
                counts = step(night, lambda done, total, name=name: told(name, done, total))
                acts.note_step(day, name, time.monotonic() - begun, counts, **HOUSE)
        except BaseException as error:
            acts.end(day, _problem(error), **HOUSE)
            raise
        acts.end(day, **HOUSE)
        return night


def newest_day() -> date:
    """The newest day a feed brought; NightProblem before the first."""
    newest = Feed.objects.order_by("-last_day").values_list("last_day", flat=True).first()
    if newest is None:
        raise NightProblem("no_feed")
    return newest


def _check(night: Night, _told: Any) -> dict[str, int]:
    """Is there what the night needs: the day's feed, and a rate for every currency."""
    newest = newest_day()
    if night.on > newest:
        raise NightProblem("not_fed", day=night.on.isoformat(), newest=newest.isoformat())
    rates = rates_of(night.on)
    held = currencies("balances", night.on, night.state)
    if lacking := sorted(held - set(rates["currency"].to_pylist())):
        raise NightProblem("no_rate", currencies=lacking, base=norms.on(night.on).holdings.base_currency)
    night.given |= {
        "transactions": every_row("transactions", None, night.on, night.state),
        "balances": every_row("balances", None, night.on, night.state),
        "rates": rates,
    }
    return {"currencies": rates.num_rows}


def _gather(night: Night, told: Any) -> dict[str, int]:
    """Who there is, and what they hold today, under the lake's keys."""
    people, holdings = people_and_holdings(night.on, lambda done: told(done, done))
    night.people, night.given["holdings"] = people.sort_by("customer"), holdings
    return {"customers": people.num_rows, "holdings": holdings.num_rows}


def _measure(night: Night, told: Any) -> dict[str, int]:
    total = night.people.num_rows
    night.measured = reckon(
        night.given, night.people["customer"], night.on, told=lambda done: told(done, total)
    )
    return {"measures": night.measured.num_columns - 1}


def _place(night: Night, _told: Any) -> dict[str, int]:
    rule = norms.on(night.on).tiers
    earlier = [day for day in nights(night.state) if day < night.on]
    night.before = earlier[-1] if earlier else None
    before = None
    if night.before:
        stood = everybody(night.before, night.state)
        before = stood.to_table(columns=["customer", "tier", "short", "month", *quarterly.COLUMNS])
    where = placed(
        night.measured, night.given, before, night.on, tiers_of(rule), rule.layers, rule.layer_permille
    )
    chances, scored = silence_chances(night.measured)
    where = pa.table(
        {name: where[name] for name in where.column_names}
        | lifetime_values(night.measured, where["tier"], night.on, norms.on(night.on).profit)
        | {"silence": chances}
        | _grades(night, before)
    )
    columns: Mapping[str, Any] = {
        name: next(
            table[name] for table in (night.people, where, night.measured) if name in table.column_names
        )
        for name in SCHEMA.names
    }
    night.standings = pa.table(dict(columns)).cast(SCHEMA)
    night.dues, due = falling_due(
        night.given, night.measured, _files(night), night.on, norms.on(night.on), night.state
    )
    return {"watched": pc.sum(pc.greater(where["short"], 0)).as_py() or 0, **scored, **due}


def _files(night: Night) -> dict[int, int]:
    """Customer ids by the lake's key."""
    return dict(zip(night.people["customer"].to_pylist(), night.people["file"].to_pylist(), strict=True))


def _grades(night: Night, before: pa.Table | None) -> dict[str, pa.Array]:
    """The quarter's grades: given in the night that ends it, carried in every other."""
    scheme, end = scheme_of(norms.on(night.on).grading), quarterly.quarter_end(night.on)
    read = ["customer", "unit", *dict.fromkeys(one.measure for one in scheme.criteria)]
    ended = everybody(end, night.state).to_table(columns=read) if end in nights(night.state) else None
    rows = pa.table({name: night.people[name] if name == "unit" else night.measured[name] for name in read})
    rural = list(Unit.objects.filter(code__in=scheme.rural_units).values_list("pk", flat=True))
    return quarterly.graded(rows, before, night.on, night.before, ended, scheme, rural)


def rates_of_bank(night: Night) -> list[tuple[str, str, int, int]]:
    """The rates of the whole bank (``insight.rates``) and the figures of its products, of all customers but those of top-secret files."""
    hidden = night.people.filter(night.people["hidden"])["customer"].to_pylist()
    with duckdb_engine(night.given) as tables:
        return list(reckon_rates((*RATES.values(), *CATALOGUE.values()), without(tables, hidden), night.on))


def _publish(night: Night, _told: Any) -> dict[str, int]:
    try:
        acts.publish(
            night.on, night.standings, night.state.generation, rates_of_bank(night), night.dues, **HOUSE
        )
    except acts.LakeMoved:
        raise NightProblem("lake_moved") from None
    return {"customers": night.standings.num_rows}


def _alert(night: Night, _told: Any) -> dict[str, int]:
    before = None
    if night.before:
        before = everybody(night.before, night.state).to_table(
            columns=["customer", "tier", "short", "graded_on"]
        )
    files = _files(night)
    rules = norms.on(night.on)
    found = raised(night.standings, before, night.given, night.on, rules)
    alerts = [(files[one.customer], one) for one in found if one.customer in files]
    new = acts_of_alerts.raise_alerts(night.on, alerts, **HOUSE)
    ended = renewed(
        night.given, {file: customer for customer, file in files.items()}, night.on, rules.maturing
    )
    return {
        "alerts": len(alerts),
        "new": new,
        "closed": acts_of_alerts.close_alerts(ended, "renewed", **HOUSE),
        **tried(night.standings, night.given, files, night.on, HOUSE),
    }


def _watch(night: Night, told: Any) -> dict[str, int]:
    """The monitoring rules; how many struck is compliance's alone and stands in no count of the run."""
    total = night.people.num_rows
    rows = zip(*(night.people[name].to_pylist() for name in ("customer", "file", "kind")), strict=True)
    people = {customer: (file, kind) for customer, file, kind in rows}
    found = struck(night.given, night.people, night.on, lambda done: told(done, total))
    raise_strikes(night.on, [(*people[one.customer], one.rule, one.values) for one in found], **HOUSE)
    return {}


STEPS: Mapping[str, Callable[[Night, Any], dict[str, int]]] = {
    "check": _check, "gather": _gather, "measure": _measure, "place": _place, "publish": _publish, "alert": _alert,
    "watch": _watch,
}  # fmt: skip
"""In this order. Each answers counts for the run's page; no figure of a customer is among them."""


def _problem(error: BaseException) -> dict[str, Any]:
    if isinstance(error, NightProblem):
        return {"code": error.code, **error.facts}
    return {"code": "stopped", "kind": type(error).__name__}  # the message may hold a value: it is not kept

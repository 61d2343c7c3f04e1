"""What the night raises from everybody's standings and the day's movements. Pure tables: opaque keys in, opaque keys out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhiji.insight.alerts.kinds import maturity_key
from zhiji.insight.engines import duckdb_engine
from zhiji.insight.measures.activity import BY_THE_BANK
from zhiji.insight.measures.arithmetic import day, in_base

HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Raised:
    """One alert: the lake's key of the customer, the kind, the key that makes it one, and codes for its words."""

    customer: int
    kind: str
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def raised(
    standings: pa.Table, before: pa.Table | None, given: Mapping[str, Any], on: date, rules: Any
) -> Iterator[Raised]:
    """All alerts of a night. ``before``: the standings of the night before (customer, tier, short), if there are any.

    ``rules``: the norms of the night (groups ``alerts``, ``holdings`` and ``maturing``).
    """
    rule = rules.alerts
    yield from maturities(given["holdings"], on, max(rules.holdings.maturity_days), rules.maturing)
    yield from movements(given, on, rule.large_movement_yuan * HUNDREDTHS)
    yield from tiers(standings, before)
    yield from grades(standings, before)
    yield from silences(standings, on, rule.silent_days, rule.silent_told_days)


def maturities(holdings: pa.Table, on: date, ahead: int, rule: Any) -> Iterator[Raised]:
    """Deposits that fall due within ``ahead`` days, or have within the days in which their money may stay (``insight.maturing``).

    The inbox finds what is ahead by itself; the row remembers it for when the holdings of the day no longer tell.
    """
    first, last = on - timedelta(days=rule.stay_days), on + timedelta(days=ahead)
    due = pc.and_(
        pc.greater_equal(holdings["matures_on"], first), pc.less_equal(holdings["matures_on"], last)
    )
    deposits = pc.and_(
        pc.equal(holdings["kind"], "account"), pc.is_in(holdings["family"], pa.array(list(rule.deposits)))
    )
    for row in holdings.filter(pc.and_kleene(due, deposits)).to_pylist():
        if row["closed_on"] is not None and row["closed_on"] < row["matures_on"]:
            continue  # taken out before it was due
        told = {"code": row["product"] or row["family"], "due": row["matures_on"].isoformat()}
        yield Raised(row["customer"], "maturity", maturity_key(row["account"], row["matures_on"]), told)


def movements(given: Mapping[str, Any], on: date, least: int) -> Iterator[Raised]:
    """Customers with a single movement of at least ``least`` (hundredths of the base currency) on that day, in or out."""
    with duckdb_engine(given) as tables:
        moved = tables.transactions
        moved = moved.filter(moved.day == day(on), ~moved.kind.isin(BY_THE_BANK))
        moved = in_base(moved, tables, "amount")
        large = moved.filter(moved.amount.abs() >= least)
        found = large.group_by("customer").agg(inward=large.amount.max() > 0, outward=large.amount.min() < 0)
        rows = found.order_by("customer").to_pyarrow().to_pylist()
    for row in rows:
        way = "both" if row["inward"] and row["outward"] else "in" if row["inward"] else "out"
        yield Raised(row["customer"], "movement", on.isoformat(), {"way": way})


def tiers(standings: pa.Table, before: pa.Table | None) -> Iterator[Raised]:
    """Who gained or lost a tier since the night before, and whose tier is newly at risk. Newcomers gain nothing."""
    if before is None:
        return
    stood = {row["customer"]: row for row in before.select(["customer", "tier", "short"]).to_pylist()}
    for row in standings.select(["customer", "tier", "short", "month"]).to_pylist():
        was = stood.get(row["customer"])
        if was is None or row["month"] is None:
            continue
        key = row["month"].isoformat()
        if row["tier"] != was["tier"]:
            kind = "tier_up" if row["tier"] > was["tier"] else "tier_down"
            yield Raised(row["customer"], kind, key, {"from": was["tier"], "to": row["tier"]})
        elif row["short"] and not was["short"]:
            yield Raised(row["customer"], "tier_watch", key, {"tier": row["tier"]})


def grades(standings: pa.Table, before: pa.Table | None) -> Iterator[Raised]:
    """Whose grade of the quarter is another than the one before, told in the night that gives it. ``A`` is the best."""
    if before is None:
        return
    told = dict(zip(before["customer"].to_pylist(), before["graded_on"].to_pylist(), strict=True))
    for row in standings.select(["customer", "grade", "graded_on", "grade_before"]).to_pylist():
        was, now = row["grade_before"], row["grade"]
        if was is None or now is None or was == now or told.get(row["customer"]) == row["graded_on"]:
            continue
        kind = "grade_up" if now < was else "grade_down"
        yield Raised(row["customer"], kind, row["graded_on"].isoformat(), {"from": was, "to": now})


def silences(standings: pa.Table, on: date, silent: int, told: int) -> Iterator[Raised]:
    """Customers with money here who have not moved any for ``silent`` days; told once for one silence.

    A silence that began so long ago that it should have been told more than ``told`` days before is old news.
    """
    quiet = pc.and_(
        pc.greater_equal(standings["recency"], silent), pc.less(standings["recency"], silent + told)
    )
    having = pc.greater(standings["aum"], 0)
    found = standings.filter(pc.and_kleene(quiet, having)).select(["customer", "recency"]).to_pylist()
    for row in found:
        last = on - timedelta(days=row["recency"])
        yield Raised(row["customer"], "silent", last.isoformat(), {"days": silent})

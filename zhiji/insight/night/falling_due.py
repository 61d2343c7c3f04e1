"""What falls due next (B10, U16): of each deposit how the customer's earlier ones ended, and the chance that its money stays.

The chance comes from the model in use (``learning.renewal``), with what was known at the end of the month before, as it was learnt: from
the standings of that night where they are kept, else from tonight's. Without a model that earned its use there is none.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiji.holdings.lake.manifest import Manifest
from zhiji.insight.alerts.kinds import matured_of
from zhiji.insight.alerts.raising import maturities
from zhiji.insight.engines import duckdb_engine
from zhiji.insight.learning.renewal import FEATURES, Due, known_by, own_past
from zhiji.insight.learning.scoring import matrix, strongest
from zhiji.insight.maturing import amounts, due_rows, outcomes
from zhiji.insight.models import PERMILLE, Alert, LearntModel
from zhiji.insight.night.reading import everybody, nights
from zhiji.insight.night.standings import DUES


def falling_due(
    given: Mapping[str, Any], measured: pa.Table, files: Mapping[int, int], on: date, rules: Any, state: Manifest
) -> tuple[pa.Table, dict[str, int]]:  # fmt: skip
    """``DUES`` of the deposits that fall due within the longest notice, and for the run: ``due_scored``, ``due_model``.

    ``files``: customer id by the lake's key.
    """
    ahead, rule = max(rules.holdings.maturity_days), rules.maturing
    keys = [(one.customer, *matured_of(one.key)) for one in maturities(given["holdings"], on, ahead, rule)]
    due = [one for one in keys if one[2] >= on]
    if not due:
        return DUES.empty_table(), {}
    customers = {one[0] for one in due}
    with duckdb_engine(_of(given, customers)) as tables:
        standing = amounts(tables, due_rows(due), on).to_pyarrow().to_pylist()
        remembered = list(_remembered(customers, files))
        found = (
            outcomes(tables, due_rows(remembered), on, rule).to_pyarrow().to_pylist() if remembered else []
        )
    past: dict[int, list[dict[str, Any]]] = {}
    for one in found:
        if one["over"] and one["amount"] > 0:
            past.setdefault(one["customer"], []).append(one)
    lines = [
        _line(one, past.get(one["customer"], []), on, rule)
        for one in sorted(standing, key=lambda one: (one["customer"], one["account"]))
        if one["amount"] > 0
    ]
    model = LearntModel.objects.filter(name="renewal", in_use=True).first()
    counts: dict[str, int] = {}
    if model is not None and lines:
        table = _known(lines, measured, on, state)
        for line, chance in zip(lines, chances(model, table), strict=True):
            line["chance"] = round(float(chance) * PERMILLE)
        counts = {"due_scored": len(lines), "due_model": model.pk}
    return pa.Table.from_pylist(lines, schema=DUES), counts


def features(due: Mapping[str, Any], line: Mapping[str, Any]) -> dict[str, float]:
    """What the model knows of one deposit: a line of ``DUES``, and the customer's measures."""
    known = {name: float("nan") if line.get(name) is None else float(line[name]) for name in FEATURES}
    share = due["stayed_then"] / due["ended_then"] if due["ended_then"] else float("nan")
    return known | {
        "amount": float(due["amount"]),
        "earlier_deposits": float(due["ended_then"]),
        "earlier_stayed": share,
    }


def chances(model: LearntModel, rows: Sequence[Mapping[str, float]]) -> Any:
    """The chance that the money stays, of each row of ``features``."""
    import lightgbm

    table = {name: np.array([row[name] for row in rows]) for name in model.card["features"]}
    return lightgbm.Booster(model_str=model.trees).predict(matrix(table, model.card["features"]))


def strongest_of(model: LearntModel, row: Mapping[str, float], most: int = 3) -> list[tuple[str, float]]:
    """Why one chance is what it is: names of ``features`` and their share in log-odds (above 0: towards staying)."""
    import lightgbm

    table = {name: np.array([value]) for name, value in row.items()}
    return strongest(lightgbm.Booster(model_str=model.trees), table, model.card["features"], most)[0]


def _of(given: Mapping[str, Any], customers: Collection[int]) -> dict[str, Any]:
    """Balances and holdings of these customers alone, read once: what follows asks for them several times."""
    import ibis

    wanted = pa.table({"customer": pa.array(sorted(customers), pa.int64())})
    with duckdb_engine(given) as tables:
        of = tables.balances.semi_join(ibis.memtable(wanted), "customer").to_pyarrow()
    holdings = given["holdings"].filter(
        pc.is_in(given["holdings"]["customer"], value_set=wanted["customer"].combine_chunks())
    )
    return {**given, "balances": of, "holdings": holdings}


def _remembered(customers: set[int], files: Mapping[int, int]) -> Iterable[Due]:
    """The maturities the nights remember of these customers: of a prolonged deposit today's holdings tell only the next."""
    keys = {files[one]: one for one in customers if one in files}
    rows = Alert.objects.filter(kind="maturity", customer_id__in=list(keys))
    for customer, key in rows.values_list("customer_id", "key"):
        yield (keys[customer], *matured_of(key))


def _line(one: Mapping[str, Any], past: Sequence[Mapping[str, Any]], on: date, rule: Any) -> dict[str, Any]:
    earlier = [other for other in past if other["matured_on"] + timedelta(days=rule.stay_days) <= on]
    _amount, many, share = own_past(one, past, rule)
    return {
        "customer": one["customer"], "day": on, "account": one["account"], "matures_on": one["matured_on"], "amount": one["amount"],
        "ended": len(earlier), "stayed": sum(other["stayed"] for other in earlier), "ended_then": int(many),
        "stayed_then": round(share * many) if many else 0, "chance": None,
    }  # fmt: skip


def _known(
    lines: Sequence[Mapping[str, Any]], measured: pa.Table, on: date, state: Manifest
) -> list[dict[str, float]]:
    """The model's row of each: measures of the night at ``known_by`` where it is kept, else tonight's."""
    kept, columns = nights(state), ["customer", *FEATURES]
    customers = pa.array(sorted({one["customer"] for one in lines}), pa.int64())
    tonight = measured.select(columns).filter(pc.is_in(measured["customer"], value_set=customers))
    by_night = {on: {row["customer"]: row for row in tonight.to_pylist()}}
    for cut in {known_by(one["matures_on"]) for one in lines}:
        if cut < on and cut in kept:
            wanted = pc.field("customer").isin(customers)
            rows = everybody(cut, state).to_table(columns=columns, filter=wanted).to_pylist()
            by_night[cut] = {row["customer"]: row for row in rows}
    return [
        features(one, by_night.get(known_by(one["matures_on"]), {}).get(one["customer"]) or by_night[on][one["customer"]])
        for one in lines
    ]  # fmt: skip

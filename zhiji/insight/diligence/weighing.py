"""What is weighed of one customer besides the file: holdings, own movements of a year, the monitoring rules that strike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from zhiji import norms
from zhiji.customers.models import File
from zhiji.holdings.lake.reading import rows_of
from zhiji.holdings.lake.shapes import BALANCES
from zhiji.holdings.looks.shown import lasting_key
from zhiji.holdings.models import Holding, Rate
from zhiji.insight.diligence.monitoring import RULES
from zhiji.insight.diligence.monitoring.rule import Rule
from zhiji.insight.diligence.rating import REMOTE, Known
from zhiji.insight.engines import duckdb_engine
from zhiji.insight.measures.activity import BY_THE_BANK, YEAR
from zhiji.insight.measures.arithmetic import MILLION
from zhiji.insight.measures.measure import Tables
from zhiji.insight.night.people import HOLDINGS

MOST_STATEMENTS = 200
"""So many are kept in words; some weeks of days."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A monitoring rule that strikes a customer. ``values``: the rule's columns, days as text (``2026-11-22``)."""

    rule: str
    values: Mapping[str, Any]


def known_of(file: File, values: Mapping[str, Any], hits: tuple[Hit, ...], on: date) -> Known:
    """What the rating weighs besides the file's own values, as of a day."""
    base = str(norms.on(on).holdings.base_currency)
    held = [
        one
        for one in Holding.objects.filter(customer_id=file.customer_id)
        if not (one.closed_on and one.closed_on <= on)
    ]
    table = rows_of(
        lasting_key(file.customer_id).opaque, "transactions", on - timedelta(days=YEAR - 1), on,
        ["amount", "currency", "kind", "channel"],
    )  # fmt: skip
    own = table.filter(pc.invert(pc.is_in(table["kind"], pa.array(BY_THE_BANK))))
    came = own.filter(pc.and_(pc.greater(own["amount"], 0), pc.equal(own["currency"], base)))
    remote = pc.sum(pc.is_in(own["channel"], pa.array(REMOTE)).cast(pa.int64())).as_py() or 0
    return Known(
        file.missing, timezone.localdate(file.opened_at), frozenset(one.family for one in held if one.family),
        frozenset(one.currency for one in held if one.currency and one.currency != base), tuple(hit.rule for hit in hits),
        pc.sum(came["amount"]).as_py() or 0, _income(values, base), own.num_rows, remote,
    )  # fmt: skip


def hits_of(customer_id: int, kind: str, on: date) -> tuple[Hit, ...]:
    """The monitoring rules for this kind of customer that strike, as of a day."""
    table = rows_of(lasting_key(customer_id).opaque, "transactions", None, on)
    if not table.num_rows:
        return ()
    given = {
        "transactions": table, "balances": BALANCES.empty_table(), "holdings": HOLDINGS.empty_table(), "rates": _rates(on),
    }  # fmt: skip
    found = []
    with duckdb_engine(given, threads=1) as tables:
        engine = tables.transactions.get_backend().con
        for rule in RULES.values():
            if kind in rule.kinds:
                words, shape = _statement(rule, tables, on)
                rows = engine.execute(words).to_arrow_table().cast(shape)
                found += [Hit(rule.id, _plain(row)) for row in rows.to_pylist()]
    return tuple(found)


_statements: dict[tuple[Any, ...], tuple[str, pa.Schema]] = {}


def _statement(rule: Rule, tables: Tables, on: date) -> tuple[str, pa.Schema]:
    """The rule in the engine's own words, and the columns it gives. Putting it into words takes ten times as long as asking it of one customer, so it is
    done once for a day and its thresholds; the rows are no part of it."""
    import ibis

    key = (rule.id, on, *rule.limits(on).items())
    if key not in _statements:
        if len(_statements) >= MOST_STATEMENTS:
            _statements.clear()
        asked = rule.build(tables, on)
        _statements[key] = str(ibis.to_sql(asked, dialect="duckdb")), asked.schema().to_pyarrow()
    return _statements[key]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.items()
        if name != "customer"
    }


def _rates(on: date) -> pa.Table:
    rates = {str(norms.on(on).holdings.base_currency): MILLION}
    for one in Rate.objects.filter(day__lte=on).order_by("day"):
        rates.setdefault(one.currency, one.millionths)
        if one.millionths and one.currency != norms.on(on).holdings.base_currency:
            rates[one.currency] = one.millionths
    return pa.table({"currency": list(rates), "millionths": pa.array(list(rates.values()), pa.int64())})


def _income(values: Mapping[str, Any], base: str) -> int | None:
    told = values.get("income") or values.get("turnover")
    if not told or told.get("currency", base) != base:
        return None
    return int(Decimal(told["amount"]) * 100)

"""Which alerts have come to their end by themselves: nothing is left to do, and nobody is asked to say so."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from zhiji.insight.alerts.kinds import matured_of
from zhiji.insight.engines import duckdb_engine
from zhiji.insight.maturing import due_rows, outcomes
from zhiji.insight.models import Alert

LOOKED_BACK = 31
"""Days after the last on which money may have stayed: so long a maturity is looked at again, should nights be missed."""


def renewed(given: Mapping[str, Any], opaque: Mapping[int, int], on: date, rule: Any) -> list[int]:
    """Rows of maturities whose money stayed in a new deposit (``insight.maturing``). ``opaque``: the lake's key by customer id."""
    waiting = Alert.objects.filter(kind="maturity", raised_on__gte=on - timedelta(days=366)).exclude(
        state="done"
    )
    rows = {}
    for one in waiting.filter(customer_id__in=list(opaque)):
        account, matured_on = matured_of(one.key)
        if on - timedelta(days=rule.stay_days + LOOKED_BACK) <= matured_on <= on:
            rows[opaque[one.customer_id], account, matured_on] = one.pk
    if not rows:
        return []
    with duckdb_engine(given) as tables:
        found = outcomes(tables, due_rows(rows), on, rule)
        stayed = (
            found.filter(found.stayed == 1)
            .select("customer", "account", "matured_on")
            .to_pyarrow()
            .to_pylist()
        )
    return [rows[one["customer"], one["account"], one["matured_on"]] for one in stayed]

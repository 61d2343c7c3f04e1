"""Standings of customers that were never files: rows for the lake's set, put in force as the night does."""

from datetime import date

import pyarrow as pa

from zhiji.access.actors import Job
from zhiji.holdings.lake.manifest import current
from zhiji.insight.actions import night as acts
from zhiji.insight.night.standings import DUES, SCHEMA

ON = date(2026, 11, 20)
HOUSE = {"by": Job("nightly"), "channel": "job"}


def row(customer, unit, *, on=ON, **more):
    """One customer's line; a usual person of the lowest tier without any figure."""
    usual = dict.fromkeys(SCHEMA.names) | {
        "customer": customer, "day": on, "unit": unit, "manager": 0, "kind": "person", "state": "established",
        "key_customer": False, "hidden": False, "since": date(2020, 1, 1), "tier": 0, "short": 0, "month": date(2026, 10, 1),
        "layer": "small",
    }  # fmt: skip
    return usual | more


def due(customer, account, matures_on, *, on=ON, **more):
    """One deposit that falls due, of a customer without a past."""
    usual = dict.fromkeys(("ended", "stayed", "ended_then", "stayed_then"), 0) | {
        "amount": 10_000_000,
        "chance": None,
    }
    return usual | {"customer": customer, "day": on, "account": account, "matures_on": matures_on} | more


def put_night(rows, on=ON, dues=()):
    """Put these lines in force as the night of ``on``."""
    table = pa.Table.from_pylist([one | {"day": on} for one in rows], schema=SCHEMA).sort_by("customer")
    falling = pa.Table.from_pylist(list(dues), schema=DUES)
    acts.publish(on, table, current().generation, dues=falling, **HOUSE)

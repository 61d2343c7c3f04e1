"""The monitoring rules over everybody, in ranges of customers: memory is bounded by a range."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from zhiji.insight.diligence.monitoring.rules import RULES
from zhiji.insight.engines import duckdb_engine
from zhiji.insight.night.reckoning import COLUMNS, CUSTOMERS_AT_ONCE, ranges

WATCHED = {**COLUMNS, "transactions": (*COLUMNS["transactions"], "counterparty", "ref")}
"""What the rules read of the lake."""


@dataclass(frozen=True, slots=True)
class Struck:
    """A rule that strikes: the lake's key of the customer, the rule, its columns with days as text."""

    customer: int
    rule: str
    values: Mapping[str, Any]


def struck(
    given: Mapping[str, Any], people: pa.Table, on: date, told: Callable[[int], None] = lambda _: None, *, at_once: int = CUSTOMERS_AT_ONCE
) -> Iterator[Struck]:  # fmt: skip
    """Every rule that strikes a customer of the kind it is for. ``people``: customer and kind, in ascending order of customer."""
    kinds = dict(zip(people["customer"].to_pylist(), people["kind"].to_pylist(), strict=True))
    done = 0
    for part in ranges(people["customer"].combine_chunks(), at_once):
        between = (part[0].as_py(), part[-1].as_py())
        with duckdb_engine(given, between=between, columns=WATCHED) as tables:
            for rule in RULES.values():
                for row in rule.build(tables, on).to_pyarrow().to_pylist():
                    if kinds.get(row["customer"]) in rule.kinds:
                        yield Struck(row.pop("customer"), rule.id, _as_text(row))
        done += len(part)
        told(done)


def _as_text(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}

"""``docs/benchmarks.md``: what a run measured, on what, beside what. Written by the bench, never by hand."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from figures import Figure, number

_VERDICT = {True: "met", False: "**missed**", None: ""}
BUSY = 1.0
"""From this load on, before the bench itself has begun, the machine counts as shared."""


@dataclass(slots=True)
class Row:
    """One piece of work: its figures, the load of the machine when it began and ended, how long it took."""

    title: str
    how: str
    figures: list[Figure] = field(default_factory=list)
    seconds: float = 0.0
    failed: str = ""


def page(machine: dict[str, Any], size: int, rows: Sequence[Row]) -> str:
    """The whole page."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; every figure was measured in one run, beside its comparison on the same machine and server.",
        "How it is measured stands in `tests/bench/`. Trust ratios before figures. Measures, tiers and replay at up to a hundred million",
        "transactions: [benchmarks at scale](benchmarks-scale.md).",
        "",
        f"- **Machine:** {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB; {machine['system']}; "
        f"Python {machine['python']}; PostgreSQL {machine['postgresql']} (private server; {machine['settings']}; fsync on)",
        f"- **When:** {machine['at']}; load before the run {machine['load_before']}{_shared(machine)}",
        f"- **Size:** {size:,} customers, {size:,} journal entries",
        "- **Figures:** medians of three rounds; what is compared is called in turn within a round, call by call; an import of more than "
        "100,000 customers is done once.",
        "",
    ]
    lines += _summary(rows)
    for row in rows:
        lines += [f"## {row.title}", "", row.how, ""]
        if row.failed:
            lines += [f"Could not be measured: {row.failed}", ""]
        lines += ["| measured | | goal | | beside it |", "|---|---:|---|---|---|"]
        for one in row.figures:
            lines.append(f"| {one.name} | {_value(one)} | {one.goal} | {_verdict(one)} | {one.beside} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _summary(rows: Sequence[Row]) -> list[str]:
    judged = [
        (row, one) for row in rows for one in row.figures if one.met is not None and not math.isnan(one.value)
    ]
    missed = [(row, one) for row, one in judged if not one.met]
    lines = [f"{len(judged) - len(missed)} of {len(judged)} goals are met.", ""]
    if missed:
        lines += ["Missed:", ""]
        lines += [
            f"- {row.title}: {one.name} {_value(one)}, goal {one.goal}. {one.why}".rstrip()
            for row, one in missed
        ]
        lines.append("")
    return lines


def _value(one: Figure) -> str:
    return "not measured" if math.isnan(one.value) else f"{number(one.value)} {one.unit}"


def _verdict(one: Figure) -> str:
    return "" if math.isnan(one.value) else _VERDICT[one.met]


def _shared(machine: dict[str, Any]) -> str:
    if machine["load_before"] < BUSY:
        return ""
    return ": the machine was shared with other work, which took part of its cores, so times and rates are worse than it gives alone"

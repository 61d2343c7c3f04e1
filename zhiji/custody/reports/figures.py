"""Counting a report, and checking the count in another way (G08). Only counts leave this file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from zhiji import norms
from zhiji.access import policy
from zhiji.access.gateway import Gate
from zhiji.access.rules import TOP_SECRET
from zhiji.custody.flows import FLOWS
from zhiji.custody.reports.catalogue import Report
from zhiji.custody.rules.grid import Grid, grid_of
from zhiji.customers.models import File
from zhiji.vault.decoys import decoys_among

BATCH = 2000
PAPER_FIELDS = ("papers", "licences")


@dataclass(frozen=True, slots=True)
class Counted:
    """The whole grid, small counts still in it, and what the second count says; never kept as it is."""

    grid: Grid
    independent: int


def count(gate: Gate, report: Report, since: datetime | None, until: datetime) -> Counted:
    """Count a report. ``since`` matters to those over a period."""
    decoys = decoys_among(
        File.objects.values_list("pk", flat=True).iterator()
    )  # asked of none where there are no decoys
    unspoken = [flow.kind for flow in FLOWS.values() if flow.unspoken]
    asked = {
        "top": TOP_SECRET, "since": since, "until": until, "unspoken": unspoken, "decoys": decoys, "reserved": list(policy.reserved()),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(report.check, asked)
        independent = int(cursor.fetchone()[0])
        if report.opens:
            counts = _papers(gate, timezone.localdate(until), decoys)
        else:
            cursor.execute(report.statement, asked)
            counts = {(str(row), str(column)): int(many) for row, column, many in cursor.fetchall()}
    ordered = dict(sorted(counts.items(), key=lambda item: (_place(item[0][0]), item[0][1])))
    return Counted(grid_of(ordered, tuple(report.column_names)), independent)


def _place(row: str) -> tuple[int, str]:
    return (int(row), "") if row.isdecimal() else (0, row)


def _papers(gate: Gate, today: date, decoys: Sequence[int]) -> dict[tuple[str, str], int]:
    """Class and band of every file by its earliest paper. Compared while sealed data are open, batch by batch; no date stays."""
    notice = today + timedelta(days=norms.on(today).paper_expiry.notice_days)
    bands: dict[int, str] = {}

    def note(customer: int, values: Mapping[str, Any]) -> bool:
        bands[customer] = _band(values, today.isoformat(), notice.isoformat())
        return False

    counts: dict[tuple[str, str], int] = {}
    files = (
        File.objects.filter(secrecy__lt=TOP_SECRET)
        .exclude(pk__in=decoys)
        .order_by("pk")
        .only("customer_id", "kind", "identity")
    )
    after = 0
    while batch := list(files.filter(pk__gt=after)[:BATCH]):
        after = batch[-1].customer_id
        bands.clear()
        gate.match(((one.customer_id, one.identity) for one in batch if one.identity is not None), note)
        for one in batch:
            key = one.kind, bands.get(one.customer_id, "none")
            counts[key] = counts.get(key, 0) + 1
    return counts


def _band(values: Mapping[str, Any], today: str, notice: str) -> str:
    entries = [one for name in PAPER_FIELDS for one in values.get(name) or []]
    days = [one["valid_to"] for one in entries if one.get("valid_to") and not one.get("long_term")]
    if not days:
        return "none"
    first = min(days)
    return "expired" if first < today else "soon" if first <= notice else "later"

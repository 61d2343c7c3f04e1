"""The custody map (Art. 19.1, F11, F15): every file has exactly one custodian, and here is who that is, unit by unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from django.db.models import Count

from zhiji.access import rules as access_rules
from zhiji.access.explain import in_language
from zhiji.access.gateway import Gate, look
from zhiji.customers.models import File
from zhiji.staff.models import Staff


@dataclass(frozen=True, slots=True)
class Holding:
    """What one custodian keeps in one unit. ``departed``: the custodian has left or is no information officer any more."""

    unit: str
    custodian: str
    username: str
    files: int
    departed: bool


@dataclass(frozen=True, slots=True)
class CustodyMap:
    """All holdings, those that need another custodian on top."""

    as_of: datetime
    holdings: Sequence[Holding]
    files: int
    without: int
    departed: int


@look("custody:map:read")
def custody_map(gate: Gate) -> CustodyMap:
    """Files by unit and custodian, as many as the reader may know of; files without a custodian, and of departed ones."""
    gate.permit_none()
    found = File.objects.order_by("unit__path", "custodian__username")
    counted = found.values("unit", "unit__path", "unit__names", "custodian", "secrecy").annotate(
        count=Count("pk")
    )
    keepers = {
        one.pk: one for one in Staff.objects.filter(pk__in=File.objects.values("custodian").distinct())
    }
    totals: dict[tuple[int, int], tuple[Mapping[str, str], int]] = {}
    for row in counted:
        asked = SimpleNamespace(
            customer_id=0, unit_path=row["unit__path"], manager_id=None, deputy_id=None, custodian_id=row["custodian"],
            secrecy=row["secrecy"],
        )  # fmt: skip
        if access_rules.may_know(gate.by, asked):
            key = (row["unit"], row["custodian"])
            totals[key] = (row["unit__names"], totals.get(key, ({}, 0))[1] + row["count"])
    holdings = [
        _holding(names, keepers[custodian], count) for (_unit, custodian), (names, count) in totals.items()
    ]
    without = File.objects.filter(custodian=None).count()
    return CustodyMap(
        gate.at, sorted(holdings, key=lambda one: not one.departed), sum(one.files for one in holdings), without,
        sum(one.files for one in holdings if one.departed),
    )  # fmt: skip


def _holding(names: Mapping[str, str], keeper: Staff, count: int) -> Holding:
    departed = not keeper.is_active or keeper.role != "officer"
    return Holding(in_language(names), keeper.display_name, keeper.username, count, departed)

"""Who was won, who is identified, who is managed (U26): three boards by unit, guarded like every table of groups."""

# ruff: noqa: S608  (statements are made of constants; values are given apart)

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.access.rules import TOP_SECRET
from zhiji.insight.alerts.kinds import KINDS
from zhiji.insight.explorer.counting import home_unit, units_seen
from zhiji.insight.explorer.dimensions import Rules, rules_on
from zhiji.insight.explorer.guarding import TOTAL, Guarded, Reckoned, guarded
from zhiji.insight.looks.explorer import name_of
from zhiji.insight.principles.reckoning import LIVE
from zhiji.staff.models import Unit

PERIODS = (30, 90, 365)
YES, NO = "yes", "no"
_CUSTOMERS = f"{LIVE} AND f.state <> 'prospect' AND f.unit_id = ANY(%(units)s)"
STAGES: Mapping[str, str] = {
    "won": f"""SELECT f.unit_id, f.opened_at >= %(since)s, count(*) FROM ONLY customers_file f
        WHERE {_CUSTOMERS} GROUP BY 1, 2""",
    "identified": f"""SELECT f.unit_id, f.missing = 0 AND r.review_due IS NOT NULL AND r.review_due >= %(today)s, count(*)
        FROM ONLY customers_file f LEFT JOIN diligence_rating r ON r.customer_id = f.customer_id AND r.current
        WHERE {_CUSTOMERS} GROUP BY 1, 2""",
    "managed": f"""SELECT unit_id, in_time, count(*) FROM (
        SELECT f.unit_id, f.customer_id,
            bool_and(a.state = 'done' AND (a.settled_at AT TIME ZONE %(zone)s)::date - a.raised_on <= %(answer_days)s) AS in_time
        FROM insight_alert a JOIN ONLY customers_file f ON f.customer_id = a.customer_id
        WHERE {_CUSTOMERS} AND a.kind = ANY(%(raised)s) AND a.raised_on >= %(first)s AND a.raised_on <= %(answered)s
        GROUP BY 1, 2) each GROUP BY 1, 2""",
}
"""Stage → unit, yes or no, customers. Yes is: won since the period began; papers whole and a rating whose review is not due; every alert that
the night raised in the period, and that had its days, ended within them."""


@dataclass(frozen=True, slots=True)
class Winning:
    """``tables``: stage → unit by yes and no, counts of customers; ``units``: those with customers, id (as text) and name, the branch first. ``since``: when the
    period began; alerts count up to ``answered``, the last day whose days (``answer_days``) are over."""

    tables: Mapping[str, Guarded]
    units: Sequence[tuple[str, str]]
    unit: str
    days: int
    since: date
    answered: date
    answer_days: int
    rules: Rules
    at: datetime
    by: str


@look("insight:winning:read")
def read_winning(gate: Gate, days: int = 90, form: str = "page") -> Winning:
    """Of the branch one belongs to and those below it, as of now. ``days``: of ``PERIODS``; ``form``: page or the kind of file."""
    days = days if days in PERIODS else 90
    gate.permit_none({"days": days, "form": form})
    today = timezone.localdate(gate.at)
    rules, answer_days = rules_on(today), int(norms.on(today).alerts.settle_days)
    seen = list(Unit.objects.filter(pk__in=units_seen(gate.by)).order_by("path"))
    asked = {
        "top": TOP_SECRET, "units": [one.pk for one in seen], "today": today, "since": gate.at - timedelta(days=days),
        "answered": today - timedelta(days=answer_days), "answer_days": answer_days, "first": today - timedelta(days=days), "zone": timezone.get_current_timezone_name(),
        "raised": [name for name, kind in KINDS.items() if kind.raised],
    }  # fmt: skip
    reckoned = {stage: _reckoned(statement, asked) for stage, statement in STAGES.items()}
    units = [(str(one.pk), one.label) for one in seen if (str(one.pk), TOTAL) in reckoned["won"]]
    tables = {
        stage: guarded(
            each, [code for code, _label in units], (YES, NO), "count", least=rules.least, counts_to=rules.counts_to, digits=rules.digits
        )
        for stage, each in reckoned.items()
    }  # fmt: skip
    return Winning(
        tables, units, home_unit(gate.by).label, days,
        today - timedelta(days=days), today - timedelta(days=answer_days), answer_days, rules, gate.at, name_of(gate.by),
    )  # fmt: skip


def _reckoned(statement: str, asked: Mapping[str, Any]) -> dict[tuple[str, str], Reckoned]:
    found: dict[tuple[str, str], int] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        for unit, yes, many in cursor.fetchall():
            for place in (
                (str(unit), YES if yes else NO),
                (str(unit), TOTAL),
                (TOTAL, YES if yes else NO),
                (TOTAL, TOTAL),
            ):
                found[place] = found.get(place, 0) + many
    return {place: Reckoned(many, many, 1) for place, many in found.items()}

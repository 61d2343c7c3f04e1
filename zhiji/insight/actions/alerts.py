"""Alerts raised by the night; settled or put off by who reads them."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.access.problems import Finding
from zhiji.customers.finding import locked_file
from zhiji.customers.problems import Invalid
from zhiji.insight.alerts.kinds import CLOSED, KINDS, OUTCOMES
from zhiji.insight.alerts.raising import Raised
from zhiji.insight.models import Alert

AT_ONCE = 5_000
LONGEST_KEY = 40
KEPT_DAYS = 730
"""After two years an alert and its end are gone: longer than any key comes back."""


@act("insight:alert:raise")
def raise_alerts(gate: Gate, on: date, alerts: Iterable[tuple[int, Raised]]) -> int:
    """Keep what the night raised, by customer id; what stands already stays as it is. How many are new."""
    gate.permit_none({"day": on.isoformat()})
    rows = [
        Alert(customer_id=customer, kind=one.kind, key=one.key, raised_on=on, facts=dict(one.facts))
        for customer, one in alerts
    ]
    Alert.objects.filter(raised_on__lt=on - timedelta(days=KEPT_DAYS)).delete()
    before = Alert.objects.count()
    Alert.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    gate.fact("raised", dict(Counter(one.kind for one in rows)))
    return Alert.objects.count() - before


@act("insight:alert:close")
def close_alerts(gate: Gate, numbers: Collection[int], outcome: str) -> int:
    """Alerts that have come to their end by themselves, by the rows' numbers; how many were still open or put off."""
    if outcome not in CLOSED:
        raise ValueError(f"no alert ends by itself as {outcome!r}")
    gate.permit_none({"outcome": outcome})
    open_now = Alert.objects.filter(pk__in=list(numbers)).exclude(state="done")
    closed = open_now.update(state="done", outcome=outcome, until=None, settled_at=gate.at, settled_by=None)
    gate.fact("closed", closed)
    return closed


@act("insight:alert:settle")
def settle(gate: Gate, number: str, kind: str, key: str, outcome: str) -> Alert:
    """An alert has come to its end. Raises ``Invalid``."""
    if outcome not in OUTCOMES:
        raise Invalid([Finding("outcome", "choice", _("Choose how it ended."), _("Take one of the list."))])
    alert = _taken(gate, number, kind, key)
    alert.state, alert.outcome, alert.until = "done", outcome, None
    return _kept(gate, alert)


@act("insight:alert:snooze")
def snooze(gate: Gate, number: str, kind: str, key: str, days: int) -> Alert:
    """Put an alert off for some days. Raises ``Invalid``."""
    today = timezone.localdate(gate.at)
    most = norms.on(today).alerts.snooze_most_days
    if not 1 <= days <= most:
        said = _("An alert is put off by 1 to %(most)s days.") % {"most": most}
        raise Invalid([Finding("days", "range", said, _("Choose fewer days, or settle it."))])
    alert = _taken(gate, number, kind, key)
    alert.state, alert.until = "snoozed", today + timedelta(days=days)
    return _kept(gate, alert)


def _taken(gate: Gate, number: str, kind: str, key: str) -> Alert:
    """The alert's row, made when it is the first act on what was found in the file itself."""
    file = locked_file(gate, number)
    storable = kind in KINDS and 0 < len(key) <= LONGEST_KEY and key.isprintable()
    gate.permit(file, {"kind": kind, "key": key} if storable else None)
    rows = Alert.objects.select_for_update().filter(customer_id=file.pk, kind=kind)
    found = rows.filter(key=key).first() if storable else None
    if found is not None:
        return found
    if not storable or KINDS[kind].raised:
        raise Invalid(
            [
                Finding(
                    "kind",
                    "unknown",
                    _("There is no such alert."),
                    _("Open the list again: it may have changed."),
                )
            ]
        )
    return Alert(customer_id=file.pk, kind=kind, key=key, raised_on=timezone.localdate(gate.at))


def _kept(gate: Gate, alert: Alert) -> Alert:
    alert.settled_at, alert.settled_by = gate.at, gate.by.pk
    alert.save()
    gate.fact("state", alert.state)
    if alert.outcome:
        gate.fact("outcome", alert.outcome)
    return alert

"""The handover by the clock: what settled itself meanwhile closes its list."""

from datetime import datetime

from django.db.models import Q

from zhiji.access.actors import Job
from zhiji.custody.actions.handover import sweep
from zhiji.custody.models import Case, HandoverItem
from zhiji.staff.models import Unit


def tick(at: datetime) -> None:
    """Close handovers with nothing left open. Touches only lists in which something has changed."""
    closed = Case.objects.exclude(closed_at=None).values("pk")
    headed = Unit.objects.exclude(head=None).values("pk")
    ripe = HandoverItem.objects.filter(settled_at=None, case__state="begun").filter(
        Q(what__in=("owned", "request", "loan"), subject__in=closed) | Q(what="unit", subject__in=headed)
    )
    for number in ripe.values_list("case_id", flat=True).distinct():
        sweep(number, by=Job("clock"), channel="job", at=at)

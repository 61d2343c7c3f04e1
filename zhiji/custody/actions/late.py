"""Telling that a copy, a parcel or a provision is late: its owner or raiser and the information supervisors, once."""

from datetime import datetime
from typing import cast

from django.db.models import Exists, OuterRef, QuerySet

from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import tell
from zhiji.custody.models import Case, Notice
from zhiji.staff.models import Staff

KINDS = ("courier", "provision", "copy")


def untold(at: datetime) -> QuerySet[Case]:
    """Late cases of these kinds that nobody was told of since their clock ran out."""
    told = Notice.objects.filter(case=OuterRef("pk"), what="overdue", at__gte=OuterRef("due_at"))
    return (
        Case.objects.filter(kind__in=KINDS, closed_at=None, due_at__lt=at)
        .exclude(Exists(told))
        .order_by("pk")
    )


@act("custody:secrecy:late")
def tell_late(gate: Gate) -> int:
    """Tell of every late case once; answers how many."""
    gate.permit_none()
    supervisors = list(Staff.objects.filter(role="supervisor", is_active=True).values_list("pk", flat=True))
    late = list(untold(gate.at))
    for case in late:
        concerned = cast(int, case.owner_id or case.raised_by_id)
        tell(gate, [concerned, *supervisors], "overdue", case)
    gate.fact("cases", [case.pk for case in late])
    return len(late)

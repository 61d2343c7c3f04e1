"""Standing in: while a colleague is away, another signs the steps of cases for them. It never opens a file.

Four eyes see through it: both the hand and the colleague it signs for count as one side (norm ``house.separation``).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji.access.gateway import Gate, act, look
from zhiji.access.people import Unfit
from zhiji.staff.models import Staff, StandIn, Unit
from zhiji.staff.rules import ROLES, is_within

LONGEST = timedelta(days=92)


@act("staff:standin:name")
def name_stand_in(gate: Gate, stand_in: Staff, *, ends_at: datetime) -> StandIn:
    """Let ``stand_in`` sign for oneself until ``ends_at``, at most three months. Raises ``Unfit``."""
    gate.permit_none()
    me = Staff.objects.get(pk=gate.by.pk or 0)
    if stand_in.person_key == me.person_key or not stand_in.is_active:
        raise Unfit(_("stand_in: name another, active colleague."))
    if not _may_sign_for(stand_in, me):
        raise Unfit(_("stand_in: name a colleague whose post may meet customers' data, as yours does."))
    if not gate.at < ends_at <= gate.at + LONGEST:
        raise Unfit(_("ends_at: choose a day within the next three months."))
    made = StandIn.objects.create(
        absent=me, stand_in=stand_in, starts_at=gate.at, ends_at=ends_at, named_by=me
    )
    gate.fact("stand_in", stand_in.pk)
    return made


@act("staff:standin:end")
def end_stand_in(gate: Gate, number: int) -> None:
    """End one's own naming at once; ended ones stay on record."""
    gate.permit_none()
    ended = StandIn.objects.filter(pk=number, absent_id=gate.by.pk, ended_at=None).update(ended_at=gate.at)
    gate.fact("ended", ended)


@look("staff:standin:list")
def my_stand_ins(gate: Gate) -> Sequence[StandIn]:
    """Who signs for me, and for whom I sign, now and later."""
    gate.permit_none()
    live = StandIn.objects.filter(ended_at=None, ends_at__gt=gate.at).select_related("absent", "stand_in")
    return [*live.filter(absent_id=gate.by.pk), *live.filter(stand_in_id=gate.by.pk)]


def absentees(staff: Staff, at: datetime | None = None) -> list[Staff]:
    """Those for whom ``staff`` may sign at ``at``."""
    now = at or timezone.now()
    live = StandIn.objects.filter(stand_in=staff, ended_at=None, starts_at__lte=now, ends_at__gt=now)
    found = [one.absent for one in live.select_related("absent__unit")]
    return [one for one in found if one.is_active and _may_sign_for(staff, one)]


def _may_sign_for(stand_in: Staff, absent: Staff) -> bool:
    """Cases show what stands in them: who must never meet customers' data signs for nobody who may."""
    return ROLES[stand_in.role].sees_customers or not ROLES[absent.role].sees_customers


@act("staff:unit:head")
def name_head(gate: Gate, unit: Unit, head: Staff) -> Unit:
    """Name who heads a unit and signs for it (Art. 18.2): a colleague of it, of one above or of one below. Raises ``Unfit``."""
    gate.permit_none()
    if not (is_within(unit.path, head.unit_path) or is_within(head.unit_path, unit.path)):
        raise Unfit(_("head: name a colleague of this unit, or of one above or below it."))
    unit.head = head
    unit.save(update_fields=["head"])
    gate.fact("unit", unit.pk)
    gate.fact("head", head.pk)
    return unit

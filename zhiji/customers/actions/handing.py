"""Duties on files passed from one colleague to another, many at once (F15). Called only from acts, inside their transaction."""

from collections.abc import Collection

from django.db.models import F

from zhiji.customers.models import File
from zhiji.staff.models import Staff

DUTIES = ("manager", "deputy", "custodian")


def pass_duty(duty: str, customers: Collection[int], to: Staff | None) -> int:
    """Give a duty on these files to ``to`` (only a deputy may be nobody); answers how many. A manager is nobody's deputy."""
    if duty not in DUTIES or (to is None and duty != "deputy"):
        raise ValueError(f"{duty}: only the deputy of a file may be nobody")
    done = File.objects.filter(pk__in=customers).update(**{duty: to})
    if duty in ("manager", "deputy"):
        File.objects.filter(pk__in=customers, deputy_id=F("manager_id")).update(deputy=None)
    return done

"""What secrecy does by the clock (Art. 22-26): late parcels and returns told, unused approvals ended, packs taken off the
disk when they end, the yearly quiz reminded of. Run twice for one moment it changes nothing more."""

from datetime import datetime

from zhiji.access.actors import Job
from zhiji.custody.actions import copying, export, late, providing, quiz
from zhiji.custody.models import Case, Pack

HOUSE = {"by": Job("clock"), "channel": "job"}


def tick(at: datetime) -> None:
    """Everything due at ``at``."""
    for number in Case.objects.filter(kind="copy", state="approved", due_at__lte=at).values_list(
        "pk", flat=True
    ):
        copying.lapse(number, at=at, **HOUSE)
    for number in Case.objects.filter(kind="export", state="approved", due_at__lte=at).values_list(
        "pk", flat=True
    ):
        export.lapse(number, at=at, **HOUSE)
    if Pack.objects.filter(expires_at__lte=at, removed_at=None).exists():
        providing.expire(at=at, **HOUSE)
    if late.untold(at):
        late.tell_late(at=at, **HOUSE)
    if quiz.to_remind(at):
        quiz.remind(at=at, **HOUSE)

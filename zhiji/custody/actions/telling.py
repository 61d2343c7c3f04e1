"""Reading one's notices."""

from zhiji.access.gateway import Gate, act
from zhiji.custody.models import Notice


@act("custody:notice:read")
def read_notices(gate: Gate) -> int:
    """Mark the reader's own notices as read; answers how many were unread."""
    gate.permit_none()
    done = Notice.objects.filter(staff_id=gate.by.pk or 0, read_at=None).update(read_at=gate.at)
    gate.fact("notices", done)
    return done

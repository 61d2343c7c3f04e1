"""Who may carry customer information (Art. 23.2)."""

from collections.abc import Sequence

from zhiji.access.gateway import Gate, look
from zhiji.custody.models import Courier


@look("custody:courier:list")
def list_couriers(gate: Gate) -> Sequence[Courier]:
    """Designated couriers, those in force first; at most two hundred."""
    gate.permit_none()
    found = Courier.objects.select_related("staff__unit", "named_by").order_by("-pk")[:200]
    return sorted(found, key=lambda one: one.ended_at is not None)

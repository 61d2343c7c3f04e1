"""Bringing every file to the store and the line of keys that its level asks for: those classified before there were any."""

from zhiji.access.gateway import Gate, act
from zhiji.access.rules import TOP_SECRET
from zhiji.customers.apart import misplaced, settle
from zhiji.customers.models import File
from zhiji.vault.apart import keep_apart


@act("customers:book:set_apart")
def set_apart(gate: Gate) -> int:
    """Moves what stands in the wrong store, and the data keys of top-secret files that stand in the ordinary line; how many
    files. Done again it moves nothing. Raises ``KeyUnavailable`` when the key kept apart is absent: then nothing moves."""
    gate.permit_none()
    inside, outside = misplaced()
    secret = list(File.objects.filter(secrecy__gte=TOP_SECRET).order_by("pk").values_list("pk", flat=True))
    keys = keep_apart(secret, apart=True) + keep_apart(outside, apart=False)
    settle(inside, apart=True)
    settle(outside, apart=False)
    gate.fact("keys", keys)
    gate.fact("files", len(inside) + len(outside))
    return max(len(inside) + len(outside), keys)

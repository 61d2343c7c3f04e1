"""Breaking the glass of one file; the rules are the gateway's (``zhiji.access.breaking``)."""

from zhiji.access.breaking import grant_for_breaking
from zhiji.access.gateway import Gate, act
from zhiji.access.models import Grant
from zhiji.customers.finding import locked_file


@act("access:glass:break")
def break_glass(gate: Gate, number: str, *, reason: str) -> Grant:
    """Open one file for a short while, on one's own responsibility. Raises ``GlassProblem`` with what is wrong."""
    return grant_for_breaking(gate, locked_file(gate, number), reason)

"""Every procedure of the institution, by kind. A procedure is listed here and nowhere else."""

from zhiji.custody.rules import loan, reading
from zhiji.custody.rules.flow import Flow

FLOWS: dict[str, Flow] = {flow.kind: flow for flow in (reading.FLOW, loan.FLOW)}
"""Kind → flow."""


def flow_of(kind: str) -> Flow | None:
    """The flow of a kind; None when there is none."""
    return FLOWS.get(kind)

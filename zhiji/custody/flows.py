"""Every procedure of the institution, by kind. A procedure is listed here and nowhere else."""

from zhiji.custody.rules import (
    authority,
    copy,
    courier,
    destruction,
    handover,
    hold,
    inspection,
    loan,
    provision,
    reading,
    repair,
    report,
    ruling,
)
from zhiji.custody.rules.flow import Flow

FLOWS: dict[str, Flow] = {
    flow.kind: flow
    for flow in (
        reading.FLOW,
        authority.FLOW,
        authority.POWER_FLOW,
        repair.FLOW,
        inspection.FLOW,
        loan.FLOW,
        copy.FLOW,
        courier.FLOW,
        provision.FLOW,
        hold.FLOW,
        destruction.FLOW,
        report.FLOW,
        handover.FLOW,
        handover.TAKING,
        ruling.FLOW,
    )
}
"""Kind → flow."""


def flow_of(kind: str) -> Flow | None:
    """The flow of a kind; None when there is none."""
    return FLOWS.get(kind)

"""Every procedure of the institution, by kind. A procedure is listed here and nowhere else."""

from zhiji.custody.rules import (
    alert,
    authority,
    copy,
    courier,
    decoy,
    destruction,
    drill,
    handover,
    hold,
    inspection,
    leak,
    loan,
    provision,
    reading,
    repair,
    report,
    rights,
    ruling,
    stranger,
)
from zhiji.custody.rules.flow import Flow

FLOWS: dict[str, Flow] = {
    flow.kind: flow
    for flow in (
        reading.FLOW,
        loan.FLOW,
        copy.FLOW,
        courier.FLOW,
        provision.FLOW,
        authority.FLOW,
        authority.POWER_FLOW,
        rights.FLOW,
        inspection.FLOW,
        repair.FLOW,
        hold.FLOW,
        destruction.FLOW,
        leak.FLOW,
        drill.FLOW,
        stranger.FLOW,
        alert.FLOW,
        decoy.FLOW,
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

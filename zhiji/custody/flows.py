"""Every procedure of the institution, by kind. A procedure is listed here and nowhere else; a room above adds its own
when it is made ready."""

from collections.abc import Sequence

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


def add_procedures(flows: Sequence[Flow]) -> None:
    """Add the procedures of a room above."""
    FLOWS.update({flow.kind: flow for flow in flows})


def flow_of(kind: str) -> Flow | None:
    """The flow of a kind; None when there is none."""
    return FLOWS.get(kind)

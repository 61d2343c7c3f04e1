"""Every step of every procedure, with what it asks. Pages and API are made from this table alone."""

from collections.abc import Iterable

from zhiji.custody.steps import (
    alert,
    assess,
    authority,
    copy,
    courier,
    decoy,
    destruction,
    drill,
    enquiry,
    export,
    handover,
    hold,
    inspection,
    kin,
    leak,
    loan,
    provision,
    reading,
    report,
    rights,
    ruling,
    stranger,
)
from zhiji.custody.steps.ask import Ask, Step, words_ask

STEPS: dict[tuple[str, str], Step] = {
    (step.flow.kind, step.verb): step
    for steps in (
        reading.STEPS,
        loan.STEPS,
        copy.STEPS,
        export.STEPS,
        courier.STEPS,
        provision.STEPS,
        authority.STEPS,
        enquiry.STEPS,
        rights.STEPS,
        inspection.STEPS,
        hold.STEPS,
        destruction.STEPS,
        leak.STEPS,
        drill.STEPS,
        assess.STEPS,
        stranger.STEPS,
        alert.STEPS,
        decoy.STEPS,
        kin.STEPS,
        report.STEPS,
        handover.STEPS,
        ruling.STEPS,
    )
    for step in steps
}
"""(kind, verb) → step."""


def add_steps(steps: Iterable[Step]) -> None:
    """Add the steps of a room above, beside its procedures (``flows.add_procedures``)."""
    STEPS.update({(step.flow.kind, step.verb): step for step in steps})


def step_phrases() -> tuple[str, ...]:
    """The phrases of all steps: what a page or an operation uses that takes any of them."""
    return tuple(step.flow.phrase(step.verb) for step in STEPS.values())


__all__ = ["STEPS", "Ask", "Step", "add_steps", "step_phrases", "words_ask"]

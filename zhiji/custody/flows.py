"""Every procedure of the institution, by kind and by theme. A procedure is listed here and nowhere else; a room above adds
its own when it is made ready."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhiji.access import policy
from zhiji.custody.rules import (
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
        export.FLOW,
        courier.FLOW,
        provision.FLOW,
        authority.FLOW,
        authority.POWER_FLOW,
        enquiry.FLOW,
        rights.FLOW,
        inspection.FLOW,
        repair.FLOW,
        hold.FLOW,
        destruction.FLOW,
        leak.FLOW,
        drill.FLOW,
        assess.FLOW,
        stranger.FLOW,
        alert.FLOW,
        decoy.FLOW,
        kin.FLOW,
        report.FLOW,
        handover.FLOW,
        handover.TAKING,
        ruling.FLOW,
    )
}
"""Kind → flow."""

THEMES: tuple[tuple[object, tuple[str, ...]], ...] = (
    (_("Reading and lending"), ("reading", "loan")),
    (_("Copies and what goes out"), ("copy", "courier", "provision")),
    (_("Customers and authorities"), ("rights", "authority", "power", "enquiry")),
    (_("On the shelf"), ("inspection", "repair", "hold", "destruction")),
    (_("Leaks and watching"), ("leak", "stranger", "drill", "alert", "decoy", "kin")),
    (_("Of the house"), ("report", "assess", "handover", "takeover", "ruling")),
)
"""The registers as people look for them: each procedure in one theme; those of a room above stand last."""


def registers_of(role: str) -> list[tuple[object, list[Flow]]]:
    """The registers a role has to do with, by theme: it reads their cases, raises them, or signs one of their steps."""
    listed = {kind for _theme, kinds in THEMES for kind in kinds}
    themes = (*THEMES, (_("Further"), tuple(kind for kind in FLOWS if kind not in listed)))
    shown = [
        (theme, [flow for kind in kinds if concerns(flow := FLOWS[kind], role)]) for theme, kinds in themes
    ]
    return [(theme, flows) for theme, flows in shown if flows]


def concerns(flow: Flow, role: str) -> bool:
    """Whether a role reads the cases of a procedure or has a step in them; of an unspoken one, whether it reads them."""
    phrases = policy.phrases()
    verbs = {flow.raise_verb, *(move.verb for move in flow.moves)}
    return role in flow.readers or (
        not flow.unspoken
        and any(
            role in found.roles for verb in verbs if (found := phrases.get(flow.phrase(verb))) is not None
        )
    )


def add_procedures(flows: Sequence[Flow]) -> None:
    """Add the procedures of a room above."""
    FLOWS.update({flow.kind: flow for flow in flows})


def flow_of(kind: str) -> Flow | None:
    """The flow of a kind; None when there is none."""
    return FLOWS.get(kind)

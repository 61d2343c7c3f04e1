"""Decoys (N02, K07): files nobody has a reason to open. Proposed by the supervisor, set out by the general manager."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

FLOW = Flow(
    "decoy", "Y", "Art. 27", _("Decoys"),
    states=(
        State("asked", _("waits for the general manager"), clock="incident.decoy_hours"),
        State("set", _("set out"), final=True, tone="jade"),
        State("refused", _("refused"), final=True, tone="cinnabar"),
    ),
    moves=(
        Move("set", _("Set out"), ("asked",), "set", apart=("ask",)),
        Move("refuse", _("Refuse"), ("asked",), "refused", apart=("ask",), words=True),
    ),
    readers=frozenset({"supervisor", "gm"}),
)  # fmt: skip

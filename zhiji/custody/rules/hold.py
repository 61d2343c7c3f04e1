"""Holds 保全: a dispute, an investigation or an authority keeps a file beyond every period (Art. 25; L04). A hold always wins."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

FLOW = Flow(
    "hold", "H", "Art. 25", _("Hold"),
    states=(
        State("in_force", _("in force"), clock="retention.hold_review_days", tone="amber"),
        State("released", _("released"), final=True, tone="jade"),
    ),
    moves=(
        Move("renew", _("Still needed"), ("in_force",), "in_force", words=True),
        Move("release", _("Release"), ("in_force",), "released", apart=("place",), words=True),
    ),
    raise_verb="place",
    readers=frozenset({"supervisor", "compliance", "auditor"}),
)  # fmt: skip

GROUNDS: dict[str, object] = {
    "dispute": _("Dispute or complaint"),
    "investigation": _("Investigation"),
    "authority": _("Order of an authority"),
}

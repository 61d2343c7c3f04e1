"""An alert of the watch (K07, N13): raised by the house with its numbers, judged by a supervisor who is not concerned."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

FLOW = Flow(
    "alert", "W", "Art. 27", _("Watch alert"),
    states=(
        State("raised", _("waits for review"), clock="incident.alert_hours", tone="amber"),
        State("doubtful", _("not justified"), clock="incident.alert_hours", tone="cinnabar"),
        State("justified", _("justified"), final=True, tone="jade"),
        State("closed", _("closed"), final=True),
    ),
    moves=(
        Move("justify", _("There was a reason"), ("raised",), "justified", words=True),
        Move("doubt", _("There was no reason"), ("raised",), "doubtful", words=True),
        Move("close", _("Close"), ("doubtful",), "closed", apart=("doubt",), words=True),
    ),
    raise_verb="raise",
    readers=frozenset({"supervisor", "manager", "gm"}),
)  # fmt: skip

"""What the steps of setting decoys out ask."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import decoy as acts
from zhiji.custody.rules.decoy import FLOW
from zhiji.custody.steps.ask import Ask, Step

STEPS = (
    Step(
        FLOW, "ask", acts.propose_decoys,
        (
            Ask("customers", _("Files"), "customers", help=_("Files that nobody has a reason to open.")),
            Ask("reason", _("Reason"), "textarea"),
        ),
    ),
    Step(FLOW, "set", acts.set_decoys),
    Step(FLOW, "refuse", acts.refuse_decoys),
)  # fmt: skip

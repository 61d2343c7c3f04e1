"""What the steps of registering own and relatives' files ask (K07)."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import kin as acts
from zhiji.custody.rules.kin import FLOW
from zhiji.custody.steps.ask import Ask, Step

STEPS = (
    Step(
        FLOW, "ask", acts.declare_kin,
        (
            Ask("own", _("One's own file"), "customers", required=False, help=_("The customer number, if the colleague is a customer.")),
            Ask("relatives", _("Files of relatives"), "customers", required=False,
                help=_("Customer numbers of spouse, parents, children, siblings, as far as known.")),
            Ask("whom", _("Colleague"), "staff", required=False, help=_("Empty: you yourself. For others: supervisors and managers only.")),
            Ask("reason", _("Reason"), "textarea"),
        ),
        intro=_("Looks at these files stand out in the watch, whoever had reason to open them can say so. The numbers are sealed."),
    ),
    Step(FLOW, "confirm", acts.confirm_kin),
    Step(FLOW, "refuse", acts.refuse_kin),
    Step(FLOW, "end", acts.end_kin),
)  # fmt: skip

"""What the steps of a risk assessment ask (N11). The clock plans it."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import assess as acts
from zhiji.custody.rules.assess import AREAS, FLOW, RISKS
from zhiji.custody.steps.ask import Ask, Step

STEPS = (
    Step(
        FLOW, "make", acts.make_assessment,
        (
            Ask("risk", _("Risk that remains"), "radio", tuple(RISKS.items())),
            Ask("weak", _("Areas that are not in order"), "checkboxes", tuple(AREAS.items()), required=False, help=_("What is not ticked was looked at and is in order.")),
            Ask("found", _("What was found"), "textarea", required=False), Ask("mend", _("What is to be done, by whom"), "textarea", required=False),
        ),
    ),
    Step(FLOW, "confirm", acts.confirm_assessment),
    Step(FLOW, "send_back", acts.send_assessment_back),
    Step(FLOW, "mend", acts.mend_findings),
    Step(FLOW, "close", acts.close_assessment),
    Step(FLOW, "reopen", acts.reopen_findings),
)  # fmt: skip

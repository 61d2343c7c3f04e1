"""What the steps of an alert ask: a finding in words."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import alert as acts
from zhiji.custody.rules.alert import FLOW
from zhiji.custody.steps.ask import Step, words_ask

STEPS = (
    Step(FLOW, "justify", acts.justify, (words_ask(_("Which reason there was"), required=True),)),
    Step(FLOW, "doubt", acts.doubt, (words_ask(_("What you found"), required=True),)),
    Step(FLOW, "close", acts.close_alert, (words_ask(_("What followed"), required=True),)),
)  # fmt: skip

"""What the steps of a copy ask (Art. 23.1). The making itself has its own page: its answer is the sheet."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import copying as acts
from zhiji.custody.rules.copy import FLOW
from zhiji.custody.steps.ask import Ask, Step
from zhiji.custody.steps.ticks import field_groups, usual_fields

STEPS = (
    Step(
        FLOW, "ask", acts.ask,
        (
            Ask("customers", _("File"), "customers", help=_("One customer number: a copy is of one file.")),
            Ask("wanted", _("Purpose"), "purpose"),
            Ask("for_whom", _("For whom is the copy"), most=120),
            Ask("reason", _("Reason"), "textarea"),
            Ask("fields", _("Fields copied"), "ticks", help=_("Only what the purpose needs."), groups=field_groups, usual=usual_fields),
        ),
    ),
    Step(FLOW, "approve", acts.approve),
    Step(FLOW, "lapse", acts.lapse),
    Step(FLOW, "refuse", acts.refuse),
    Step(FLOW, "withdraw", acts.withdraw),
)  # fmt: skip

"""What the steps of sending and carrying ask (Art. 23.2)."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import carrying as acts
from zhiji.custody.rules.courier import FLOW, MEASURES
from zhiji.custody.steps.ask import Ask, Step

STEPS = (
    Step(
        FLOW, "ask", acts.ask,
        (
            Ask("customers", _("Files"), "customers", help=_("Customer numbers, one a line.")),
            Ask("reason", _("Reason"), "textarea"),
            Ask("destination", _("Where to"), most=200),
            Ask("receiver", _("For which colleague"), "staff", required=False,
                help=_("Leave it empty when it goes to an outsider; the courier then brings the receipt.")),
            Ask("arrival", _("Arrives by"), "moment"),
            Ask("seal_number", _("Seal number"), most=40),
            Ask("measures", _("Safety measures"), "checkboxes", list(MEASURES.items())),
        ),
    ),
    Step(FLOW, "give", acts.give, (Ask("to", _("Into whose hands"), "staff"),)),
    Step(FLOW, "take", acts.take),
    Step(FLOW, "decline", acts.decline),
    Step(FLOW, "arrive", acts.arrive, (Ask("seal_whole", _("The seal is whole and has the noted number"), "checkbox", required=False),)),
    Step(FLOW, "cancel", acts.cancel),
)  # fmt: skip

"""What the steps of a handover ask (Art. 19.1)."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import handover as acts
from zhiji.custody.rules.handover import FLOW, GROUPS, TAKING
from zhiji.custody.steps.ask import Ask, Step, words_ask

STEPS = (
    Step(
        FLOW, "assign", acts.assign,
        (
            Ask("group", _("What"), "select", tuple(GROUPS.items())),
            Ask("successor", _("Successor"), "staff"),
            Ask("customers", _("Only these files"), "customers", required=False, help=_("Customer numbers, one a line; empty for the whole group. A top secret file goes only by its number.")),
        ),
        intro=_("One choice for a whole group; exceptions by naming their files. The successor is asked to take over."),
    ),
    Step(
        FLOW, "settle", acts.settle,
        (
            Ask("item", _("Item"), "number", least=1, most=999_999_999, help=_("Its number in the list of gaps.")),
            words_ask(_("What was done"), required=True),
        ),
    ),
    Step(TAKING, "take", acts.take, intro=_("From now on this is yours: you answer for it.")),
    Step(TAKING, "decline", acts.decline),
    Step(TAKING, "recall", acts.recall),
)  # fmt: skip

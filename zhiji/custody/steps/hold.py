"""What the steps of a hold ask (Art. 25)."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import hold as acts
from zhiji.custody.rules.hold import FLOW, GROUNDS
from zhiji.custody.steps.ask import Ask, Step

STEPS = (
    Step(
        FLOW, "place", acts.place,
        (
            Ask("customers", _("Files"), "customers", help=_("Customer numbers, one a line.")),
            Ask("ground", _("Ground"), "radio", list(GROUNDS.items())),
            Ask("reference", _("Number of the letter or complaint"), required=False, most=120),
            Ask("reason", _("Reason"), "textarea"),
        ),
        intro=_("Nothing destroys these files while the hold is in force, not even an approved destruction."),
    ),
    Step(FLOW, "renew", acts.renew),
    Step(FLOW, "release", acts.release, intro=_("Whoever placed a hold cannot release it.")),
)  # fmt: skip

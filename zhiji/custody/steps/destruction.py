"""What the steps of a destruction ask (Art. 25). The proposal is the clock's; nobody raises one by hand."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import destroying
from zhiji.custody.actions import destruction as acts
from zhiji.custody.rules.destruction import FLOW, JUDGEMENTS, METHODS
from zhiji.custody.steps.ask import Ask, Step, words_ask

STEPS = (
    Step(
        FLOW, "appraise", acts.appraise,
        (
            Ask("customers", _("Files"), "customers", help=_("Files of this proposal that are judged alike.")),
            Ask("judgement", _("Judgement"), "radio", list(JUDGEMENTS.items())),
            Ask("value_lost", _("They have lost every value for reference, evidence and history"), "checkbox", required=False),
            Ask("review_on", _("Look at again on"), "date", required=False, help=_("For files that are kept.")),
            words_ask(_("Why"), required=True),
        ),
        intro=_("Destroyed is only what is both expired and without value. The period is asked of the register; the value you judge."),
    ),
    Step(FLOW, "hand_on", acts.hand_on),
    Step(FLOW, "sign", acts.sign_as_supervisor),
    Step(FLOW, "approve", acts.approve),
    Step(FLOW, "refuse", acts.refuse),
    Step(
        FLOW, "execute", destroying.execute,
        intro=_("The keys of these files are destroyed now. Nothing brings them back, no backup either. A file under a hold is spared."),
    ),
    Step(
        FLOW, "paper", acts.record_paper,
        (
            Ask("method", _("How it was destroyed"), "radio", list(METHODS.items()), help=_("It is never sold as waste paper (Art. 25).")),
            Ask("on", _("On"), "date"),
            Ask("vendor", _("Vendor called in"), required=False, most=120, help=_("Sealed with the case; its proof must be among the papers.")),
        ),
    ),
    Step(FLOW, "witness", acts.witness, intro=_("You saw with your own eyes that the paper was destroyed.")),
)  # fmt: skip

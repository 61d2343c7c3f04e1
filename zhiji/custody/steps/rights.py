"""What the steps of a customer's request ask (PIPL arts. 44-50)."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import rights as acts
from zhiji.custody.rules.consents import CHANNELS
from zhiji.custody.rules.rights import ASKERS, FLOW, GROUNDS, RIGHTS
from zhiji.custody.steps.ask import Ask, Step

PAPERS = (
    ("original", _("the original of the identity paper")),
    ("certified", _("a certified copy")),
    ("app", _("strong sign-in of the app")),
)
DELIVERED = (
    ("hand", _("handed over")),
    ("post", _("by registered post")),
    ("app", _("through the app, sealed")),
    ("told", _("told, nothing to hand over")),
)

STEPS = (
    Step(
        FLOW, "ask", acts.ask,
        (
            Ask("customers", _("Customer"), "customers", help=_("One customer number.")),
            Ask("right", _("What is asked"), "radio", tuple(RIGHTS.items())),
            Ask("asker", _("Who asks"), "select", tuple(ASKERS.items())),
            Ask("via", _("How it came"), "select", tuple(CHANNELS.items())),
            Ask("reason", _("In the customer's words"), "textarea"),
        ),
        intro=_("Answered within the days of the rule, counted from now. No reason is needed to ask."),
    ),
    Step(
        FLOW, "identify", acts.identify,
        (
            Ask("proved", _("Who asks is the customer, or acts for the customer"), "checkbox", required=False),
            Ask("paper_seen", _("Shown by"), "select", PAPERS),
            Ask("mandate", _("The right to ask for another was shown"), "checkbox", required=False),
        ),
    ),
    Step(
        FLOW, "accept", acts.accept,
        intro=_("Choose the purpose “The customer's rights” first. The hand that checked the identity may then make the letter, amend the file or fetch the pack."),
    ),
    Step(
        FLOW, "store", acts.store,
        intro=_("The file closes to every purpose but the customer's rights, lawful inquiries and audit, and is destroyed when the duty to keep it ends."),
    ),
    Step(FLOW, "close", acts.close, (Ask("delivered", _("How it was answered"), "select", DELIVERED),)),
    Step(
        FLOW, "refuse", acts.refuse,
        (Ask("ground", _("Ground in law"), "select", tuple((code, words) for code, (words, _articles) in GROUNDS.items())),),
    ),
    Step(FLOW, "withdraw", acts.withdraw),
)  # fmt: skip
